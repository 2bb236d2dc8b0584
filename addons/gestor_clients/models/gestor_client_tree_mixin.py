from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL


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
    gestor_superior_id = fields.Many2one(
        "res.partner",
        string="Superior Firm",
        compute="_compute_gestor_superior_id",
        store=True,
        index="btree_not_null",
        help="The company above a branch; contacts and addresses have none.",
    )
    gestor_branch_ids = fields.One2many(
        "res.partner", "gestor_superior_id", string="Branches"
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

    @api.depends("parent_id", "is_company")
    def _compute_gestor_superior_id(self):
        """The tree that is drawn is one of firms: the host mixes contacts in."""
        for partner in self:
            partner.gestor_superior_id = partner.is_company and partner.parent_id

    @api.depends("gestor_head_office_id", "parent_id", "is_company")
    @api.depends_context("company")
    def _compute_gestor_tree_sums(self):
        """Count branches and sum turnover together, in one grouped query."""
        members, sums = self._gestor_get_tree_sums()
        for partner in self:
            itself, *others = partner._gestor_get_below(members)
            partner.gestor_branch_count = sum(is_firm for _id, is_firm in others)
            partner.gestor_turnover = sum(
                sums.get(pid, 0.0) for pid, _firm in (itself, *others)
            )

    def _gestor_get_tree_sums(self):
        """Return the members of whole trees and the turnover of each.

        By SQL, past the rules: who may read the client is told its turnover and the
        size of its tree, not the documents nor the branches themselves.
        """
        self.env["res.partner"].flush_model(
            ["parent_id", "is_company", "gestor_head_office_id"]
        )
        self.env["account.move"].flush_model(
            ["partner_id", "move_type", "state", "company_id", "amount_untaxed_signed"]
        )
        members, sums = defaultdict(list), {}
        for pid, parent_id, is_company, total in self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.parent_id, p.is_company, sum(m.amount_untaxed_signed)
                  FROM res_partner p
             LEFT JOIN account_move m ON m.partner_id = p.id AND m.state = 'posted'
                       AND m.move_type IN ('out_invoice', 'out_refund')
                       AND m.company_id = %s
                 WHERE p.gestor_head_office_id = ANY(%s)
              GROUP BY p.id
                """,
                self.env.company.id,
                self._origin.gestor_head_office_id.ids,
            )
        ):
            members[parent_id or False].append((pid, bool(is_company)))
            sums[pid] = float(total or 0.0)
        return members, sums

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
