from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class GestorClientTreeMixin(models.AbstractModel):
    """Head office and branches: a tree of firms of any depth."""

    _name = "gestor.client.tree.mixin"
    _description = "Head Office and Branches"

    gestor_head_office_id = fields.Many2one(
        "res.partner",
        string="Head Office",
        compute="_compute_gestor_head_office_id",
        store=True,
        recursive=True,
        index=True,
        help="The top of the tree that the client or contact belongs to.",
    )
    gestor_branch_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Branches",
        domain=[("is_company", "=", True)],
    )
    gestor_branch_count = fields.Integer(
        string="Number of Branches", compute="_compute_gestor_tree_sums"
    )
    # === COMPUTE ===

    @api.depends("parent_id.gestor_head_office_id")
    def _compute_gestor_head_office_id(self):
        for partner in self:
            parent = partner.parent_id
            partner.gestor_head_office_id = parent.gestor_head_office_id or partner

    @api.depends("gestor_head_office_id", "parent_id", "is_company")
    @api.depends_context("company")
    def _compute_gestor_tree_sums(self):
        """Count branches and sum turnover together: the tree is read once."""
        members = self._gestor_get_tree_members()
        below = {partner: partner._gestor_get_below(members) for partner in self}
        ids = {pid for found in below.values() for pid, _firm in found}
        domain = Domain("partner_id", "in", ids) & self._gestor_turnover_domain()
        # sudo: who may read the client is told its turnover, not its invoices.
        moves = self.env["account.move"].sudo()
        groups = moves._read_group(
            domain, ["partner_id"], ["amount_untaxed_signed:sum"]
        )
        sums = {partner.id: total for partner, total in groups}
        for partner, (itself, *others) in below.items():
            partner.gestor_branch_count = sum(is_firm for _id, is_firm in others)
            partner.gestor_turnover = sum(
                sums.get(pid, 0.0) for pid, _firm in (itself, *others)
            )

    @api.model
    def _gestor_turnover_domain(self):
        return (
            Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("state", "=", "posted")
            & Domain("company_id", "=", self.env.company.id)
        )

    def _gestor_get_tree_members(self):
        """Return {parent id: [(id, is a firm)]} of whole trees, in one query."""
        # sudo: sums and counts are of the whole tree, whoever keeps its parts.
        members = self.sudo().with_context(active_test=False)
        heads = self._origin.gestor_head_office_id.ids
        result = defaultdict(list)
        for member in members.search_fetch(
            [("gestor_head_office_id", "in", heads)], ["parent_id", "is_company"]
        ):
            result[member.parent_id.id].append((member.id, member.is_company))
        return result

    def _gestor_get_below(self, members):
        """Return [(id, is a firm)] of the partner and everything below it."""
        own = self._origin.id
        found = [(own, self.is_company)]
        queue, seen = [own], {own}
        while queue:
            for member in members.get(queue.pop(), ()):
                if member[0] not in seen:
                    seen.add(member[0])
                    queue.append(member[0])
                    found.append(member)
        return found

    # === ACTIONS ===

    def action_gestor_open_branches(self):
        """Show the tree of the client: its head office and all branches."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gestor_clients.res_partner_action_tree"
        )
        action["domain"] = [
            ("gestor_head_office_id", "=", self.gestor_head_office_id.id),
            ("is_company", "=", True),
        ]
        action["display_name"] = self.gestor_head_office_id.display_name
        return action

    def action_gestor_open_tree_invoices(self):
        """List the customer invoices of the client and everything below it."""
        self.ensure_one()
        members = self._gestor_get_tree_members()
        ids = [pid for pid, _c in self._gestor_get_below(members)]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("partner_id", "in", ids),
        ]
        action["context"] = {"create": False}
        return action
