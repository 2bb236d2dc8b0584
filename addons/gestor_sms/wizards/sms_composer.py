from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.gestor_sms_log import PURPOSES
from ..tools.gate import GateMessage
from ..tools.sms_text import measure, replace_polish

SHOWN = 20
SAMPLE = 200


class SmsComposer(models.TransientModel):
    """The host's composer with texts, purpose, price and the gate.

    All of it is for companies with an own operator; for others it stays as it is.
    """

    _inherit = "sms.composer"

    gestor_has_provider = fields.Boolean(compute="_compute_gestor_provider")
    gestor_price = fields.Float(compute="_compute_gestor_provider", digits=(12, 4))
    gestor_max_parts = fields.Integer(compute="_compute_gestor_provider")
    gestor_currency_id = fields.Many2one(
        "res.currency", compute="_compute_gestor_provider"
    )
    gestor_text_id = fields.Many2one(
        "gestor.text.template",
        string="Ready Text",
        domain="[('kind', '=', 'sms'), ('model', 'in', [res_model, False])]",
    )
    gestor_purpose = fields.Selection(
        PURPOSES, string="Purpose", required=True, default="transactional"
    )
    gestor_replace_polish = fields.Boolean(
        string="Replace Polish Letters",
        compute="_compute_gestor_replace_polish",
        store=True,
        readonly=False,
    )
    gestor_scheduled_at = fields.Datetime(string="Send on")
    gestor_left_out = fields.Text(
        string="Will Not Get It", compute="_compute_gestor_left_out"
    )
    gestor_deferred = fields.Char(compute="_compute_gestor_left_out")

    # === COMPUTE ===

    @api.model
    def default_get(self, fields_list):
        """Users are written to as people: on their contacts."""
        result = super().default_get(fields_list)
        if result.get("res_model") != "res.users":
            return result
        result["res_model"] = "res.partner"
        users = self.env["res.users"]
        if result.get("res_ids"):
            ids = result["res_ids"]
            ids = literal_eval(ids) if isinstance(ids, str) else ids
            result["res_ids"] = repr(users.browse(ids).partner_id.ids)
        if result.get("res_id"):
            result["res_id"] = users.browse(result["res_id"]).partner_id.id
        result["gestor_purpose"] = "staff"
        return result

    @api.depends_context("allowed_company_ids")
    def _compute_gestor_provider(self):
        provider = self.env.company._get_gestor_sms_provider()
        for composer in self:
            composer.gestor_has_provider = bool(provider)
            composer.gestor_price = provider.price
            composer.gestor_max_parts = provider.max_parts
            composer.gestor_currency_id = provider.currency_id

    @api.depends("res_model")
    def _compute_gestor_replace_polish(self):
        provider = self.env.company._get_gestor_sms_provider()
        for composer in self:
            composer.gestor_replace_polish = provider.replace_polish

    @api.depends(
        "res_model",
        "res_id",
        "res_ids",
        "composition_mode",
        "gestor_purpose",
        "number_field_name",
        "recipient_single_number_itf",
    )
    def _compute_gestor_left_out(self):
        for composer in self:
            lines, deferred = composer._get_gestor_left_out()
            more = len(lines) - SHOWN
            if more > 0:
                lines = lines[:SHOWN]
                lines.append(self.env._("… and %(count)s more", count=more))
            composer.gestor_left_out = "\n".join(lines)
            composer.gestor_deferred = deferred

    def _get_gestor_left_out(self):
        """Return ([who: why], until when all wait or False)."""
        provider = self.env.company._get_gestor_sms_provider()
        records = self._get_records()
        if not provider or not records:
            return [], False
        messages = self._get_gestor_gate_messages(records)
        verdicts = provider._gestor_sms_gate(messages)
        until = {verdict.until for verdict in verdicts.values() if verdict.until}
        refused = {
            int(key): verdict.reason
            for key, verdict in verdicts.items()
            if not verdict.until
        }
        names = {
            record.id: record.display_name
            for record in records.browse(refused)._filtered_access("read")
        }
        lines = [f"{names.get(key, '?')}: {text}" for key, text in refused.items()]
        deferred = until and self.env._(
            "Quiet hours: the SMS will be sent after %(time)s.",
            time=fields.Datetime.context_timestamp(self, min(until)).strftime("%H:%M"),
        )
        return lines, deferred or False

    def _get_gestor_gate_messages(self, records):
        info = records._sms_get_recipients_info(force_field=self.number_field_name)
        single = self.comment_single_recipient and self.recipient_single_number_itf
        messages = []
        for record in records:
            found = info[record.id]
            number = found["sanitized"] or found["number"] or ""
            if single:
                number = record._phone_format(number=single) or single
            messages.append(
                GateMessage(
                    key=str(record.id),
                    number=number,
                    body=f"?{number}" if single else "?",
                    purpose=self.gestor_purpose,
                    partner_id=found["partner"].id,
                    res_model=record._name,
                    res_id=record.id,
                )
            )
        return messages

    @api.onchange("gestor_text_id")
    def _onchange_gestor_text_id(self):
        """One recipient: his text, ready to be read. Many: the text to be filled."""
        text = self.gestor_text_id
        if not text:
            return
        records = self._get_records()
        if self.composition_mode == "comment" and records and len(records) == 1:
            self.body = text._gestor_render(records)[records.id]["body"]
        else:
            self.body = text.body_plain

    # === ESTIMATE ===

    @api.model
    def get_gestor_estimate(self, values):
        """Return the parts that a text with autotexts takes for its recipients.

        :param values: ``res_model``, ``res_ids``, ``body``, ``replace``
        :return: ``{"parts": all, "longest": of one}``, or ``{"fault": text}``
        """
        ids = values.get("res_ids") or []
        if values.get("res_model") not in self.env or not ids:
            return {"parts": 0, "longest": 0}
        records = self.env[values["res_model"]].browse(ids[:SAMPLE])
        records.check_access("read")
        try:
            texts = self.env["gestor.autotext"].render(values["body"], records)
        except UserError as error:
            return {"fault": str(error)}
        if values.get("replace"):
            texts = {key: replace_polish(text) for key, text in texts.items()}
        parts = [measure(text).parts for text in texts.values()]
        total = round(sum(parts) * len(ids) / len(parts))
        return {"parts": total, "longest": max(parts)}

    # === SENDING ===

    def _action_send_sms(self):
        if not self.gestor_has_provider:
            return super()._action_send_sms()
        options = {
            "purpose": self.gestor_purpose,
            "replace_polish": self.gestor_replace_polish,
            "scheduled_at": self.gestor_scheduled_at,
            **(self.env.context.get("gestor_sms") or {}),
        }
        composer = self.with_context(gestor_sms=options)
        return super(SmsComposer, composer)._action_send_sms()

    def _action_send_sms_numbers(self):
        """Numbers have no record: only general autotexts are replaced."""
        if self.gestor_has_provider and not self.template_id and "{" in self.body:
            self.body = self.env["gestor.autotext"].render_general(self.body)
        return super()._action_send_sms_numbers()

    def _action_send_sms_comment(self, records=None):
        """Many records are logged in a batch, not one by one."""
        records = records if records is not None else self._get_records()
        plain = not self.number_field_name and not self.sanitized_numbers
        if self.gestor_has_provider and len(records) > 1 and plain:
            self.mass_keep_log = True
            return self._action_send_sms_mass(records)
        return super()._action_send_sms_comment(records)

    def _prepare_body_values(self, records):
        """Replace autotexts, compiled once; expressions of the host stay its own."""
        if not self.gestor_has_provider:
            return super()._prepare_body_values(records)
        text = self.gestor_text_id
        if self.template_id or "{{" in (self.body or ""):
            bodies = super()._prepare_body_values(records)
        elif text and self.body == text.body_plain:
            texts = text._gestor_render(records)
            bodies = {key: found["body"] for key, found in texts.items()}
        elif "{" in (self.body or ""):
            bodies = self.env["gestor.autotext"].render(self.body, records)
        else:
            bodies = dict.fromkeys(records.ids, self.body)
        if self.gestor_replace_polish:
            bodies = {key: replace_polish(body) for key, body in bodies.items()}
        return bodies

    def _get_done_record_ids(self, records, recipients_info):
        if not self.gestor_has_provider:
            return super()._get_done_record_ids(records, recipients_info)
        done, seen = [], set()
        for record in records:
            number = recipients_info[record.id]["sanitized"]
            if number in seen:
                done.append(record.id)
            seen.add(number)
        return done

    def _prepare_mass_sms(self, records, sms_record_values):
        options = self.env.context.get("gestor_sms")
        if not options:
            return super()._prepare_mass_sms(records, sms_record_values)
        targets = {
            values["uuid"]: (records._name, res_id)
            for res_id, values in sms_record_values.items()
        }
        composer = self.with_context(gestor_sms={**options, "records": targets})
        return super(SmsComposer, composer)._prepare_mass_sms(
            records, sms_record_values
        )
