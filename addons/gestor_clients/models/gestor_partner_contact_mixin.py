from datetime import UTC

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from .gestor_client_jubilee import NAME_DAY
from .gestor_consent import CHANNELS

DEFAULT_ZONE = "Europe/Warsaw"


class GestorPartnerContactMixin(models.AbstractModel):
    """How and when a client is contacted, and what it is interested in."""

    _name = "gestor.partner.contact.mixin"
    _description = "Client's Contact Preferences"

    gestor_contact_channel = fields.Selection(
        CHANNELS, string="Preferred Way of Contact", copy=False
    )
    gestor_contact_note = fields.Char(string="Notes on Contact")
    gestor_window_ids = fields.One2many(
        "gestor.client.contact.window",
        "partner_id",
        string="Preferred Times",
        groups="gestor_base.group_user",
    )
    gestor_jubilee_ids = fields.One2many(
        "gestor.client.jubilee",
        "partner_id",
        string="Jubilees",
        groups="gestor_base.group_user",
    )
    gestor_email_ids = fields.One2many(
        "gestor.partner.email",
        "partner_id",
        string="E-mail Addresses by Purpose",
        groups="gestor_base.group_user",
    )
    gestor_interest_ids = fields.Many2many(
        "gestor.client.interest", string="Interests", groups="gestor_base.group_user"
    )
    gestor_set_ids = fields.Many2many(
        "gestor.client.set",
        "gestor_client_set_partner_rel",
        "partner_id",
        "set_id",
        string="Client Sets",
        copy=False,
        groups="gestor_base.group_user",
    )
    gestor_print_profile_ids = fields.One2many(
        "gestor.print.profile",
        "partner_id",
        string="Print Settings",
        groups="gestor_base.group_user",
    )
    gestor_pricelist_ids = fields.One2many(
        "gestor.client.pricelist",
        "partner_id",
        string="Own Price Lists",
        groups="gestor_base.group_user",
    )

    # === TIME OF CONTACT ===

    def _gestor_is_contact_time(self, moment):
        """Tell whether a client likes to be contacted at a moment (naive UTC).

        Without preferred times any time is good.
        """
        self.ensure_one()
        return not self._gestor_contact_time_warnings(moment)[self.id]

    @api.private
    def _gestor_contact_time_warnings(self, moment):
        """Return {id: text that warns, or None} for contacting clients at a moment.

        Whoever plans something with clients shows it; it never forbids. A contact
        person without own times has those of its company.
        """
        warnings = {}
        # Who plans with a client need not see its card to be warned.
        for partner in self.sudo():
            owner = partner if partner.gestor_window_ids else None
            owner = owner or partner.commercial_partner_id
            zone = pytz.timezone(partner.tz or owner.tz or DEFAULT_ZONE)
            local = moment.replace(tzinfo=UTC).astimezone(zone)
            windows = owner.gestor_window_ids
            wrong = windows and not windows._contains(local)
            warnings[partner.id] = (
                partner._get_gestor_time_warning(windows, local) if wrong else None
            )
        return warnings

    def _get_gestor_time_warning(self, windows, local):
        return self.env._(
            "%(client)s prefers contact at other times: %(windows)s (now %(time)s"
            " there).",
            client=self.display_name,
            windows=", ".join(windows.mapped("display_name")),
            time=f"{local:%H:%M}",
        )

    # === NAME DAY ===

    def action_gestor_propose_name_day(self):
        """Add the usual name day of a person, by the first name."""
        kinds = self.env["gestor.client.jubilee.kind"].sudo()
        kind = kinds.search([("code", "=", NAME_DAY)], limit=1)
        jubilees = self.env["gestor.client.jubilee"]
        new = []
        for partner in self:
            proposed = jubilees._propose_name_day(partner)
            if kind and proposed and kind not in partner.gestor_jubilee_ids.kind_id:
                month, day = proposed
                new.append(
                    {
                        "partner_id": partner.id,
                        "kind_id": kind.id,
                        "month": str(month),
                        "day": day,
                    }
                )
        if not new and len(self) == 1:
            raise UserError(
                self.env._(
                    "No name day to add: it is on the list already, or the first name"
                    " is not in the calendar."
                )
            )
        jubilees.create(new)

    def action_gestor_make_pricelist(self):
        """Open the making of an own price list."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make a Client's Price List"),
            "res_model": "gestor.client.pricelist.make",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
