import itertools

from odoo import fields
from odoo.tests import tagged

from . import test_access_table_people as people
from . import test_access_table_scenario as scenario
from .access_table import AccessTableCommon, alike

READ_ALL = dict.fromkeys(("user", "own", "team", "all", "manager"), alike("r"))
OWN_READ = ("r", "", "", "")
GESTOR_ROLES = ("user", "own", "team", "all", "manager")


@tagged("post_install", "-at_install")
class TestAccessTable(AccessTableCommon):
    """The engines of this addon know users and the administrator only; the roles of
    areas (own, team, all) give no more here than being a user does."""

    addon = "gestor_base"
    # An area that changes nothing in the rights on clients.
    area = "reports"
    TABLE = {
        "gestor.link": {
            # Rights come from the ends: who may read both links them, who may change
            # one of them, or made the link, takes it away.
            role: ("rc", "rc", "rc", "")
            for role in ("none", *GESTOR_ROLES, "admin")
        },
        "gestor.batch": {
            **dict.fromkeys(GESTOR_ROLES, OWN_READ),
            "admin": ("r", "r", "r", ""),
        },
        "gestor.batch.line": {
            **dict.fromkeys(GESTOR_ROLES, OWN_READ),
            "admin": ("r", "r", "r", ""),
        },
        "gestor.automation.action": {
            **dict.fromkeys(GESTOR_ROLES, ("r", "r", "r", "")),
            "admin": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.automation.run": {
            **dict.fromkeys(GESTOR_ROLES, OWN_READ),
            "admin": ("r", "r", "r", ""),
        },
        "gestor.automation.preview": {"admin": alike("rwcd")},
        "gestor.text.template": {
            # Shared with everybody: read by all, changed by the owner.
            **dict.fromkeys(GESTOR_ROLES, ("rwcd", "r", "r", "")),
            "admin": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.text.tag": {**READ_ALL, "admin": alike("rwcd")},
        "gestor.library.tag": {**READ_ALL, "admin": alike("rwcd")},
        "gestor.library.document": {
            **dict.fromkeys(GESTOR_ROLES, ("rwcd", "r", "r", "")),
            "admin": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.library.document.version": {
            **dict.fromkeys(GESTOR_ROLES, ("rwcd", "r", "r", "")),
            "admin": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.library.usage": {
            **dict.fromkeys(GESTOR_ROLES, ("r", "r", "r", "")),
            "admin": ("r", "r", "r", ""),
        },
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = itertools.count(1)

    def test_every_model_is_in_the_table(self):
        named = {
            *self.TABLE,
            *people.TestAccessTablePeople.TABLE,
            *scenario.TestAccessTableScenario.TABLE,
        }
        self.assertEqual(self._get_own_models(), named)

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    def test_private_and_chosen_texts(self):
        """A text of one's own is nobody else's; one for chosen people is theirs."""
        own = self._make_gestor_text_template(self.mate, self.company)
        own.visibility = "own"
        chosen = self._make_gestor_text_template(self.mate, self.company)
        chosen.write({"visibility": "team", "member_ids": self.users["own"].ids})
        for role in GESTOR_ROLES:
            user = self.users[role]
            self.assertEqual(self._get_rights(own, user), "", role)
            expected = "r" if role == "own" else ""
            self.assertEqual(self._get_rights(chosen, user), expected, role)
        for text in (own, chosen):
            self.assertEqual(self._get_rights(text, self.users["admin"]), "rwcd")

    # === RECORDS ===

    def _make_partner(self, owner, company):
        return self.env["res.partner"].create(
            {"name": "Klient", "user_id": owner.id, "company_id": company.id}
        )

    def _make_gestor_link(self, owner, company):
        first, second = (self._make_partner(owner, company) for _end in range(2))
        return first.gestor_link_with(second, "tabela")

    def _make_gestor_batch(self, owner, company):
        return self.env["gestor.batch"].create(
            {
                "name": "Praca",
                "model": "res.partner",
                "method": "nothing",
                "user_id": owner.id,
                "company_id": company.id,
            }
        )

    def _make_gestor_batch_line(self, owner, company):
        return self.env["gestor.batch.line"].create(
            {
                "batch_id": self._make_gestor_batch(owner, company).id,
                "res_model": "res.partner",
                "res_id": owner.partner_id.id,
            }
        )

    def _make_gestor_automation_action(self, owner, company):
        return self.env["gestor.automation.action"].create(
            {
                "name": "Telefon",
                "model": "res.partner",
                "trigger": "manual",
                "summary": "Zadzwoń",
                "responsible_id": owner.id,
                "company_id": company.id,
            }
        )

    def _make_gestor_automation_run(self, owner, company):
        action = self._make_gestor_automation_action(owner, company)
        now = fields.Datetime.now()
        partner = self._make_partner(owner, company)
        self.env["gestor.automation.run"]._insert(
            action, [(partner.id, "manual", now, company.id)]
        )
        return self.env["gestor.automation.run"].search([("action_id", "=", action.id)])

    def _make_gestor_automation_preview(self, owner, company):
        # The wizards of others are hidden by the host: each role makes its own.
        action = self._make_gestor_automation_action(owner, company)
        preview = self.env["gestor.automation.preview"].create({"action_id": action.id})
        return preview

    def _make_gestor_text_template(self, owner, company):
        return self.env["gestor.text.template"].create(
            {
                "name": "Tekst",
                "kind": "sms",
                "body_plain": "Dzień dobry",
                "visibility": "all",
                "user_id": owner.id,
                "company_id": company.id,
            }
        )

    def _make_gestor_text_tag(self, owner, company):
        return self.env["gestor.text.tag"].create({"name": f"T{next(self.numbers)}"})

    def _make_gestor_library_tag(self, owner, company):
        return self.env["gestor.library.tag"].create({"name": f"L{next(self.numbers)}"})

    def _make_gestor_library_document(self, owner, company):
        return self.env["gestor.library.document"].create(
            {
                "name": "Cennik",
                "file": "Y2VubmlrCg==",
                "file_name": "cennik.txt",
                "user_id": owner.id,
                "company_id": company.id,
            }
        )

    def _make_gestor_library_document_version(self, owner, company):
        document = self._make_gestor_library_document(owner, company)
        return document.current_version_id

    def _make_gestor_library_usage(self, owner, company):
        document = self._make_gestor_library_document(owner, company)
        client = self._make_partner(owner, company)
        document._gestor_attach_to(client)
        return self.env["gestor.library.usage"].search(
            [("document_id", "=", document.id)]
        )
