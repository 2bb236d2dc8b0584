from lxml import etree

from odoo import api, fields, models
from odoo.fields import Command, Domain


class GestorParticipantMixin(models.AbstractModel):
    """Records that people take part in beside the keeper.

    Inherit it: the forms with a notebook get the page "Participants", a search
    view may have the filter ``[('gestor_is_participant', '=', True)]``, and a
    record rule :meth:`_gestor_participant_domain`.
    """

    _name = "gestor.participant.mixin"
    _description = "Records with Participants"

    # Override with False where a copy begins without the people of the original.
    _gestor_copy_participants = True

    gestor_participant_ids = fields.One2many(
        "gestor.participant",
        "res_id",
        string="Participants",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=True,
        groups="base.group_user",
    )
    gestor_is_participant = fields.Boolean(
        string="I Take Part",
        compute="_compute_gestor_is_participant",
        search="_search_gestor_is_participant",
        groups="base.group_user",
        exportable=False,
    )

    # === COMPUTE ===

    @api.depends("gestor_participant_ids.user_id")
    @api.depends_context("uid")
    def _compute_gestor_is_participant(self):
        for record in self:
            people = record.gestor_participant_ids.user_id
            record.gestor_is_participant = self.env.user in people

    @api.model
    def _search_gestor_is_participant(self, operator, value):
        if operator != "in":
            return NotImplemented
        # By a sub-query that no rule is added to: rules of records use it.
        mine = self.env["gestor.participant"].sudo()
        query = mine._search(
            [("res_model", "=", self._name), ("user_id", "=", self.env.uid)]
        )
        return Domain("id", "in", query.subselect("res_id"))

    @api.model
    def _gestor_participant_domain(self):
        """Return the condition "the user takes part", as a record rule writes it.

        The rule names a field only, so nothing of the moment is cached with it.
        """
        return [("gestor_is_participant", "=", True)]

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._gestor_complete_people(v) for v in vals_list])

    def write(self, vals):
        return super().write(self._gestor_complete_people(vals))

    @api.model
    def _gestor_complete_people(self, vals):
        """Say the model of new participants: a reference by id alone lacks it."""
        commands = vals.get("gestor_participant_ids")
        if not commands:
            return vals
        commands = [
            Command.create({**command[2], "res_model": self._name})
            if command[0] == Command.CREATE
            else command
            for command in commands
        ]
        return {**vals, "gestor_participant_ids": commands}

    def copy_data(self, default=None):
        data = super().copy_data(default)
        if not self._gestor_copy_participants:
            for vals in data:
                vals.pop("gestor_participant_ids", None)
        return data

    def unlink(self):
        name, ids = self._name, self.ids
        result = super().unlink()
        if ids:
            # They go with the record, also those the user could not change.
            rows = self.env["gestor.participant"].sudo()
            rows.search([("res_model", "=", name), ("res_id", "in", ids)]).unlink()
        return result

    # === VIEW ===

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the page on every form of the model that has a notebook."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            notebooks = arch.xpath("//notebook[not(ancestor::field)]")
            if notebooks and not arch.xpath("//field[@name='gestor_participant_ids']"):
                notebooks[-1].append(self._get_gestor_participant_page())
        return arch, view

    @api.model
    def _get_gestor_participant_page(self):
        page = etree.Element(
            "page",
            name="gestor_participants",
            string=self._fields["gestor_participant_ids"].get_description(self.env)[
                "string"
            ],
            groups="gestor_base.group_user",
        )
        field = etree.SubElement(
            page, "field", name="gestor_participant_ids", nolabel="1"
        )
        tab = self.env.ref("gestor_base.gestor_participant_view_list_tab").sudo()
        field.append(tab._get_combined_arch())
        return page
