from odoo import api, fields, models, tools

STAGE_EVENTS = ("stage", "leave")
EVENTS = (*STAGE_EVENTS, "match")
DEFERRED = "gestor.automation.events"


class GestorAutomationEvents(models.AbstractModel):
    """Sees that records come to a stage, leave it, or come to match a condition."""

    _name = "gestor.automation.events"
    _description = "Events that Start Automatic Actions"

    # === WHAT IS WATCHED ===

    @api.model
    @tools.ormcache("model")
    def _get_watchers(self, model):
        """Return ((action id, trigger, watched fields or None, recomputed), …).

        Watched are the fields whose writing can make a record match (None: any);
        recomputed those whose computation can.
        """
        watchers = []
        domain = [("model", "=", model), ("trigger", "in", ("created", *EVENTS))]
        for action in self.sudo().with_context(active_test=True).search(domain):
            names, computed = None, frozenset()
            if action.trigger in EVENTS:
                names = action._get_watched_fields()
                computed = action._get_watched_computed_fields()
            watchers.append((action.id, action.trigger, names, computed))
        return tuple(watchers)

    def _get_event_fields(self):
        """Return the fields that the event depends on, by name."""
        model = self.env[self.model]
        if self.trigger in STAGE_EVENTS:
            names = {self.stage_field_id.name}
        else:
            conditions = self._get_condition().iter_conditions()
            names = {c.field_expr.split(".")[0] for c in conditions}
        return {name: model._fields[name] for name in names}

    def _get_watched_fields(self):
        used = self._get_event_fields()
        if self.trigger not in STAGE_EVENTS and any(
            not field.store or field.compute for field in used.values()
        ):
            return None
        return frozenset(used)

    def _get_watched_computed_fields(self):
        """Return the stored fields whose computation is watched.

        The state before is read in the middle of a computation. Another field that
        waits for its own computation would take old values then, so an event that
        depends on fields of several computations is watched when written only.
        """
        used = self._get_event_fields().values()
        computed = {field for field in used if field.compute}
        groups = {field.compute for field in computed}
        if len(groups) != 1 or not all(field.store for field in used):
            return frozenset()
        return frozenset(field.name for field in computed)

    # === WHAT HAPPENED ===

    def _get_event_matches(self, records):
        """Return the ids in the state that each action waits for, by action id."""
        matches = {}
        for action in self.sudo():
            if action.trigger in STAGE_EVENTS:
                name, value = action.stage_field_id.name, action.stage_value_id
                found = records.sudo().filtered(lambda r, n=name, v=value: r[n].id == v)
                if action.trigger == "leave":
                    found = records.sudo() - found
            else:
                found = records.sudo().filtered_domain(action._get_condition())
            matches[action.id] = set(found.ids)
        return matches

    def _plan_event(self, records, event):
        """Plan runs for records on which something has just happened."""
        for action in self.sudo():
            known = action._filter_targets(records.ids)
            now = fields.Datetime.now()
            at = action._shift(now, action._get_zone())
            due = [
                (r.id, f"{event}:{self.env.cr.now()}", at, action._get_company(r))
                for r in known
            ]
            self.env["gestor.automation.run"]._insert(action, due)
        self.env["gestor.automation.run"]._trigger_executor()

    def _defer_event(self, records, before):
        """Compare at the end of the transaction; the first known state counts.

        Nothing may be searched for in the middle of a computation.

        :param before: {action id: ids that matched}
        """
        precommit = self.env.cr.precommit
        states = precommit.data.setdefault(DEFERRED, {})
        if not states:
            precommit.add(self._plan_deferred_events)
        for action in self:
            matched = before[action.id]
            known = states.setdefault(action.id, {})
            for res_id in records.ids:
                known.setdefault(res_id, res_id in matched)

    @api.model
    def _plan_deferred_events(self):
        states = self.env.cr.precommit.data.pop(DEFERRED, {})
        actions = self.sudo().browse(states).exists().filtered("active")
        for action in actions:
            known = states[action.id]
            records = self.env[action.model].browse(known).exists()
            after = action._get_event_matches(records)[action.id]
            entered = [res_id for res_id in after if not known[res_id]]
            if entered:
                action._plan_event(records.browse(entered), action.trigger)
