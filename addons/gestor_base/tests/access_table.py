"""A table of rights: each model of an addon, each role, whose record it is."""

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
NOTHING = ("", "", "", "")


def alike(rights):
    """Return the cells of a dictionary: the same rights whoever made the record."""
    return (rights, rights, rights, rights)


class AccessTableCommon(BaseCommon):
    """Try every operation of every role on every model of an addon.

    A test class sets :attr:`addon`, :attr:`area` and :attr:`TABLE`, and for each
    model a method ``_make_<model>(owner, company)`` that makes a record. A cell of
    the table is a tuple of rights, letters of "rwcd", on the record of

    1. the user, 2. a member of the user's sales team, 3. a stranger, all in the
    user's company, and 4. the user's own one that belongs to another company.

    A role that is not named has no rights at all.
    """

    addon = None
    area = "clients"
    TABLE = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Druga Firma"})
        cls.mate = cls._create_user("gestor_tabela_kolega", "base.group_user")
        cls.stranger = cls._create_user("gestor_tabela_obcy", "base.group_user")
        cls.users = {
            role: cls._create_user(f"gestor_tabela_{role}", groups)
            for role, groups in cls._get_roles().items()
        }
        cls.users["foreign"] = new_test_user(
            cls.env,
            "gestor_tabela_foreign",
            cls._get_roles()["manager"],
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )
        members = [*cls.users.values(), cls.mate]
        cls.env["crm.team"].create(
            {
                "name": "Tabela",
                "company_id": False,
                "member_ids": [
                    Command.link(user.id) for user in members if not user.share
                ],
            }
        )

    @classmethod
    def _get_roles(cls):
        area = f"gestor_base.group_{cls.area}"
        return {
            "none": "base.group_user",
            "user": "gestor_base.group_user",
            "own": f"{area}_own",
            "team": f"{area}_team",
            "all": f"{area}_all",
            "manager": f"{area}_manager",
            "admin": "gestor_base.group_manager",
            "portal": "base.group_portal",
            "public": "base.group_public",
        }

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(cls.env, login, groups)

    def _get_cell(self, model, role):
        """Return the rights in the table; ``foreign`` has the mirror of a manager.

        A user of the other company sees the fourth record and none of the others,
        unless the model belongs to no company.
        """
        cells = self.TABLE[model]
        if role == "foreign" and role not in cells:
            own, _mate, _stranger, shared = cells.get("manager", NOTHING)
            hidden = shared and own
            return (hidden, hidden, hidden, own)
        return cells.get(role, NOTHING)

    def _make(self, model, owner, company):
        maker = getattr(self, f"_make_{model.replace('.', '_')}")
        return maker(owner, company).with_env(self.env)

    def _get_rights(self, record, user):
        record = record.with_user(user)
        return "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if record.has_access(operation)
        )

    def _can_find(self, record, user):
        model = self.env[record._name].with_user(user).with_context(active_test=False)
        if not model.has_access("read"):
            return False
        return bool(model.search_count([("id", "=", record.id)]))

    def _check_model(self, model):
        for role, user in self.users.items():
            records = (
                self._make(model, user, self.company),
                self._make(model, self.mate, self.company),
                self._make(model, self.stranger, self.company),
                self._make(model, user, self.other_company),
            )
            expected = self._get_cell(model, role)
            self.env.flush_all()
            found = tuple(self._get_rights(record, user) for record in records)
            self.assertEqual(found, expected, f"{model}, {role}")
            seen = tuple(self._can_find(record, user) for record in records)
            # A wizard is a form for its own user and is not searched.
            if not self.env[model].is_transient():
                self.assertEqual(
                    seen, tuple("r" in cell for cell in expected), f"{model}, {role}"
                )

    def _get_own_models(self):
        """Return the names of the models that the addon defines, with tables."""
        return {
            name
            for name, model in self.env.registry.items()
            if name.startswith("gestor.")
            and model._original_module == self.addon
            and not model._abstract
        }

    def _check_complete(self):
        self.assertEqual(self._get_own_models(), set(self.TABLE))
