from odoo import fields, models

LISTS = ("gestor_pkd_ids", "bank_ids", "gestor_legal_form")


class GestorRegistryFetchLine(models.TransientModel):
    _name = "gestor.registry.fetch.line"
    _description = "Difference between Client and Registry"
    _order = "id"

    wizard_id = fields.Many2one(
        "gestor.registry.fetch", required=True, ondelete="cascade"
    )
    field_name = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Field", readonly=True)
    current = fields.Char(string="In the Client File", readonly=True)
    found = fields.Char(string="In the Registry", readonly=True)
    value = fields.Json(readonly=True)
    registry_id = fields.Many2one("gestor.registry", string="Source", readonly=True)
    is_accepted = fields.Boolean(string="Take")

    def _get_values(self):
        """Return values to write on the client, with the rights of the user."""
        return {
            line.field_name: line.value for line in self if line.field_name not in LISTS
        }

    def _apply_lists(self, partner):
        for line in self.filtered(lambda row: row.field_name in LISTS):
            getattr(line, f"_apply_{line.field_name}")(partner)

    def _apply_gestor_legal_form(self, partner):
        forms = self.env["gestor.client.legal.form"]
        partner.gestor_legal_form_id = forms._get_or_create(self.value)

    def _apply_gestor_pkd_ids(self, partner):
        """The register's list replaces the old one: codes are given up, too."""
        partner.gestor_pkd_ids.unlink()
        main_left = True
        rows = {}
        for row in self.value:
            is_main = bool(row.get("is_main")) and main_left
            main_left = main_left and not is_main
            rows.setdefault(
                row["code"],
                {
                    "partner_id": partner.id,
                    "code": row["code"],
                    "name": row.get("name"),
                    "is_main": is_main,
                },
            )
        self.env["gestor.client.pkd"].create(list(rows.values()))

    def _apply_bank_ids(self, partner):
        """An account from the list is not trusted by that: a person confirms it."""
        self.env["res.partner.bank"].create(
            {
                "partner_id": partner.id,
                "acc_number": f"PL{self.value}",
                "allow_out_payment": False,
            }
        )
