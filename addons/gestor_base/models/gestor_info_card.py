import itertools
from collections import namedtuple
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

GROUP_LIMIT = 10
COUNT_LIMIT = 1000  # above this many found ids a group is counted by PostgreSQL

Relation = namedtuple("Relation", "key label model domain")


class GestorInfoCard(models.AbstractModel):
    """The info card: what a record is related with, drawn by one RPC.

    The card joins the direct relations of a record with the links made by hand,
    in one group per kind of document. All public methods are called by the
    drawer in the browser; each checks the rights of the user itself.
    """

    _name = "gestor.info.card"
    _description = "Info Card"

    # === PUBLIC METHODS (RPC) ===

    @api.model
    def get_card(self, model, res_id):
        """Return everything the drawer draws for a record, as plain values."""
        record = self._get_record(model, res_id)
        links = self._get_links_by_end(record)
        kind = record._gestor_card_kind()
        groups = self._get_groups(record, links)
        return {
            "model": model,
            "res_id": record.id,
            "title": self._format_item(record, record._gestor_card_items()[record.id]),
            "kind": kind["name"],
            "icon": kind["icon"],
            "can_attach": self._can_attach(record),
            "can_print": self._can_print(record),
            "can_mail": record._gestor_card_has_mail(),
            "count": sum(group["count"] for group in groups),
            "groups": groups,
        }

    @api.model
    def get_linkable_kinds(self):
        """Return the kinds of records the user may choose when linking."""
        kinds = []
        for model in self.env["gestor.link"]._get_linked_models():
            if self.env[model].has_access("read"):
                kind = self.env[model]._gestor_card_kind()
                kinds.append(
                    {
                        "model": model,
                        "name": kind["name"],
                        "icon": kind["icon"],
                        "domain": kind.get("domain", []),
                        "sequence": kind.get("sequence", 50),
                    }
                )
        return sorted(kinds, key=lambda kind: (kind["sequence"], kind["name"]))

    @api.model
    def link_records(self, model, res_id, other_model, other_ids, reason=None):
        """Link a record with others of one kind; links there already are kept."""
        record = self._get_record(model, res_id)
        for other_id in other_ids:
            other = self._get_record(other_model, other_id)
            if other == record:
                raise UserError(self.env._("A record cannot be linked with itself."))
            record.gestor_link_with(other, reason=reason)
        return True

    @api.model
    def remove_link(self, link_id):
        """Remove a link; one that is gone already is no error."""
        return self.env["gestor.link"].browse(link_id).exists().unlink()

    @api.model
    def action_open(self, model, res_id):
        """Return the action that opens the form of a record."""
        record = self._get_readable(model, res_id)
        if self.env["gestor.link"]._is_linked_model(model):
            return record._gestor_card_open_action()
        return record.get_formview_action()

    @api.model
    def action_print(self, model, res_id):
        """Return the action that prints a record or downloads a file."""
        action = self._get_record(model, res_id)._gestor_card_print_action()
        if not action:
            raise UserError(self.env._("There is no print for this document."))
        return action

    @api.model
    def action_mail(self, model, res_id):
        """Return the action that opens the mail composer of the record."""
        action = self._get_record(model, res_id)._gestor_card_mail_action()
        if not action:
            raise UserError(self.env._("This document cannot be sent by e-mail."))
        return action

    @api.model
    def action_show_all(self, model, res_id, group_model):
        """Return the action that lists all records of a group of the card."""
        record = self._get_record(model, res_id)
        links = self._get_links_by_end(record).get(group_model, {})
        relations = self._get_relations_by_model(record).get(group_model, [])
        kind = self._get_group_kind(group_model, relations)
        list_view = kind.get("list_view")
        list_view = list_view and self.env.ref(list_view, raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(kind)s: %(record)s", kind=kind["plural"], record=record.display_name
            ),
            "res_model": group_model,
            "views": [(list_view.id if list_view else False, "list"), (False, "form")],
            "domain": list(self._get_group_domain(relations, links)),
            "context": {"active_test": False, "create": False},
        }

    # === RIGHTS ===

    def _get_record(self, model, res_id):
        """Return a record of a linked model that the user may read."""
        if not self.env["gestor.link"]._is_linked_model(model):
            raise UserError(self.env._("This kind of record has no info card."))
        return self._get_readable(model, res_id)

    def _get_readable(self, model, res_id):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only internal users can open info cards."))
        if model not in self.env:
            raise UserError(self.env._("This kind of document is not installed."))
        record = self.env[model].browse(res_id)
        found = record.with_context(active_test=False).search_fetch(
            [("id", "=", res_id)], ["display_name"]
        )
        if not found:
            record.check_access("read")
            raise UserError(self.env._("The record does not exist any more."))
        return record

    def _can_attach(self, record):
        return record._name != "ir.attachment" and record.has_access("write")

    def _can_print(self, record):
        """Tell which button is offered for a record: print, download or none."""
        if record._name == "ir.attachment":
            return "download"
        return "print" if record._gestor_card_print_report() else False

    # === GROUPS ===

    def _get_links_by_end(self, record):
        """Return {model: {id: link}} of the other ends, seen or not.

        As superuser, for one query: the ends that the user may not read drop out
        when the records of the groups are searched with the user's rights.
        """
        Link = self.env["gestor.link"].sudo()
        fnames = ["model_a", "res_id_a", "model_b", "res_id_b", "reason", "create_uid"]
        domain = Link._get_touching_domain(record._name, record.ids)
        result = {}
        for link in Link.search_fetch(domain, fnames):
            model, res_id = link._get_other_end(record._name, record.id)
            result.setdefault(model, {})[res_id] = link
        return result

    def _get_relations_by_model(self, record):
        result = {}
        for relation in map(Relation._make, record._gestor_card_relations()):
            result.setdefault(relation.model, []).append(relation)
        return result

    def _get_groups(self, record, links_by_model):
        relations_by_model = self._get_relations_by_model(record)
        writable = record.has_access("write")
        groups = [
            self._get_group(
                model,
                relations_by_model.get(model, []),
                links_by_model.get(model, {}),
                writable,
            )
            for model in {**relations_by_model, **links_by_model}
            if model in self.env and self.env[model].has_access("read")
        ]
        groups = [group for group in groups if group["count"]]
        for item in itertools.chain(*(group["items"] for group in groups)):
            if item["subtitle"] == record.display_name:
                item["subtitle"] = ""  # on the client's card its documents name it
        return sorted(groups, key=lambda group: (group["sequence"], group["name"]))

    def _get_group(self, model, relations, links, writable):
        Model = self.env[model].with_context(active_test=False)
        is_linked_model = self.env["gestor.link"]._is_linked_model(model)
        if not is_linked_model:
            links = {}
        domain = self._get_group_domain(relations, links)
        ids = Model.search(domain, limit=COUNT_LIMIT).ids
        count = len(ids)
        if count == COUNT_LIMIT:
            count = Model.search_count(domain)
        shown = Model.browse(ids[:GROUP_LIMIT])  # reads these only, not all found
        kind = self._get_group_kind(model, relations)
        return {
            "model": model,
            "name": kind["plural"],
            "icon": kind["icon"],
            "sequence": kind.get("sequence", 50),
            "count": count,
            "has_more": count > len(shown),
            "items": self._get_items(shown, relations, links, writable),
        }

    def _get_group_domain(self, relations, links):
        domains = [Domain(relation.domain) for relation in relations]
        if links:
            domains.append(Domain("id", "in", list(links)))
        return Domain.OR(domains)

    def _get_group_kind(self, model, relations):
        """Describe a group; a model without the mixin is named by its relation."""
        kind = self.env["gestor.link"]._get_kind(model)
        if kind:
            return kind
        label = relations[0].label if relations else model
        return {"name": label, "plural": label, "icon": "fa-file-text-o"}

    # === ITEMS ===

    def _get_items(self, records, relations, links, writable):
        """Describe the shown records, with what may be done with each."""
        if not self.env["gestor.link"]._is_linked_model(records._name):
            return [
                self._format_item(record, {"name": record.display_name})
                for record in records
            ]
        items = records._gestor_card_items()
        direct = self._get_direct_labels(records, relations)
        removable = self._get_removable_ids(records, links, writable)
        return [
            {
                **self._format_item(record, items[record.id]),
                **self._prepare_link_values(record, links, removable),
                "relation": direct.get(record.id, False),
                "can_print": self._can_print(record),
                "can_mail": record._gestor_card_has_mail(),
                "has_card": True,
            }
            for record in records
        ]

    def _get_direct_labels(self, records, relations):
        """Return {id: label} of the records that are related by themselves.

        A label that only repeats the name of the kind is left out.
        """
        kind = self.env["gestor.link"]._get_kind(records._name).get("name")
        labels = {}
        for relation in relations:
            label = "" if relation.label == kind else relation.label
            for record in records.sudo().filtered_domain(relation.domain):
                labels.setdefault(record.id, label)
        return labels

    def _get_removable_ids(self, records, links, writable):
        """Return the ids of the records whose link the user may remove."""
        linked = [record.id for record in records if record.id in links]
        if writable:
            return set(linked)
        own = {i for i in linked if links[i].create_uid.id == self.env.uid}
        others = records.browse([i for i in linked if i not in own])
        return own | set(others._filtered_access("write").ids)

    def _prepare_link_values(self, record, links, removable):
        link = links.get(record.id)
        return {
            "link_id": link.id if link else False,
            "reason": link.reason if link else False,
            "can_unlink": record.id in removable,
        }

    def _format_item(self, record, item):
        """Turn the values of ``_gestor_card_items`` into texts for the browser."""
        return {
            "model": record._name,
            "res_id": record.id,
            "name": item["name"],
            "subtitle": item.get("subtitle") or "",
            "date": self._format_date(item.get("date")),
            "amount": self._format_amount(item),
            "state": item.get("state") or "",
            "state_tone": item.get("state_tone") or "muted",
            "icon": item.get("icon") or "",
            "is_archived": bool(record._active_name)
            and not record[record._active_name],
        }

    def _format_date(self, value):
        if not value:
            return ""
        if isinstance(value, datetime):
            value = fields.Datetime.context_timestamp(self, value)
        return format_date(self.env, value)

    def _format_amount(self, item):
        if item.get("amount") is None:
            return ""
        return formatLang(
            self.env, item["amount"], currency_obj=item.get("currency") or None
        )
