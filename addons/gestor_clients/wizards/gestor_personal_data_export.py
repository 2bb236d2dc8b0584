import base64
import json

from odoo import fields, models
from odoo.exceptions import AccessError


class GestorPersonalDataExport(models.TransientModel):
    """All data held on a client, to be given to the person who asks for it."""

    _name = "gestor.personal.data.export"
    _description = "Data of a Client"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    file_json = fields.Binary(string="File", compute="_compute_file_json")
    file_name = fields.Char(compute="_compute_file_json")
    record_count = fields.Integer(string="Records", compute="_compute_counts")
    message_count = fields.Integer(string="Messages", compute="_compute_counts")
    consent_count = fields.Integer(string="Consents", compute="_compute_counts")

    def _get_data(self):
        """Return the data; only who manages clients may have it."""
        self.ensure_one()
        self.partner_id.check_access("read")
        if not self.env.user.has_group("gestor_base.group_clients_manager"):
            raise AccessError(
                self.env._("Only a manager of clients may export personal data.")
            )
        return self.partner_id._gestor_personal_data()

    def _compute_file_json(self):
        for export in self:
            text = json.dumps(
                export._get_data(), ensure_ascii=False, indent=2, default=str
            )
            export.file_json = base64.b64encode(text.encode())
            export.file_name = f"client-{export.partner_id.id}.json"

    def _compute_counts(self):
        for export in self:
            data = export._get_data()
            export.record_count = len(data["records"])
            export.message_count = len(data["messages"])
            export.consent_count = len(data["consents"])

    def action_download(self):
        """Log that the data was given out and download it."""
        self._log()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file_json/{self.file_name}"
            "?download=true",
            "target": "download",
        }

    def action_print(self):
        """Log that the data was given out and print it."""
        self._log()
        report = self.env.ref("gestor_clients.report_personal_data")
        return report.report_action(self)

    def _log(self):
        self._get_data()
        # Written past the user's rights: nobody may write the log by hand.
        self.env["gestor.personal.data.log"].sudo().create(
            {
                "user_id": self.env.uid,
                "partner_id": self.partner_id.id,
                "action": "export",
            }
        )
