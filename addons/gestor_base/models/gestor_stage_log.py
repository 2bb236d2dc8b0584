from odoo import api, fields, models


class GestorStageLog(models.Model):
    """A stay of a record in a stage: who brought it there, when and why.

    Rows are written by ``gestor.scenario.mixin`` in the transaction of the move;
    nobody has the right to change them.
    """

    _name = "gestor.stage.log"
    _inherit = ["gestor.attached.mixin"]
    _description = "History of Stages"
    _order = "entered_at desc, id desc"
    _rec_name = "stage_id"

    _attached_to = "gestor.scenario.mixin"

    scenario_id = fields.Many2one(
        "gestor.scenario", required=True, index=True, ondelete="restrict"
    )
    from_stage_id = fields.Many2one(
        "gestor.scenario.stage", string="From", index=True, ondelete="restrict"
    )
    stage_id = fields.Many2one(
        "gestor.scenario.stage", required=True, index=True, ondelete="restrict"
    )
    entered_at = fields.Datetime(required=True)
    left_at = fields.Datetime()
    duration = fields.Float(string="Hours", compute="_compute_duration")
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    for_user_id = fields.Many2one(
        "res.users", string="In Place of", ondelete="set null"
    )
    who = fields.Char(compute="_compute_who")
    reason = fields.Char()
    is_override = fields.Boolean(
        string="Out of Order", help="Moved by a manager where there was no way."
    )

    _record_index = models.Index("(res_model, res_id, entered_at)")
    _one_open = models.UniqueIndex(
        "(res_model, res_id) WHERE left_at IS NULL",
        "The record is moved by somebody else.",
    )

    @api.depends("entered_at", "left_at")
    def _compute_duration(self):
        now = fields.Datetime.now()
        for row in self:
            end = row.left_at or now
            start = row.entered_at or end
            row.duration = (end - start).total_seconds() / 3600

    @api.depends("user_id", "for_user_id")
    @api.depends_context("lang")
    def _compute_who(self):
        for row in self:
            # Names of colleagues are no secret.
            name, absent = row.sudo().user_id.name, row.sudo().for_user_id.name
            row.who = name
            if absent:
                row.who = self.env._(
                    "%(user)s for %(absent)s", user=name, absent=absent
                )
