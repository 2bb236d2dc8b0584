from odoo import fields, models
from odoo.exceptions import UserError


class GestorClientKindMixin(models.AbstractModel):
    """Potential and standard clients, with the history of changes."""

    _name = "gestor.client.kind.mixin"
    _description = "Potential and Standard Clients"

    gestor_client_kind = fields.Selection(
        [("potential", "Potential"), ("standard", "Standard")],
        string="Client Kind",
        default="potential",
        index=True,
        tracking=True,
        help="A potential client has bought nothing yet.",
    )
    gestor_kind_log_ids = fields.One2many(
        "gestor.client.kind.log",
        "partner_id",
        string="History of the Kind",
        groups="gestor_base.group_user",
    )

    def write(self, vals):
        if "gestor_client_kind" not in vals:
            return super().write(vals)
        changed = self.filtered(
            lambda client: client.gestor_client_kind != vals["gestor_client_kind"]
        )
        changed._gestor_check_kind(vals["gestor_client_kind"])
        before = {client: client.gestor_client_kind for client in changed}
        result = super().write(vals)
        changed._gestor_log_kind(before)
        return result

    # === ACTIONS ===

    def action_gestor_make_standard(self):
        """Make the clients standard by hand."""
        self.check_access("write")
        self._gestor_make_standard(self.env._("By hand"))
        return True

    # === BUSINESS ===

    def _gestor_make_standard(self, reason, document=None):
        """Make potential clients standard; others are left as they are.

        :param reason: text for the history
        :param document: the record that shows the first sale, if any
        :return: the clients that were changed
        """
        clients = self.filtered(lambda client: client.gestor_client_kind != "standard")
        clients.with_context(
            gestor_kind_reason=reason,
            gestor_kind_document=document and f"{document._name},{document.id}",
        ).write({"gestor_client_kind": "standard"})
        return clients

    def _gestor_make_potential(self, reason):
        """Take standard clients back, which a manager may do with a reason.

        :raises UserError: without a reason or the role
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the client is potential again."))
        clients = self.filtered(lambda client: client.gestor_client_kind == "standard")
        clients.with_context(
            gestor_kind_reason=reason, gestor_kind_document=False
        ).write({"gestor_client_kind": "potential"})
        return clients

    def _gestor_check_kind(self, kind):
        """Let only managers take a standard client back."""
        if self.env.su or kind == "standard":
            return
        if any(client.gestor_client_kind == "standard" for client in self):
            if not self.env.user.has_group("gestor_base.group_clients_manager"):
                raise UserError(
                    self.env._(
                        "Only a manager of clients makes a standard client potential."
                    )
                )

    def _gestor_log_kind(self, before):
        # sudo: nobody may write the history, the change itself does.
        self.env["gestor.client.kind.log"].sudo().create(
            [
                {
                    "partner_id": client.id,
                    "kind_from": before[client],
                    "kind_to": client.gestor_client_kind,
                    "user_id": self.env.uid,
                    "reason": self.env.context.get("gestor_kind_reason"),
                    "document": self.env.context.get("gestor_kind_document"),
                }
                for client in self
                if client.gestor_client_kind
            ]
        )
