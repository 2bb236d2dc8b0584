from odoo import api, fields, models
from odoo.fields import Command

# Field of the template -> field of the client.
COPIED = {
    "company_type": "company_type",
    "client_kind": "gestor_client_kind",
    "relationship_id": "gestor_relationship_id",
    "importance": "gestor_importance",
    "category_ids": "category_id",
    "payment_term_id": "property_payment_term_id",
    "pricelist_id": "specific_property_product_pricelist",
    "fiscal_position_id": "property_account_position_id",
    "lang": "lang",
    "country_id": "country_id",
    "comment": "comment",
}


class GestorClientTemplate(models.Model):
    """Defaults of new clients: whatever is filled in is given to the client."""

    _name = "gestor.client.template"
    _description = "Client Template"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_type = fields.Selection(
        [("company", "Company"), ("person", "Person")], default="company", required=True
    )
    client_kind = fields.Selection(
        selection=lambda self: self.env["res.partner"]
        ._fields["gestor_client_kind"]
        ._description_selection(self.env)
    )
    relationship_id = fields.Many2one("gestor.client.relationship")
    importance = fields.Selection([("1", "C"), ("2", "B"), ("3", "A")])
    category_ids = fields.Many2many("res.partner.category", string="Tags")
    payment_term_id = fields.Many2one("account.payment.term")
    pricelist_id = fields.Many2one("product.pricelist")
    fiscal_position_id = fields.Many2one("account.fiscal.position")
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), string="Language"
    )
    country_id = fields.Many2one("res.country")
    guardian_id = fields.Many2one(
        "res.users", string="Main Guardian", domain=[("share", "=", False)]
    )
    guardian_ids = fields.Many2many(
        "res.users", string="Other Guardians", domain=[("share", "=", False)]
    )
    comment = fields.Html(string="Notes")

    def action_new_client(self):
        """Open the form of a new client with the defaults of the template."""
        self.ensure_one()
        values = self._prepare_client_vals()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Client"),
            "res_model": "res.partner",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def _prepare_client_vals(self):
        """Return the values of a new client; override to give more."""
        self.ensure_one()
        values = {}
        for name, target in COPIED.items():
            field = self._fields[name]
            if self[name] and self.env["res.partner"]._has_field_access(
                self.env["res.partner"]._fields[target], "write"
            ):
                values[target] = field.convert_to_write(self[name], self)
        values["is_company"] = values.pop("company_type") == "company"
        if self.guardian_id:
            values["user_id"] = self.guardian_id.id
        values["gestor_guardian_ids"] = [
            Command.create({"user_id": user.id})
            for user in self.guardian_ids - self.guardian_id
        ]
        return values

    @api.model
    def _prepare_vals_of_client(self, client):
        """Return the values of a template that makes clients like this one."""
        values = {
            name: self._fields[name].convert_to_write(client[source], client)
            for name, source in COPIED.items()
            if client[source]
        }
        in_force = self.env["gestor.client.guardian"]._get_in_force_domain()
        guardians = client.gestor_guardian_ids.filtered_domain(in_force).user_id
        return {
            **values,
            "name": client.display_name,
            "client_kind": False,
            "guardian_id": client.user_id.id,
            "guardian_ids": [Command.set((guardians - client.user_id).ids)],
        }
