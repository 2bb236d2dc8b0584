import itertools
from functools import cached_property

from odoo.tests import tagged

from odoo.addons.gestor_base.tests.access_table import NOTHING, AccessTableCommon, alike

ROLES = ("own", "team", "all", "manager")
DICTIONARY = {
    **dict.fromkeys(("user", "own", "team", "all"), alike("r")),
    "manager": alike("rwcd"),
    "foreign": alike("rwcd"),
    "admin": alike("r"),
}
PART = {
    **dict.fromkeys(("user", "admin"), alike("r")),
    **dict.fromkeys((*ROLES, "foreign"), alike("rwcd")),
}
READ = dict.fromkeys(("user", "admin", *ROLES, "foreign"), alike("r"))
WIZARD = dict.fromkeys((*ROLES, "foreign"), alike("rwcd"))
MANAGER_WIZARD = dict.fromkeys(("manager", "foreign"), alike("rwcd"))
SET_ROLES = ("own", "team", "all")


@tagged("post_install", "-at_install")
class TestAccessTableContact(AccessTableCommon):
    """Parts of a client's file: the table says what a role may do at all; what it
    may do to one part follows from its rights to the client."""

    addon = "gestor_clients"
    PARTS = {
        "gestor.client.jubilee": PART,
        "gestor.client.contact.window": PART,
        "gestor.partner.email": PART,
        "gestor.print.profile": PART,
        "gestor.client.pricelist": PART,
        "gestor.consent": {
            **READ,
            **dict.fromkeys((*ROLES, "foreign"), alike("rc")),
        },
        "gestor.consent.state": READ,
    }
    TABLE = {
        **PARTS,
        "gestor.consent.purpose": {**DICTIONARY, "none": alike("r")},
        "gestor.consent.text": DICTIONARY,
        "gestor.client.jubilee.kind": DICTIONARY,
        "gestor.client.interest": DICTIONARY,
        "gestor.client.set": {
            **dict.fromkeys(("user", "admin"), ("r", "r", "r", "")),
            **dict.fromkeys(SET_ROLES, ("rwcd", "r", "r", "")),
            "manager": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.personal.data.log": dict.fromkeys(("manager", "foreign"), alike("r")),
        "gestor.consent.record": WIZARD,
        "gestor.client.pricelist.make": WIZARD,
        "gestor.client.set.add": WIZARD,
        "gestor.personal.data.export": MANAGER_WIZARD,
        "gestor.personal.data.erase": MANAGER_WIZARD,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = itertools.count(1)
        cls.purpose = cls.env.ref("gestor_clients.consent_purpose_marketing")

    @cached_property
    def client_rights(self):
        """Return {role: rights to the four clients}."""
        answer = {}
        for role, user in self.users.items():
            clients = (
                self._make_client(user, self.company),
                self._make_client(self.mate, self.company),
                self._make_client(self.stranger, self.company),
                self._make_client(user, self.other_company),
            )
            answer[role] = tuple(self._get_rights(c, user) for c in clients)
        return answer

    def _get_cell(self, model, role):
        if model not in self.PARTS:
            return super()._get_cell(model, role)
        cells = self.TABLE[model].get(role, NOTHING)
        rights = self.client_rights[role]
        needed = {"r": "r", "w": "w", "c": "w", "d": "w"}
        return tuple(
            "".join(x for x in cell if needed[x] in own)
            for cell, own in zip(cells, rights, strict=True)
        )

    def test_every_model_is_in_the_table(self):
        missing = set(self.TABLE) - self._get_own_models()
        self.assertFalse(missing)

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    # === RECORDS ===

    def _make_client(self, owner, company):
        return self.env["res.partner"].create(
            {"name": "Klient", "user_id": owner.id, "company_id": company.id}
        )

    def _part(self, model, owner, company, **vals):
        client = self._make_client(owner, company)
        return self.env[model].create({"partner_id": client.id, **vals})

    def _make_gestor_client_jubilee(self, owner, company):
        kind = self.env.ref("gestor_clients.jubilee_kind_birthday")
        return self._part(
            "gestor.client.jubilee", owner, company, kind_id=kind.id, month="5", day=1
        )

    def _make_gestor_client_contact_window(self, owner, company):
        return self._part("gestor.client.contact.window", owner, company)

    def _make_gestor_partner_email(self, owner, company):
        return self._part("gestor.partner.email", owner, company, email="a@example.com")

    def _make_gestor_print_profile(self, owner, company):
        report = self.env.ref("account.account_invoices")
        return self._part("gestor.print.profile", owner, company, report_id=report.id)

    def _make_gestor_client_pricelist(self, owner, company):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Lista", "company_id": company.id}
        )
        return self._part(
            "gestor.client.pricelist", owner, company, pricelist_id=pricelist.id
        )

    def _make_gestor_consent(self, owner, company):
        return self._part(
            "gestor.consent",
            owner,
            company,
            purpose_id=self.purpose.id,
            channel="email",
            company_id=company.id,
        )

    def _make_gestor_consent_state(self, owner, company):
        consent = self._make_gestor_consent(owner, company)
        return self.env["gestor.consent.state"].browse(consent.id)

    def _make_gestor_consent_purpose(self, owner, company):
        number = next(self.numbers)
        return self.env["gestor.consent.purpose"].create(
            {"name": "Cel", "code": f"cel{number}"}
        )

    def _make_gestor_consent_text(self, owner, company):
        return self.env["gestor.consent.text"].create(
            {"purpose_id": self.purpose.id, "lang": "en_US", "body": "x"}
        )

    def _make_gestor_client_jubilee_kind(self, owner, company):
        return self.env["gestor.client.jubilee.kind"].create({"name": "Rodzaj"})

    def _make_gestor_client_interest(self, owner, company):
        return self.env["gestor.client.interest"].create({"name": "Pompy"})

    def _make_gestor_client_set(self, owner, company):
        return self.env["gestor.client.set"].create(
            {"name": "Zestaw", "user_id": owner.id, "company_id": company.id}
        )

    def _make_gestor_personal_data_log(self, owner, company):
        return self.env["gestor.personal.data.log"].create({"action": "export"})

    def _make_gestor_consent_record(self, owner, company):
        return self._part(
            "gestor.consent.record", owner, company, purpose_id=self.purpose.id
        )

    def _make_gestor_client_pricelist_make(self, owner, company):
        return self._part("gestor.client.pricelist.make", owner, company)

    def _make_gestor_client_set_add(self, owner, company):
        return self.env["gestor.client.set.add"].create({"name": "Zestaw"})

    def _make_gestor_personal_data_export(self, owner, company):
        return self._part("gestor.personal.data.export", owner, company)

    def _make_gestor_personal_data_erase(self, owner, company):
        return self._part("gestor.personal.data.erase", owner, company)
