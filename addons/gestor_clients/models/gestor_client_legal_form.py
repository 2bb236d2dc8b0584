from odoo import api, fields, models


class GestorClientLegalForm(models.Model):
    _name = "gestor.client.legal.form"
    _description = "Legal Form"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(lower(name))", "There is a legal form of this name."
    )

    @api.model
    def _get_or_create(self, name):
        """Return the form that a registry names, in its own spelling if it is new."""
        wanted = " ".join(name.split())
        forms = self.with_context(active_test=False)
        form = forms.search([("name", "=ilike", wanted)], limit=1)
        # The dictionary is the manager's; that a register knows one more form of
        # law is no choice of the user.
        return form or self.sudo().create({"name": wanted.capitalize()}).sudo(False)
