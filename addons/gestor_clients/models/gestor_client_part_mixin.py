from odoo import api, models
from odoo.fields import Domain


class GestorClientPartMixin(models.AbstractModel):
    """Records that are a part of a client's file, in the field ``partner_id``.

    Who may read the client reads them, who may change the client changes them; the
    access rows of the model say no more than which group may do what at all.
    """

    _name = "gestor.client.part.mixin"
    _description = "Part of a Client's File"

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            self.browse().check_access("read")
            partners = self.env["res.partner"].with_context(active_test=False)
            domain = Domain(domain)
            domain &= Domain("partner_id", "in", partners._search([]))
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        parts = self - result[0] if result else self
        if self.env.su or not any(parts._ids):
            return result
        # The client decides: its number is read past the rules of the part.
        owners = {part.id: part.partner_id.id for part in parts.sudo()}
        partners = self.env["res.partner"].browse(set(owners.values()))
        wanted = "read" if operation == "read" else "write"
        allowed = set(partners._filtered_access(wanted)._ids)
        forbidden = parts.filtered(lambda part: owners[part.id] not in allowed)
        if not forbidden:
            return result
        if result:
            return result[0] + forbidden, result[1]
        rules = self.env["ir.rule"]
        return forbidden, lambda: rules._make_access_error(operation, forbidden)
