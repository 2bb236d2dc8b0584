from odoo import api, fields, models

NAME_FIELDS = ("gestor_first_name", "gestor_last_name")


class GestorClientPersonMixin(models.AbstractModel):
    """What persons have and firms do not: first and last name, birth date.

    The name of the host stays the only truth for documents. First and last name
    compose it when they are typed; a name typed whole is taken apart.
    """

    _name = "gestor.client.person.mixin"
    _description = "Person's Data"

    gestor_first_name = fields.Char(string="First Name")
    gestor_last_name = fields.Char(string="Last Name")
    gestor_birth_date = fields.Date(string="Birth Date", groups="base.group_user")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                vals
                if self._gestor_is_company_vals(vals)
                else self._gestor_complete_names(vals)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not vals.keys() & {"name", *NAME_FIELDS} or vals.get("is_company"):
            return super().write(vals)
        for partner in self:
            own = dict(vals)
            if not partner.is_company:
                current = {name: partner[name] for name in NAME_FIELDS}
                own = self._gestor_complete_names(own, current)
            super(GestorClientPersonMixin, partner).write(own)
        return True

    @api.onchange(*NAME_FIELDS)
    def _onchange_gestor_names(self):
        for person in self:
            if not person.is_company and any(person[name] for name in NAME_FIELDS):
                person.name = person._gestor_join_names(person)

    # === BUSINESS ===

    @api.model
    def _gestor_is_company_vals(self, vals):
        if "is_company" in vals:
            return vals["is_company"]
        if "company_type" in vals:
            return vals["company_type"] == "company"
        return self.env.context.get("default_is_company", False)

    @api.model
    def _gestor_complete_names(self, vals, current=None):
        """Return ``vals`` of a person with the name composed, or taken apart."""
        given = vals.keys() & set(NAME_FIELDS)
        if given and not vals.get("name"):
            name = self._gestor_join_names({**(current or {}), **vals})
            return {**vals, "name": name} if name else vals
        if vals.get("name") and not given:
            return {**vals, **self._gestor_split_name(vals["name"])}
        return vals

    @api.model
    def _gestor_join_names(self, values):
        parts = (values.get(name) if isinstance(values, dict) else values[name]
                 for name in NAME_FIELDS)  # fmt: skip
        return " ".join(part.strip() for part in parts if part)

    @api.model
    def _gestor_split_name(self, name):
        """The last word is the last name; a text with digits is no person's name."""
        words = name.split()
        if not 2 <= len(words) <= 4 or any(char.isdigit() for char in name):
            return dict.fromkeys(NAME_FIELDS, False)
        return {
            "gestor_first_name": " ".join(words[:-1]),
            "gestor_last_name": words[-1],
        }
