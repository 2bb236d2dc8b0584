from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class GestorClientSet(models.Model):
    """A named list of clients for work on many at once.

    A static set holds the clients put into it, a dynamic one those that match its
    filter now. Either is always seen with the rights of who asks.
    """

    _name = "gestor.client.set"
    _description = "Client Set"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("static", "Chosen clients"), ("dynamic", "Filter")],
        required=True,
        default="static",
    )
    domain = fields.Char(string="Filter", default="[]", required=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "gestor_client_set_partner_rel",
        "set_id",
        "partner_id",
        string="Chosen Clients",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        index=True,
    )
    is_shared = fields.Boolean(
        string="Shared", default=True, help="Others see and use the set too."
    )
    company_id = fields.Many2one("res.company", index=True)
    note = fields.Text()
    partner_count = fields.Integer(string="Clients", compute="_compute_partner_count")

    @api.depends("kind", "domain", "partner_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_partner_count(self):
        static = self.filtered(lambda s: s.kind == "static" and s._origin)
        counts = static._count_static()
        for client_set in self:
            if client_set.kind == "static":
                count = counts.get(client_set._origin.id, 0)
            else:
                partners = self.env["res.partner"]
                count = partners.search_count(client_set._get_domain())
            client_set.partner_count = count

    def _count_static(self):
        groups = self.env["res.partner"]._read_group(
            [("gestor_set_ids", "in", self._origin.ids)],
            ["gestor_set_ids"],
            ["__count"],
        )
        return {client_set.id: count for client_set, count in groups}

    # === CHECKS ===

    @api.constrains("domain", "kind")
    def _check_domain(self):
        for client_set in self.filtered(lambda s: s.kind == "dynamic"):
            try:
                client_set._get_domain().validate(self.env["res.partner"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("The filter is not valid: %(error)s", error=error)
                ) from error

    # === BUSINESS ===

    def _get_domain(self):
        """Return the domain of the clients in the set."""
        self.ensure_one()
        if self.kind == "static":
            return Domain("gestor_set_ids", "in", self.ids)
        return Domain(literal_eval(self.domain or "[]"))

    def _get_partners(self):
        """Return the active clients of the sets that the user may read."""
        domain = Domain.OR(client_set._get_domain() for client_set in self)
        return self.env["res.partner"].search(domain)

    def _add_partners(self, partners):
        """Put clients into a static set; return how many were not in it yet."""
        self.ensure_one()
        if self.kind != "static":
            raise UserError(
                self.env._("Clients get into “%(name)s” by its filter.", name=self.name)
            )
        self.check_access("write")
        new = partners - self.with_context(active_test=False).partner_ids
        self.write({"partner_ids": [(4, partner_id) for partner_id in new.ids]})
        return len(new)

    # === ACTIONS ===

    def action_open_partners(self):
        """Open the clients of the set."""
        self.ensure_one()
        xmlid = "gestor_base.res_partner_action_clients"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action.pop("path", None)
        return {
            **action,
            "display_name": self.name,
            "domain": list(self._get_domain()),
            "context": {},
        }

    def action_freeze(self):
        """Make a static set of the clients that match now."""
        self.ensure_one()
        frozen = self.create(
            {
                "name": self.env._(
                    "%(name)s, %(date)s",
                    name=self.name,
                    date=fields.Date.to_string(fields.Date.context_today(self)),
                ),
                "kind": "static",
                "partner_ids": self._get_partners().ids,
                "company_id": self.company_id.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": frozen.id,
            "views": [(False, "form")],
        }

    def action_send_email(self):
        """Write to all clients of the set; the gate of consents decides who gets it."""
        self.ensure_one()
        partners = self._get_partners()
        if not partners:
            raise UserError(self.env._("There are no clients in the set."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send an E-mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_composition_mode": "mass_mail",
                "default_model": "res.partner",
                "default_res_ids": partners.ids,
                "default_use_template": False,
            },
        }
