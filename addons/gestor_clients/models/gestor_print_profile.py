from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_COPIES = 20


class GestorPrintProfile(models.Model):
    """How one document is printed for a client: layout, language, copies."""

    _name = "gestor.print.profile"
    _description = "Print Settings of a Client"
    _inherit = ["gestor.client.part.mixin"]
    _order = "partner_id, sequence, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Document",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('report_type', '=', 'qweb-pdf'), ('binding_model_id', '!=', False)]",
    )
    model = fields.Char(string="Kind of Records", related="report_id.model", store=True)
    replacement_id = fields.Many2one(
        "ir.actions.report",
        string="Printed as",
        ondelete="cascade",
        domain="[('report_type', '=', 'qweb-pdf'), ('model', '=', model)]",
        help="Another layout for the same records; empty: the usual one.",
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        help="Empty: the client's language.",
    )
    copies = fields.Integer(
        default=1, help="When printed; files sent by e-mail have one copy."
    )
    note = fields.Char(help="Shown to who prints, e.g. where to send the original.")

    # Without the client's column: the host's merge of contacts would delete rows.
    _copies_range = models.Constraint(
        f"CHECK (copies BETWEEN 1 AND {MAX_COPIES})", "Give 1 to 20 copies."
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("partner_id", "report_id.name")
    def _compute_display_name(self):
        for profile in self:
            names = (profile.partner_id.display_name, profile.report_id.name)
            profile.display_name = " – ".join(filter(None, names))

    @api.constrains("report_id", "replacement_id")
    def _check_replacement(self):
        for profile in self.sudo():
            replacement = profile.replacement_id
            if replacement and replacement.model != profile.report_id.model:
                raise ValidationError(
                    self.env._("The other layout is for other records.")
                )

    @api.model
    def _get_by_record(self, report, records):
        """Return {record id: profile} of the records printed by a report.

        The settings of the recipient go before those of its company.
        """
        profiles = self.sudo().search([("report_id", "=", report.id)])
        if not profiles:
            return {}
        by_partner = {}
        for profile in profiles:
            by_partner.setdefault(profile.partner_id.id, profile)
        found = {}
        for record in records.sudo():
            partner = self._get_recipient(record)
            profile = by_partner.get(partner.id) or by_partner.get(
                partner.commercial_partner_id.id
            )
            if profile:
                found[record.id] = profile
        return found

    @api.model
    def _get_recipient(self, record):
        """Return the client a record is printed for. Override for own documents."""
        if record._name == "res.partner":
            return record
        if "partner_id" in record._fields:
            return record.partner_id
        return self.env["res.partner"]
