from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date


class GestorPersonalDataErase(models.TransientModel):
    """Says what anonymisation removes and what the law keeps, then does it."""

    _name = "gestor.personal.data.erase"
    _description = "Anonymise a Client"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    is_limited = fields.Boolean(compute="_compute_kept")
    kept_text = fields.Text(string="What Must Stay", compute="_compute_kept")
    reason = fields.Char(help="E.g. request of the person of 5 May.")
    is_sure = fields.Boolean(string="I know that this cannot be undone")

    @api.depends("partner_id")
    def _compute_kept(self):
        for erase in self:
            kept = erase.partner_id._gestor_retention() if erase.partner_id else []
            erase.is_limited = bool(kept)
            erase.kept_text = "\n".join(
                self.env._(
                    "%(what)s: %(count)s, to be kept until %(date)s",
                    what=what,
                    count=count,
                    date=format_date(self.env, until),
                )
                for what, count, until in kept
            )

    def action_erase(self):
        """Anonymise the client."""
        self.ensure_one()
        if not self.env.user.has_group("gestor_base.group_clients_manager"):
            raise AccessError(
                self.env._("Only a manager of clients may anonymise them.")
            )
        if not self.is_sure:
            raise UserError(self.env._("Tick the box to confirm."))
        self.partner_id._gestor_anonymise(self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "soft_reload",
        }
