from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain


class GestorLinkedMixin(models.AbstractModel):
    """Makes the records of a model linkable and gives them an info card.

    Inherit it, override the ``_gestor_card_*`` hooks where the default is too
    plain, and nothing else: the button of the links is put on every form of the
    model by :meth:`_get_view`.
    """

    _name = "gestor.linked.mixin"
    _description = "Linked Records"

    gestor_link_count = fields.Integer(
        string="Links",
        compute="_compute_gestor_link_count",
        groups="base.group_user",
        exportable=False,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_gestor_link_count(self):
        counts = self.env["gestor.link"]._count_by_record(self._name, self._origin.ids)
        for record in self:
            record.gestor_link_count = counts.get(record._origin.id, 0)

    # === CRUD ===

    def unlink(self):
        """Links go with the record, also those the user cannot see."""
        links = self.env["gestor.link"].sudo()
        if self.ids:
            domain = links._get_touching_domain(self._name, self.ids)
            links = links.search(domain)
        result = super().unlink()
        links.exists().unlink()
        return result

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the button of the links on every form that has a button box."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            boxes = arch.xpath("//div[@name='button_box'][not(ancestor::field)]")
            if boxes and not arch.xpath("//button[@name='action_gestor_open_links']"):
                boxes[0].insert(0, self._get_gestor_link_button())
        return arch, view

    @api.model
    def _get_gestor_link_button(self):
        button = etree.Element(
            "button",
            name="action_gestor_open_links",
            type="object",
            icon="fa-link",
            groups="base.group_user",
        )
        button.set("class", "oe_stat_button o_gestor_link_button")
        button.set("invisible", "not id")
        label = self.env._("Links")
        field = {"name": "gestor_link_count", "widget": "statinfo", "string": label}
        etree.SubElement(button, "field", **field)
        return button

    # === ACTIONS ===

    def action_gestor_open_links(self):
        """Open the info card of the record beside its form."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "gestor_info_card",
            "params": {"model": self._name, "res_id": self.id},
        }

    # === BUSINESS ===

    def gestor_link_with(self, other, reason=None):
        """Link this record with ``other``; return the link, new or existing.

        Idempotent: linking twice, in whichever direction, gives the same link.

        :raises AccessError: if the user may not read one of the two
        """
        self.ensure_one()
        other.ensure_one()
        return self.env["gestor.link"]._get_or_create(self, other, reason=reason)

    def gestor_unlink_with(self, other):
        """Remove the link with ``other``; return whether there was one.

        :raises AccessError: if the user may not read both, or remove the link
        """
        self.ensure_one()
        other.ensure_one()
        self.check_access("read")
        other.check_access("read")
        pair = tuple(sorted([(self._name, self.id), (other._name, other.id)]))
        link = self.env["gestor.link"]._find_pairs([pair])
        return bool(link) and link.unlink()

    @api.model
    def _gestor_search_readable(self, candidate_ids):
        """Return the query of the records the user may read, archived included.

        Override when :meth:`_search` of the model collects ids in Python, to
        look only at ``candidate_ids`` (an SQL sub-query).
        """
        return self._search(Domain.TRUE, active_test=False)

    def _gestor_filter_access(self, operation):
        """Return the ids of ``self`` that exist and allow ``operation``.

        One query for all of them, whatever the rules of the model are.
        """
        if not self.browse().has_access("read"):
            return []
        ids = self._search(Domain("id", "in", self.ids), active_test=False)
        if operation == "read":
            return ids.get_result_ids()
        return self.browse(ids.get_result_ids())._filtered_access(operation).ids

    # === HOOKS OF THE INFO CARD ===

    @api.model
    def _gestor_card_kind(self):
        """Describe the kind of the records of this model.

        Override to name the kind as people call it.

        :return: dict of ``name``, ``plural``, ``icon`` (Font Awesome class),
            and optionally ``sequence`` (place among the groups of a card),
            ``domain`` (which records may be chosen when linking by hand) and
            ``list_view`` (xml id of the list that shows all of a group)
        """
        name = self.env["ir.model"]._get(self._name).sudo().name
        return {"name": name, "plural": name, "icon": "fa-file-text-o"}

    def _gestor_card_relations(self):
        """List what the record is related with by itself, not by hand.

        Override with ``super() + [...]`` to add relations; the models need not
        be linked ones. The rights of the user are applied by the card.

        :return: list of (key, label, model, domain); relations with the same
            model make one group, ``label`` says on an item what it is here
        """
        self.ensure_one()
        if self._name == "ir.attachment":
            return []
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("res_field", "=", False),
        ]
        return [("files", self.env._("Attached file"), "ir.attachment", domain)]

    def _gestor_card_items(self):
        """Describe the records for the lines of a card, all of them at once.

        Override to add to the values of ``super()``.

        :return: dict by id of dicts with ``name`` and optionally ``subtitle``,
            ``date`` (date or datetime), ``amount`` and ``currency`` (a record),
            ``state`` (label), ``state_tone`` (success, info, warning, danger,
            muted) and ``icon``
        """
        return {record.id: {"name": record.display_name} for record in self}

    def _gestor_card_print_report(self):
        """Return the xml id of the report that prints the record, or False."""
        return False

    def _gestor_card_print_action(self):
        """Return the action of the print button, or False.

        Override when printing is not a report (files are downloaded).
        """
        self.ensure_one()
        xml_id = self._gestor_card_print_report()
        report = xml_id and self.env.ref(xml_id, raise_if_not_found=False)
        if not report:
            return False
        groups = report.sudo().group_ids
        if groups and not groups & self.env.user.all_group_ids:
            return False
        return report.sudo().report_action(self, config=False)

    def _gestor_card_mail_action(self):
        """Return the action that opens the mail composer for the record, or False.

        Override to call the send wizard of the host's document.
        """
        self.ensure_one()
        if not hasattr(self, "message_post"):
            return False
        return self._prepare_gestor_composer_action(self)

    def _prepare_gestor_composer_action(self, record, **context):
        """Return the host's composer for ``record``, a mail thread."""
        context = {
            "default_model": record._name,
            "default_res_ids": record.ids,
            "default_composition_mode": "comment",
            **context,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send e-mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    @api.model
    def _gestor_card_has_mail(self):
        """Tell whether the card offers e-mail for the records of this model."""
        return hasattr(self, "message_post")

    def _gestor_card_open_action(self):
        """Return the action that opens the form of the record."""
        self.ensure_one()
        return self.get_formview_action()

    def _gestor_selection_label(self, fname):
        """Return the label of a selection field in the user's language."""
        self.ensure_one()
        labels = dict(self._fields[fname]._description_selection(self.env))
        return labels.get(self[fname], "")
