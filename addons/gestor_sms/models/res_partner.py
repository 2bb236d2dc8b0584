from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    gestor_sms_count = fields.Integer(
        string="Number of SMS",
        compute="_compute_gestor_sms_count",
        groups="gestor_base.group_sms_own",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_gestor_sms_count(self):
        groups = self.env["gestor.sms.log"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.gestor_sms_count = counts.get(partner.id, 0)

    def action_gestor_open_sms(self):
        """Open the SMS of the contact that the user may read."""
        self.ensure_one()
        xmlid = "gestor_sms.gestor_sms_log_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}
