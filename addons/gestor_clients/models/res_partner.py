from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "gestor.client.kind.mixin",
        "gestor.client.person.mixin",
        "gestor.client.tree.mixin",
        "gestor.client.keeper.mixin",
        "gestor.client.address.mixin",
        "gestor.partner.consent.mixin",
        "gestor.partner.contact.mixin",
        "gestor.partner.privacy.mixin",
    ]

    type = fields.Selection(
        selection_add=[("correspondence", "Correspondence")],
        ondelete={"correspondence": "set default"},
    )
    gestor_relationship_id = fields.Many2one(
        "gestor.client.relationship",
        string="Relationship",
        index="btree_not_null",
        group_expand="_group_expand_gestor_relationship",
        tracking=True,
    )
    gestor_importance = fields.Selection(
        [("0", "None"), ("1", "C"), ("2", "B"), ("3", "A")],
        string="Importance",
        default="0",
        index=True,
        help="A: the most important clients.",
    )
    gestor_representative_ids = fields.One2many(
        "gestor.client.representative",
        "partner_id",
        string="Representatives",
        groups="base.group_user",
    )
    gestor_represented_ids = fields.One2many(
        "gestor.client.representative",
        "person_id",
        string="Represents",
        groups="base.group_user",
    )

    gestor_turnover = fields.Monetary(
        string="Turnover",
        compute="_compute_gestor_tree_sums",
        currency_field="currency_id",
        groups="gestor_base.group_clients_own,account.group_account_readonly,"
        "account.group_account_invoice",
        help="Posted customer invoices less credit notes, without tax, of the client"
        " and everything below it.",
    )

    @api.model
    def _group_expand_gestor_relationship(self, relationships, domain):
        """Show all relationships as columns, also those without clients yet."""
        return relationships.search([("active", "=", True)])

    # === SUBSTITUTION ===

    @api.model
    def _gestor_get_keeper_domain(self, operator, users):
        """Keepers are the salesperson and the guardians in force."""
        if operator != "in":
            return NotImplemented
        guardians = self.env["gestor.client.guardian"]._get_client_query(users)
        return Domain("user_id", "in", users) | Domain("id", "in", guardians)

    def _gestor_get_keepers(self):
        # sudo: the names of guardians are no secret among colleagues.
        clients = self.sudo()
        in_force = self.env["gestor.client.guardian"]._get_in_force_domain()
        guardians = clients.gestor_guardian_ids.filtered_domain(in_force)
        return clients.user_id | guardians.user_id

    # === ADDRESSES ===

    def address_get(self, adr_pref=None):
        """The chosen default of a purpose goes before the first one found."""
        result = super().address_get(adr_pref)
        return {**result, **self._gestor_get_default_addresses(set(adr_pref or ()))}

    # === ACTIONS ===

    def action_gestor_convert(self):
        """Open the dialogue that makes a firm of a person, or the other way."""
        self.ensure_one()
        return self._prepare_gestor_wizard_action(
            "gestor.client.convert", self.env._("Convert")
        )

    def action_gestor_make_potential(self):
        """Ask for the reason of taking a standard client back."""
        self.ensure_one()
        return self._prepare_gestor_wizard_action(
            "gestor.client.kind.change", self.env._("Make Potential Again")
        )

    def action_gestor_open_represented(self):
        """List the clients that the person represents."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gestor_clients.gestor_client_representative_action"
        )
        action["domain"] = [("person_id", "=", self.id)]
        action["context"] = {"default_person_id": self.id, "person_form": True}
        return action

    def action_gestor_make_template(self):
        """Make a template of the client and open it."""
        self.ensure_one()
        templates = self.env["gestor.client.template"]
        template = templates.create(templates._prepare_vals_of_client(self))
        return {
            "type": "ir.actions.act_window",
            "res_model": template._name,
            "res_id": template.id,
            "views": [(False, "form")],
        }

    def _prepare_gestor_wizard_action(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    # === INFO CARD ===

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        people = self.gestor_representative_ids.person_id
        firms = self.gestor_represented_ids.partner_id
        for key, label, partners in (
            ("representatives", self.env._("Representative"), people),
            ("represented", self.env._("Represented client"), firms),
        ):
            if partners:
                domain = [("id", "in", partners.ids)]
                relations.append((key, label, "res.partner", domain))
        return relations

    def _gestor_card_items(self):
        """The head of a card says what the client is worth; its lines do not."""
        items = super()._gestor_card_items()
        for client in self:
            if client.partner_share and client.commercial_partner_id == client:
                kind = client._gestor_selection_label("gestor_client_kind")
                is_standard = client.gestor_client_kind == "standard"
                tone = "success" if is_standard else "info"
                items[client.id].update(state=kind, state_tone=tone)
        if len(self) == 1 and self.commercial_partner_id == self:
            facts = filter(
                None, [items[self.id].get("subtitle"), *self._gestor_facts()]
            )
            items[self.id]["subtitle"] = " · ".join(facts)
        return items

    def _gestor_facts(self):
        """Return texts on turnover, balance and the last activity of the client."""
        if self._has_field_access(self._fields["gestor_turnover"], "read"):
            currency = self.env.company.currency_id
            # sudo: sums are told to who may read the client, documents are not.
            for label, amount in (
                (self.env._("turnover"), self.gestor_turnover),
                (self.env._("due"), self.sudo().credit),
            ):
                if amount:
                    yield f"{label} {format_amount(self.env, amount, currency)}"
        domain = [
            ("model", "=", self._name),
            ("res_id", "=", self.id),
            ("message_type", "in", ("comment", "email", "sms")),
        ]
        # sudo: a date only, of a client that the user may read.
        last = self.env["mail.message"].sudo().search(domain, limit=1)
        if last:
            yield self.env._("last contact %s", format_date(self.env, last.date))
