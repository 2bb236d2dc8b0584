import itertools
from collections import defaultdict
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .access_table import AccessTableCommon, alike

INTERNAL = ("none", "user", "own", "team", "all", "manager")
OWN = ("rwcd", "", "", "rwcd")


@tagged("post_install", "-at_install")
class TestAccessTablePeople(AccessTableCommon):
    """Substitutions, hours and participants: of every internal user."""

    addon = "gestor_base"
    # An area that changes nothing in the rights on clients.
    area = "reports"
    TABLE = {
        "gestor.substitution": {
            **dict.fromkeys((*INTERNAL, "foreign"), OWN),
            "admin": alike("rwcd"),
        },
        "gestor.substitute.default": {
            **dict.fromkeys((*INTERNAL, "foreign"), OWN),
            "admin": alike("rwcd"),
        },
        "gestor.working.hours": {
            **dict.fromkeys((*INTERNAL, "foreign"), ("rwcd", "r", "r", "rwcd")),
            "admin": alike("rwcd"),
        },
        "gestor.participant.role": {
            **dict.fromkeys(INTERNAL, alike("r")),
            "admin": alike("rwcd"),
        },
        # Those of the record: here a client, which nobody of them may change.
        "gestor.participant": dict.fromkeys((*INTERNAL, "admin"), ("r", "r", "r", "")),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = itertools.count()
        cls.chosen = defaultdict(int)
        cls.others = [
            cls._create_user(f"gestor_tabela_zastepca_{number}", "base.group_user")
            for number in range(16)
        ]

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    def test_leader_and_substitute(self):
        """A leader of a team arranges for its members; a substitute only reads."""
        substitution = self._make_gestor_substitution(self.mate, self.company)
        substitute = substitution.substitute_id
        self.assertEqual(self._get_rights(substitution, substitute), "r")
        leader = self.users["own"]
        self.assertEqual(self._get_rights(substitution, leader), "")
        team = self.env["crm.team"].search([("member_ids", "in", self.mate.ids)])
        team.user_id = leader
        self.assertEqual(self._get_rights(substitution, leader), "rwcd")

    # === RECORDS ===

    def _get_owner(self, owner):
        # People from outside have none of these; they get a colleague's.
        return self.mate if owner.share else owner

    def _make_gestor_substitution(self, owner, company):
        number = next(self.numbers)
        day = fields.Date.today() + timedelta(days=10 + number)
        return self.env["gestor.substitution"].create(
            {
                "user_id": self._get_owner(owner).id,
                "substitute_id": self.others[number % 16].id,
                "date_from": day,
                "date_to": day,
            }
        )

    def _make_gestor_substitute_default(self, owner, company):
        user = self._get_owner(owner)
        self.chosen[user] += 1
        return self.env["gestor.substitute.default"].create(
            {"user_id": user.id, "substitute_id": self.others[self.chosen[user]].id}
        )

    def _make_gestor_working_hours(self, owner, company):
        hour, weekday = divmod(next(self.numbers), 7)
        return self.env["gestor.working.hours"].create(
            {
                "user_id": self._get_owner(owner).id,
                "weekday": str(weekday),
                "hour_from": hour % 23,
                "hour_to": hour % 23 + 1,
            }
        )

    def _make_gestor_participant_role(self, owner, company):
        return self.env["gestor.participant.role"].create({"name": "Rola"})

    def _make_gestor_participant(self, owner, company):
        client, person = self.env["res.partner"].create(
            [
                {"name": name, "user_id": owner.id, "company_id": company.id}
                for name in ("Klient", "Osoba")
            ]
        )
        return self.env["gestor.participant"].create(
            {
                "res_model": client._name,
                "res_id": client.id,
                "partner_id": person.id,
            }
        )
