from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.gestor_base.tools.job_errors import SkipRecord
from odoo.addons.sms.tools.sms_tools import sms_content_to_rendered_html

from .gestor_sms_log import PURPOSES


class GestorAutomationAction(models.Model):
    _inherit = "gestor.automation.action"

    kind = fields.Selection(
        selection_add=[("sms", "Send an SMS"), ("notify",)],
        ondelete={"sms": "cascade"},
    )
    sms_text_id = fields.Many2one(
        "gestor.text.template",
        string="Text of the SMS",
        domain="[('kind', '=', 'sms'), ('model', 'in', [model, False])]",
    )
    sms_recipient = fields.Selection(
        [
            ("record", "The client or the number of the record"),
            ("user", "A user"),
            ("number", "A fixed number"),
        ],
        string="SMS to",
        default="record",
    )
    sms_number = fields.Char(string="Number")
    sms_purpose = fields.Selection(PURPOSES, string="Purpose", default="transactional")

    def _get_required_parameters(self):
        return {
            **super()._get_required_parameters(),
            "sms": ["sms_text_id", "sms_recipient", "sms_purpose"],
        }

    def _gestor_run_sms(self, records):
        """Put an SMS for each record in the queue, with a note on the record."""
        company = self.company_id or self.env.company
        if not company._get_gestor_sms_provider():
            raise UserError(
                self.env._(
                    "The company %(name)s has no SMS operator.", name=company.name
                )
            )
        action = self.with_company(company)
        targets = action._get_sms_targets(records)
        if len(records) == 1 and not targets[records.id][1]:
            raise SkipRecord(self.env._("There is no number."))
        texts = action.sms_text_id._gestor_render(records)
        messages = action._log_sms(records, texts)
        values, uuids = [], {}
        for record in records:
            partner, number = targets[record.id]
            uuid = uuid4().hex
            uuids[uuid] = record.id
            values.append(
                {
                    "uuid": uuid,
                    "partner_id": partner.id,
                    "number": number,
                    "body": texts[record.id]["body"],
                    "mail_message_id": messages.get(record.id, False),
                }
            )
        options = {
            "purpose": self.sms_purpose,
            "automation_id": self.id,
            "records": {uuid: (records._name, key) for uuid, key in uuids.items()},
        }
        # Messages are not written by users but by what sends for them.
        sms = action.env["sms.sms"].sudo().with_context(gestor_sms=options)
        logs = sms.create(values).gestor_log_id
        return {uuids[log.uuid]: log.sudo(False) for log in logs}

    def _get_sms_targets(self, records):
        """Return {record id: (partner, number or False)}."""
        if self.sms_recipient == "number":
            nobody = self.env["res.partner"]
            number = nobody._phone_format(
                number=self.sms_number or "", country=self.env.company.country_id
            )
            return dict.fromkeys(records.ids, (nobody, number or self.sms_number))
        if self.sms_recipient == "user":
            partners = {
                key: user.partner_id for key, user in self._get_users(records).items()
            }
            people = self.env["res.partner"].union(*partners.values())
            info = people._sms_get_recipients_info()
            return {
                key: (partner, self._get_number(info.get(partner.id)))
                for key, partner in partners.items()
            }
        info = records._sms_get_recipients_info()
        return {
            record.id: (info[record.id]["partner"], self._get_number(info[record.id]))
            for record in records
        }

    def _get_number(self, info):
        return info and (info["sanitized"] or info["number"])

    def _log_sms(self, records, texts):
        """Write the notes in one batch; return {record id: message id}."""
        if not isinstance(records, self.pool["mail.thread"]):
            return {}
        messages = records._message_log_batch(
            bodies={
                key: sms_content_to_rendered_html(text["body"])
                for key, text in texts.items()
            },
            message_type="sms",
        )
        return {message.res_id: message.id for message in messages}
