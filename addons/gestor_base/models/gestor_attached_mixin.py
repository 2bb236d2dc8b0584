from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class GestorAttachedMixin(models.AbstractModel):
    """Rows that belong to a record of any kind and have no rights of their own.

    Who may read the record reads its rows, who may write on it changes them, as
    far as the access list of the rows allows.
    """

    _name = "gestor.attached.mixin"
    _description = "Rows of a Record"

    # The mixin of the models whose records have such rows. Override it.
    _attached_to = None

    res_model = fields.Char(string="Kind of Record", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )

    @api.model
    def _get_attached_models(self):
        mixin = self.env.registry[self._attached_to]
        return [
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract and model._auto
        ]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Keep the rows of records that the user may read."""
        if not (self.env.su or bypass_access):
            self.browse().check_access("read")
            domain = Domain(domain) & Domain.OR(
                Domain("res_model", "=", name)
                & Domain("res_id", "in", self.env[name]._search([], active_test=False))
                for name in self._get_attached_models()
                if self.env[name].has_access("read")
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Derive the rights from the record: reading from reading, else writing."""
        result = super()._check_access(operation)
        rows = self - result[0] if result else self
        if self.env.su or not any(rows._ids):
            return result
        refused = rows - rows._filter_by_record(
            "read" if operation == "read" else "write"
        )
        if not refused:
            return result
        if result:
            return result[0] + refused, result[1]
        return refused, lambda: AccessError(
            self.env._("You may not do this with the record it belongs to.")
        )

    def _filter_by_record(self, operation):
        # The ends are read as superuser: they are what the right depends on.
        ends = {row.id: (row.res_model, row.res_id) for row in self.sudo()}
        ids_by_model = defaultdict(set)
        for model, res_id in ends.values():
            ids_by_model[model].add(res_id)
        allowed = {
            (model, res_id)
            for model, ids in ids_by_model.items()
            if model in self.env
            for res_id in self.env[model]
            .browse(ids)
            .exists()
            ._filtered_access(operation)
            .ids
        }
        return self.filtered(lambda row: ends[row.id] in allowed)
