from odoo import api, fields, models
from odoo.tools import SQL


class GestorNipDuplicate(models.Model):
    _name = "gestor.nip.duplicate"
    _description = "Repeated NIP"
    _order = "nip_key, id"
    _rec_name = "nip_key"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    original_id = fields.Many2one(
        "res.partner",
        string="Same Number as",
        index=True,
        ondelete="set null",
        help="This client holds the number; the other one repeats it.",
    )
    nip_key = fields.Char(string="Tax Number", required=True)
    company_id = fields.Many2one(related="partner_id.company_id", store=True)

    _partner_unique = models.UniqueIndex(
        "(partner_id)", "The client is on this list already."
    )

    @api.model
    def _fill(self):
        """List all clients whose number is not guarded, each with who holds it."""
        self.env["res.partner"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gestor_nip_duplicate
                       (partner_id, original_id, nip_key, company_id)
                SELECT p.id, min(o.id), p.gestor_nip_key, p.company_id
                  FROM res_partner p
                  LEFT JOIN res_partner o
                    ON o.gestor_nip_key = p.gestor_nip_key AND o.id <> p.id
                   AND o.active AND o.gestor_nip_conflict IS NOT TRUE
                 WHERE p.gestor_nip_conflict
              GROUP BY p.id, p.gestor_nip_key, p.company_id
                    ON CONFLICT DO NOTHING
                """
            )
        )

    def action_check_again(self):
        """Take those that are repeated no more off the list."""
        self.check_access("read")
        self.partner_id._gestor_release_nip_conflicts()

    def action_make_branch(self):
        """Make the repeated client a branch of the one that holds the number."""
        for row in self.filtered("original_id"):
            row.partner_id.write(
                {"parent_id": row.original_id.id, "type": "branch", "is_company": True}
            )

    def action_merge(self):
        self.ensure_one()
        return self.partner_id._gestor_merge_action(self.original_id)
