from lxml import etree

from odoo import api, fields, models


class GestorAutomationMixin(models.AbstractModel):
    """Records that automatic actions are done on, and that may have own ones.

    Inherit it: the model can then be chosen in definitions, its forms with a
    notebook get the tab "Automation", and creating and changing records starts the
    actions that wait for it. Only ``write`` is watched: values that Odoo recomputes
    do not start an action by themselves.
    """

    _name = "gestor.automation.mixin"
    _description = "Records with Automatic Actions"

    # Override with False where records have actions but none is done on them.
    _gestor_automation_is_target = True

    gestor_automation_ids = fields.One2many(
        "gestor.automation.action",
        "owner_id",
        string="Automatic Actions",
        domain=lambda self: [("owner_model", "=", self._name)],
        context={"active_test": False},
        groups="gestor_base.group_user",
    )
    gestor_run_ids = fields.One2many(
        "gestor.automation.run",
        "res_id",
        string="Planned Actions",
        domain=lambda self: [("res_model", "=", self._name)],
        groups="gestor_base.group_user",
        readonly=True,
    )

    def _gestor_automation_target_domain(self, action):
        """Return the records that an own action of this owner concerns.

        Override it where the owner is a template, a stage or a contract whose
        actions are done on other records, those of ``action.model``.
        """
        return [("id", "=", self.id)]

    def _gestor_automation_defaults(self, vals):
        """Return the values of an own action, completed by what the owner knows.

        Override it where the owner implies the kind of records or the stage.
        """
        return vals

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        watchers = self._get_gestor_watchers("created", set())
        if watchers and watchers._plan(ids=records.ids):
            self.env["gestor.automation.run"]._trigger_executor()
        events = self._get_gestor_watchers("event", None)
        events = events.filtered(lambda action: action.trigger != "leave")
        if events:
            records._gestor_plan_events(events, {})
        return records

    def write(self, vals):
        watchers = self._get_gestor_watchers("event", vals.keys())
        if not watchers:
            return super().write(vals)
        before = watchers._get_event_matches(self)
        result = super().write(vals)
        self._gestor_plan_events(watchers, before)
        return result

    def unlink(self):
        """Own actions and open runs go with the record; the history stays."""
        name, ids = self._name, self.ids
        result = super().unlink()
        if ids:
            actions = self.env["gestor.automation.action"].sudo()
            actions = actions.with_context(active_test=False)
            own = [("owner_model", "=", name), ("owner_id", "in", ids)]
            actions.search(own).unlink()
            self.env["gestor.automation.run"].sudo()._cancel_open(
                [("res_model", "=", name), ("res_id", "in", ids)],
                self.env._("The record was deleted."),
            )
        return result

    @api.model
    def _get_gestor_watchers(self, what, names):
        """Return the actions that wait for an event on some fields (None: all)."""
        actions = self.env["gestor.automation.action"].sudo()
        found = []
        for action_id, trigger, watched in actions._get_watchers(self._name):
            if (trigger == "created") != (what == "created"):
                continue
            if names and watched is not None and watched.isdisjoint(names):
                continue
            found.append(action_id)
        return actions.browse(found)

    def _gestor_plan_events(self, watchers, before):
        after = watchers._get_event_matches(self)
        for action in watchers:
            entered = after[action.id] - before.get(action.id, set())
            if entered:
                action._plan_event(self.browse(entered), action.trigger)

    # === VIEW ===

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the tab on every form of the model that has a notebook."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            notebooks = arch.xpath("//notebook[not(ancestor::field)]")
            if notebooks and not arch.xpath("//page[@name='gestor_automation']"):
                notebooks[-1].append(self._get_gestor_automation_page())
        return arch, view

    @api.model
    def _get_gestor_automation_page(self):
        """Return the tab; its lists are the views made for it."""
        page = etree.Element(
            "page",
            name="gestor_automation",
            string=self.env._("Automation"),
            groups="gestor_base.group_user",
            invisible="not id",
        )
        views = {
            "gestor_automation_ids": "gestor_automation_action_view_list_tab",
            "gestor_run_ids": "gestor_automation_run_view_list_tab",
        }
        for name, xmlid in views.items():
            context = (
                f"{{'default_owner_model': '{self._name}',"
                f" 'default_model': '{self._name}'}}"
            )
            heading = etree.SubElement(page, "separator")
            heading.set(
                "string", self._fields[name].get_description(self.env)["string"]
            )
            field = etree.SubElement(page, "field", name=name, nolabel="1")
            field.set("context", context)
            field.set("widget", "one2many")
            tab = self.env.ref(f"gestor_base.{xmlid}").sudo()
            field.append(tab._get_combined_arch())
        return page
