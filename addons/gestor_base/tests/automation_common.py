from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from odoo.addons.base.models.ir_cron import IrCron

from .common import GestorLinkCommon

MANAGER = "gestor_base.group_manager,base.group_partner_manager"


class AutomationCommon(GestorLinkCommon):
    """Clients, a Gestor user, a Gestor administrator; jobs never really commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Action = cls.env["gestor.automation.action"]
        cls.Run = cls.env["gestor.automation.run"]
        cls.Batch = cls.env["gestor.batch"]
        groups = "gestor_base.group_user,base.group_partner_manager"
        cls.member = cls._create_user("gestor_piotr", groups)
        cls.manager = cls._create_user("gestor_ewa", MANAGER)
        cls.tag = cls.env["res.partner.category"].create({"name": "Automat"})

    def setUp(self):
        super().setUp()

        def progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return float("inf")

        self.patch(IrCron, "_commit_progress", progress)

    @classmethod
    def _create_clients(cls, count, **vals):
        vals = {"category_id": [(4, cls.tag.id)], "user_id": cls.member.id, **vals}
        return cls.env["res.partner"].create(
            [{"name": f"Klient {n}", **vals} for n in range(count)]
        )

    @classmethod
    def _create_action(cls, **vals):
        """An action of the administrator on the clients with the tag."""
        user = vals.pop("as_user", cls.manager)
        return cls.Action.with_user(user).create(
            {
                "name": "Telefon powitalny",
                "model": "res.partner",
                "trigger": "created",
                "kind": "activity",
                "summary": "Zadzwoń",
                "condition": f"[('category_id', '=', {cls.tag.id})]",
                "since": fields.Datetime.now() - timedelta(days=1),
                **vals,
            }
        )

    def _runs(self, action):
        return self.Run.search([("action_id", "=", action.id)], order="planned_at, id")

    def _activities(self, records):
        return self.env["mail.activity"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )

    def _patch_job(self, name, job):
        """Give partners a background job for the length of a test."""
        registry_class = self.registry["res.partner"]
        patcher = patch.object(registry_class, name, job, create=True)
        patcher.start()
        self.addCleanup(patcher.stop)
