import re
import secrets
from pathlib import Path

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..tools.http_call import is_allowed_url
from ..tools.operators import OPERATORS, Settings, get_operator
from ..tools.outcome import NotSentError, UnknownOutcomeError

BASE_URLS = {
    "smsapi": "https://api.smsapi.pl",
    "serwersms": "https://api2.serwersms.pl",
}
# Digits, or up to eleven letters and digits: what networks accept.
SENDER = re.compile(r"\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 .&@_-]{3,11}")


class GestorSmsProvider(models.Model):
    """An account with an SMS operator, of one company."""

    _name = "gestor.sms.provider"
    _description = "SMS Operator"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(
        [
            ("smsapi", "SMSAPI.pl"),
            ("serwersms", "SerwerSMS.pl"),
            ("file", "File (nothing is sent)"),
        ],
        string="Operator",
        required=True,
        default="file",
    )
    token = fields.Char(
        string="API Token",
        groups="base.group_system",
        copy=False,
        help="The token of the operator's API, with the right to send SMS.",
    )
    base_url = fields.Char(
        string="Address of the API",
        compute="_compute_base_url",
        store=True,
        readonly=False,
        groups="base.group_system",
    )
    sender = fields.Char(
        string="Sender Name",
        help="As registered with the operator. Empty: what the operator puts in.",
    )
    replace_polish = fields.Boolean(
        string="Replace Polish Letters",
        default=True,
        help="“ł” takes three times the room of “l” in an SMS: with Polish letters a "
        "part has 70 characters instead of 160.",
    )
    max_parts = fields.Integer(string="Most Parts of a Text", default=6)
    price = fields.Float(string="Price of a Part", digits=(12, 4))
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    quiet_from = fields.Float(string="Quiet Hours from", default=21.0)
    quiet_to = fields.Float(string="Quiet Hours to", default=8.0)
    tz = fields.Selection(
        selection=lambda self: [(zone, zone) for zone in pytz.common_timezones],
        string="Time Zone",
        required=True,
        default="Europe/Warsaw",
    )
    daily_limit = fields.Integer(
        string="Most SMS a Day to a Number",
        default=20,
        help="0: no limit. Guards against automatic actions gone wild.",
    )
    duplicate_minutes = fields.Integer(
        string="Same Text Again after (minutes)",
        default=10,
        help="The same text to the same number sooner than that is left out.",
    )
    test_mode = fields.Boolean(
        help="The operator checks the messages and does not send them."
    )
    check_idx = fields.Boolean(
        string="Ask to Refuse Repeated Identifiers",
        help="SMSAPI: sends check_idx=1. Try it on a test account first.",
    )
    dlr_enabled = fields.Boolean(
        string="Accept Delivery Reports",
        help="The operator calls the address below when a message is delivered.",
    )
    dlr_secret = fields.Char(
        groups="base.group_system",
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
    )
    dlr_url = fields.Char(
        string="Address for Delivery Reports",
        compute="_compute_dlr_url",
        groups="base.group_system",
    )
    dlr_id_param = fields.Char(
        string="Field with our Identifier",
        default="idx",
        help="What the operator calls the identifier that it got from us.",
    )
    dlr_ref_param = fields.Char(
        string="Field with the Operator's Identifier", default="MsgId"
    )
    dlr_status_param = fields.Char(string="Field with the State", default="status")
    dlr_delivered = fields.Char(
        string="States: Delivered", default="DELIVERED,404", help="Separated by commas."
    )
    dlr_undelivered = fields.Char(
        string="States: Not Delivered",
        default="UNDELIVERED,EXPIRED,FAILED,REJECTED,402,405,406,407",
    )
    is_current = fields.Boolean(
        string="In Use",
        compute="_compute_is_current",
        compute_sudo=True,
        help="Sends for the company.",
    )
    log_count = fields.Integer(string="SMS", compute="_compute_log_count")

    _check_numbers = models.Constraint(
        "CHECK (max_parts BETWEEN 1 AND 20 AND price >= 0 AND daily_limit >= 0"
        " AND duplicate_minutes BETWEEN 0 AND 10080)",
        "Parts are 1 to 20; prices and limits are not negative.",
    )
    _check_hours = models.Constraint(
        "CHECK (quiet_from >= 0 AND quiet_from <= 24"
        " AND quiet_to >= 0 AND quiet_to <= 24)",
        "Hours are from 0 to 24.",
    )

    # === COMPUTE ===

    @api.depends("kind")
    def _compute_base_url(self):
        for provider in self:
            provider.base_url = BASE_URLS.get(provider.kind, False)

    @api.depends("dlr_secret")
    def _compute_dlr_url(self):
        base = self.get_base_url()
        for provider in self:
            secret = provider.dlr_secret
            provider.dlr_url = (
                f"{base}/gestor/sms/dlr/{provider._origin.id}/{secret}"
                if secret and provider._origin.id
                else False
            )

    @api.depends("company_id.gestor_sms_provider_id")
    def _compute_is_current(self):
        for provider in self:
            current = provider.company_id.gestor_sms_provider_id
            provider.is_current = bool(current) and current == provider._origin

    def _compute_log_count(self):
        groups = self.env["gestor.sms.log"]._read_group(
            [("provider_id", "in", self.ids)], ["provider_id"], ["__count"]
        )
        counts = {provider.id: count for provider, count in groups}
        for provider in self:
            provider.log_count = counts.get(provider.id, 0)

    # === CHECKS ===

    @api.constrains("base_url", "kind")
    def _check_base_url(self):
        for provider in self.sudo():
            if provider.kind != "file" and not is_allowed_url(provider.base_url):
                raise ValidationError(
                    self.env._("The address of the API must begin with https://.")
                )

    @api.constrains("sender")
    def _check_sender(self):
        for provider in self:
            if provider.sender and not SENDER.fullmatch(provider.sender):
                raise ValidationError(
                    self.env._(
                        "A sender name has 3 to 11 letters and digits without Polish"
                        " letters, or is a number."
                    )
                )

    @api.constrains("company_id")
    def _check_company(self):
        """An operator in use must not wander off to another company."""
        users = self.env["res.company"].sudo()
        users = users.search([("gestor_sms_provider_id", "in", self.ids)])
        for company in users:
            if company.gestor_sms_provider_id.company_id != company:
                raise ValidationError(
                    self.env._("The operator of a company must belong to it.")
                )

    # === ACTIONS ===

    def action_use(self):
        """Let the company send by this operator from now on."""
        self.ensure_one()
        self.check_access("write")
        self.company_id.gestor_sms_provider_id = self

    def action_stop_using(self):
        self.ensure_one()
        self.check_access("write")
        self.company_id.gestor_sms_provider_id = False

    def action_test(self):
        """Ask the operator for the balance: shows that address and token work."""
        self.ensure_one()
        self.check_access("write")
        try:
            balance = self._get_operator().get_balance()
        except (NotSentError, UnknownOutcomeError) as error:
            raise UserError(
                self.env._("The operator did not answer: %(error)s", error=error)
            ) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("The operator answers"),
                "message": self.env._("Left on the account: %(what)s", what=balance),
            },
        }

    def action_open_logs(self):
        self.ensure_one()
        xmlid = "gestor_sms.gestor_sms_log_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("provider_id", "=", self.id)], "context": {}}

    # === BUSINESS ===

    def _get_settings(self):
        """Return what an adapter needs; it holds the token: never log it."""
        self.ensure_one()
        provider = self.sudo()  # the token is for administrators' eyes only
        return Settings(
            key=provider.id,
            kind=provider.kind,
            base_url=provider.base_url or "",
            token=provider.token or "",
            sender=provider.sender or "",
            max_parts=provider.max_parts,
            test_mode=provider.test_mode,
            check_idx=provider.check_idx,
            notify_url=(provider.dlr_enabled and provider.dlr_url) or "",
            path=str(self._get_file_path()),
        )

    def _get_file_path(self):
        name = f"{self.env.cr.dbname}-{self.id}.jsonl"
        return Path(tools.config["data_dir"]) / "gestor_sms" / name

    def _get_operator(self):
        settings = self._get_settings()
        if settings.kind != "file" and not settings.token:
            raise UserError(
                self.env._("The operator %(name)s has no token.", name=self.name)
            )
        return get_operator(settings)

    @api.model
    def _get_kinds_to_ask(self):
        """Return the kinds that can say what became of a message."""
        return [kind for kind, operator in OPERATORS.items() if operator.can_ask]

    def _read_report(self, params):
        """Return [(uuid, operator's id, log state)] of a delivery report.

        Reports about several messages have lists separated by commas.
        """
        self.ensure_one()

        def split(name):
            value = str(params.get(name) or "") if name else ""
            return [part.strip() for part in value.split(",")]

        def words(text):
            return {word.strip().upper() for word in (text or "").split(",")} - {""}

        delivered, failed = words(self.dlr_delivered), words(self.dlr_undelivered)
        uuids, refs = split(self.dlr_id_param), split(self.dlr_ref_param)
        states = split(self.dlr_status_param)
        rows = []
        for index, word in enumerate(states[:100]):
            state = None
            if word.upper() in delivered:
                state = "delivered"
            elif word.upper() in failed:
                state = "undelivered"
            uuid = uuids[index] if index < len(uuids) else ""
            ref = refs[index] if index < len(refs) else ""
            if state and (uuid or ref):
                rows.append((uuid, ref, state))
        return rows
