import base64

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.job_errors import SkipRecord


class GestorAutomationKinds(models.AbstractModel):
    """What an automatic action does: one method and its parameters per kind.

    Add a kind by ``selection_add`` on ``kind`` and a method
    ``_gestor_run_<kind>(self, records)``. It gets all due records at once, runs with
    the rights of the acting user and inside a savepoint, and may return a dict
    ``{record id: resulting record}``. When it raises, the records are done again one
    by one, so that only the faulty ones fail.
    """

    _name = "gestor.automation.kinds"
    _description = "Kinds of Automatic Actions"

    kind = fields.Selection(
        [
            ("activity", "Plan an activity"),
            ("email", "Send an e-mail"),
            ("notify", "Notify a user"),
            ("assign", "Assign a user"),
            ("stage", "Change a stage"),
            ("report", "Attach a printout"),
            ("server_action", "Run a server action"),
        ],
        string="What to Do",
        required=True,
        default="activity",
    )
    activity_type_id = fields.Many2one("mail.activity.type", string="Activity Type")
    activity_days = fields.Integer(
        string="Due in Days", help="Days from the moment the action runs."
    )
    summary = fields.Char(string="Subject", translate=True)
    message = fields.Text(translate=True)
    assignee_source = fields.Selection(
        [("user", "One user"), ("field", "The user in a field of the record")],
        string="For Whom",
        default="user",
    )
    assignee_id = fields.Many2one("res.users", string="User")
    user_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field with a User",
        ondelete="cascade",
        domain="[('model', '=', model), ('relation', '=', 'res.users'),"
        " ('ttype', '=', 'many2one')]",
    )
    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail Template", domain="[('model', '=', model)]"
    )
    target_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field to Change",
        ondelete="cascade",
        domain="[('model', '=', model), ('ttype', '=', 'many2one'),"
        " ('readonly', '=', False)]",
    )
    target_relation = fields.Char(
        string="Kind of Value", related="target_field_id.relation", store=True
    )
    target_value_id = fields.Many2oneReference(
        string="New Value", model_field="target_relation"
    )
    report_id = fields.Many2one(
        "ir.actions.report", string="Printout", domain="[('model', '=', model)]"
    )
    server_action_id = fields.Many2one(
        "ir.actions.server",
        domain="[('model_id.model', '=', model)]",
        groups="base.group_system",
    )

    @api.constrains("kind", "server_action_id")
    def _check_server_action(self):
        """A server action may hold code: only a system administrator uses it."""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        if any(action.kind == "server_action" for action in self):
            raise ValidationError(
                self.env._("Only a system administrator may use server actions.")
            )

    @api.model
    def _get_required_parameters(self):
        """Return the fields that a kind cannot do without, by kind."""
        return {
            "email": ["mail_template_id"],
            "notify": ["message"],
            "assign": ["user_field_id", "assignee_id"],
            "stage": ["target_field_id", "target_value_id"],
            "report": ["report_id"],
            "server_action": ["server_action_id"],
        }

    @api.constrains(
        "kind",
        "mail_template_id",
        "message",
        "user_field_id",
        "assignee_id",
        "target_field_id",
        "target_value_id",
        "report_id",
        "server_action_id",
    )
    def _check_parameters(self):
        for action in self.sudo():
            names = self._get_required_parameters().get(action.kind, [])
            missing = [n for n in names if not action[n]]
            if missing:
                label = action._fields[missing[0]].get_description(self.env)["string"]
                raise ValidationError(
                    self.env._(
                        "The action “%(name)s” needs: %(field)s.",
                        name=action.name,
                        field=label,
                    )
                )

    def _get_users(self, records):
        """Return the user meant for each record by id; without one: responsible."""
        fallback = self.assignee_id or self.responsible_id
        if self.assignee_source != "field" or not self.user_field_id:
            return dict.fromkeys(records.ids, fallback)
        name = self.user_field_id.name
        return {record.id: record[name] or fallback for record in records}

    # === KINDS ===

    def _gestor_run_activity(self, records):
        users = self._get_users(records)
        deadline = fields.Date.add(
            fields.Date.context_today(self), days=self.activity_days
        )
        model_id = self.env["ir.model"]._get_id(records._name)
        # The host mails each activity to its user, one by one: the list of
        # activities is notice enough of what was planned long ago.
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities = activities.create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": record.id,
                    "activity_type_id": self.activity_type_id.id
                    or self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": self.summary,
                    "note": escape(self.message) if self.message else False,
                    "date_deadline": deadline,
                    "user_id": users[record.id].id,
                    "automated": True,
                }
                for record in records
            ]
        )
        return dict(zip(records.ids, activities, strict=True))

    def _gestor_run_email(self, records):
        template = self.mail_template_id
        mails = template.send_mail_batch(records.ids, force_send=False)
        return dict(zip(records.ids, mails, strict=True))

    def _gestor_run_notify(self, records):
        users = self._get_users(records)
        for record in records:
            self.env["mail.thread"].message_notify(
                model=record._name,
                res_id=record.id,
                partner_ids=users[record.id].partner_id.ids,
                subject=self.summary or record.display_name,
                body=self.message,
            )

    def _gestor_run_assign(self, records):
        records.write({self.user_field_id.name: self.assignee_id.id})

    def _gestor_run_stage(self, records):
        name, value = self.target_field_id.name, self.target_value_id
        # A way that asks for a reason is told what moved the record.
        records = records.with_context(gestor_stage_reason=self.name)
        records.filtered(lambda r: r[name].id != value).write({name: value})

    def _gestor_run_report(self, records):
        files = {}
        for record in records:
            report = self.report_id.with_context(lang=self._get_record_lang(record))
            content, kind = report._render_qweb_pdf(report.id, record.ids)
            if kind != "pdf":
                raise UserError(self.env._("The printout is not a PDF."))
            files[record.id] = self.env["ir.attachment"].create(
                {
                    "name": f"{report.name} {record.display_name}.pdf",
                    "datas": base64.b64encode(content),
                    "mimetype": "application/pdf",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        return files

    def _get_record_lang(self, record):
        partner = record if record._name == "res.partner" else None
        if partner is None and "partner_id" in record._fields:
            partner = record.partner_id
        return (partner and partner.lang) or self.env.user.lang

    def _gestor_run_server_action(self, records):
        action = self.sudo().server_action_id
        if not action:
            raise SkipRecord(self.env._("The server action was deleted."))
        action.with_user(self.env.user).with_context(
            active_model=records._name,
            active_ids=records.ids,
            active_id=records.ids[0],
        ).run()
