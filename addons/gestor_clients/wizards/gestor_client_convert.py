from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

SECRET_FIELDS = {"gestor_pesel"}


class GestorClientConvert(models.TransientModel):
    """Make a firm of a person, or a person of a firm, after showing what it does.

    The record stays the same one: documents, links and messages keep pointing at it.
    What belongs to one kind only is cleared and written down in the history.
    """

    _name = "gestor.client.convert"
    _description = "Convert a Client"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    to_company = fields.Boolean(compute="_compute_to_company")
    name = fields.Char(compute="_compute_names", store=True, readonly=False)
    first_name = fields.Char(compute="_compute_names", store=True, readonly=False)
    last_name = fields.Char(compute="_compute_names", store=True, readonly=False)
    has_parent = fields.Boolean(compute="_compute_to_company")
    keep_parent = fields.Boolean(
        string="Stay Under the Company",
        default=True,
        help="A person stays a contact of the company, a firm becomes its branch.",
    )
    blocker = fields.Char(compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # === COMPUTE ===

    @api.depends("partner_id")
    def _compute_to_company(self):
        for wizard in self:
            wizard.to_company = not wizard.partner_id.is_company
            wizard.has_parent = bool(wizard.partner_id.parent_id)

    @api.depends("partner_id")
    def _compute_names(self):
        for wizard in self:
            partner = wizard.partner_id
            wizard.name = partner.name
            split = partner._gestor_split_name(partner.name or "")
            wizard.first_name = partner.gestor_first_name or split["gestor_first_name"]
            wizard.last_name = partner.gestor_last_name or split["gestor_last_name"]

    @api.depends("partner_id", "keep_parent")
    def _compute_preview(self):
        for wizard in self:
            wizard.blocker = wizard._get_blocker()
            sections = (
                (self.env._("Stays"), wizard._get_staying()),
                (self.env._("Moves"), wizard._get_moving()),
                (self.env._("Is lost"), [x for _n, x in wizard._get_lost()]),
            )
            wizard.preview = Markup().join(
                Markup("<h5>%s</h5><ul>%s</ul>")
                % (title, Markup().join(Markup("<li>%s</li>") % t for t in texts))
                for title, texts in sections
                if texts
            )

    # === WHAT HAPPENS ===

    def _get_blocker(self):
        """Return why the client cannot be converted, or False."""
        partner = self.partner_id
        # sudo: whether somebody logs in with the contact is no secret here.
        users = partner.sudo().with_context(active_test=False).user_ids
        if self.to_company and users.filtered(lambda user: not user.share):
            return self.env._("A person who works with the program stays a person.")
        if partner.sudo().ref_company_ids:
            return self.env._("This is one of your own companies.")
        if not self.to_company and partner.gestor_branch_ids:
            return self.env._(
                "The client has branches: give them another head office first."
            )
        if self.to_company and partner.gestor_represented_ids:
            return self.env._(
                "The person represents clients: remove the representations first."
            )
        return False

    def _get_staying(self):
        """List what does not change."""
        partner = self.partner_id.sudo()  # only numbers of documents are told
        texts = [self.env._("Links, messages, files and planned activities")]
        invoices = (
            self.env["account.move"]
            .sudo()
            .search_count(
                [("partner_id", "child_of", partner.id), ("move_type", "!=", "entry")]
            )
        )
        if invoices:
            texts.append(
                self.env._("Invoices: %(count)s, all of them stay", count=invoices)
            )
        contacts = partner.child_ids.filtered(lambda child: not child.is_company)
        if contacts:
            texts.append(
                self.env._(
                    "Contacts and addresses: %(names)s",
                    names=", ".join(contacts.mapped("display_name")),
                )
            )
        if partner.vat and not self._loses_vat():
            texts.append(self.env._("Tax number: %(vat)s", vat=partner.vat))
        if partner.user_ids:
            texts.append(
                self.env._(
                    "Log-ins: %(names)s",
                    names=", ".join(partner.user_ids.mapped("login")),
                )
            )
        return texts

    def _get_moving(self):
        """List what will belong to another client."""
        parent = self.partner_id.parent_id
        if not parent:
            return []
        if not self.keep_parent:
            return [
                self.env._("It will no longer belong to %(firm)s.", firm=parent.name)
            ]
        if self.to_company:
            return [
                self.env._(
                    "It becomes a branch of %(firm)s: new documents are its own, those"
                    " made so far stay with %(firm)s.",
                    firm=parent.name,
                )
            ]
        return [
            self.env._(
                "New documents are counted with %(firm)s, those made so far stay with"
                " the client itself.",
                firm=parent.commercial_partner_id.name,
            )
        ]

    def _loses_vat(self):
        """A contact of a firm has the firm's tax number (host: commercial fields)."""
        partner = self.partner_id
        goes_under = not self.to_company and partner.parent_id and self.keep_parent
        firm = partner.parent_id.commercial_partner_id
        return bool(goes_under and partner.vat and partner.vat != firm.vat)

    @api.model
    def _get_fields_of_kind(self, is_company):
        """Return the fields that only firms, or only persons, have; add to them."""
        if is_company:
            return [
                "company_registry",
                "industry_id",
                "gestor_krs",
                "gestor_legal_form_id",
                "gestor_founding_date",
            ]
        return [
            "gestor_first_name",
            "gestor_last_name",
            "gestor_birth_date",
            "gestor_pesel",
            "function",
        ]

    def _get_lost(self):
        """Return [(field, "label: value")] of what will be cleared."""
        partner = self.partner_id
        names = self._get_fields_of_kind(not self.to_company)
        names = [*names, *(["vat"] if self._loses_vat() else [])]
        lost = []
        for name in names:
            field = partner._fields[name]
            if partner._has_field_access(field, "write") and partner[name]:
                label = field._description_string(self.env)
                value = field.convert_to_display_name(partner[name], partner)
                if name in SECRET_FIELDS:
                    # What is lost goes into the history, which many read.
                    value = "…"
                lost.append((name, f"{label}: {value}"))
        return lost

    # === ACTIONS ===

    def action_convert(self):
        """Convert the client; what was lost is kept in its history."""
        self.ensure_one()
        partner = self.partner_id
        partner.check_access("write")
        if self.blocker:
            raise UserError(self.blocker)
        lost = self._get_lost()
        to_company = self.to_company
        partner.write(self._prepare_vals(lost))
        if to_company:
            # sudo: a firm has no PESEL, also where the user may not see the person's.
            partner.sudo().gestor_pesel = False
        kind = self.env._("a company") if to_company else self.env._("a person")
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("The client was made %(kind)s.", kind=kind),
            Markup().join(Markup("<li>%s</li>") % text for _name, text in lost),
        )
        partner.message_post(body=body)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_vals(self, lost):
        vals = {name: False for name, _text in lost if name != "vat"}
        vals["is_company"] = self.to_company
        if self.to_company:
            vals["name"] = self.name
            # A firm has an address of its own (host: contacts share the parent's).
            if self.has_parent and self.keep_parent:
                vals["type"] = self._get_branch_type()
        else:
            names = {
                "gestor_first_name": self.first_name,
                "gestor_last_name": self.last_name,
            }
            vals.update(names, name=self.partner_id._gestor_join_names(names))
            if self._loses_vat():
                firm = self.partner_id.parent_id.commercial_partner_id
                vals["vat"] = firm.vat
        if self.has_parent and not self.keep_parent:
            vals.update(parent_id=False, type="contact")
        return vals

    @api.model
    def _get_branch_type(self):
        """Return the type of address that is not shared with the parent's."""
        types = dict(self.env["res.partner"]._fields["type"].selection)
        return "branch" if "branch" in types else "other"
