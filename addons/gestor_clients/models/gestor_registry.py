import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import registry_bir, registry_vat_list
from ..tools.http_client import RegistryHttp
from ..tools.identifiers import split_prefix
from ..tools.registry_ceidg import CeidgConnector
from ..tools.registry_krs import KrsConnector
from ..tools.registry_types import RegistryError, Verdict
from ..tools.registry_vies import ViesConnector
from ..tools.vat_flat_file import FlatFile

_logger = logging.getLogger(__name__)

WARSAW = ZoneInfo("Europe/Warsaw")
# Errors of our own set-up: the registry was not asked, so there is nothing to prove.
NOT_ASKED = ("quota", "no_key", "address", "off")


class GestorRegistry(models.Model):
    """A public registry: where it is, the key to it, and how much it may be asked.

    Connectors are plain Python in ``tools``; here are settings, quotas, words for
    people and the evidence.
    """

    _name = "gestor.registry"
    _description = "Public Registry"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("bir", "GUS REGON"),
            ("ceidg", "CEIDG"),
            ("krs", "KRS"),
            ("vat_list", "VAT taxpayer list"),
            ("vies", "VIES"),
        ],
        required=True,
        readonly=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    url = fields.Char(string="Address", required=True, groups="base.group_system")
    api_key = fields.Char(string="Key", copy=False, groups="base.group_system")
    edition = fields.Selection(
        [("BIR11", "BIR 1.1"), ("BIR12", "BIR 1.2")],
        string="Edition of Reports",
        default="BIR11",
    )
    timeout = fields.Integer(
        string="Time-out (s)", default=15, help="Wait for a sign of life at most."
    )
    deadline = fields.Integer(
        string="Deadline (s)", default=40, help="Wait for a whole answer at most."
    )
    daily_limit = fields.Integer(
        help="Requests a day, counted by days of Warsaw. 0 means no limit."
    )
    daily_limit_accounts = fields.Integer(
        string="Daily Limit of Account Checks",
        help="The taxpayer list counts checks of accounts apart.",
    )
    flat_file = fields.Char(
        groups="base.group_system",
        help="Path of the daily JSON file on the server. Accounts are then checked "
        "in it first, when it is of today.",
    )
    is_fetched = fields.Boolean(
        string="Ask When Fetching",
        default=True,
        help="Ask this registry when data of a client are fetched.",
    )
    used_today = fields.Integer(compute="_compute_used_today")
    is_ready = fields.Boolean(compute="_compute_is_ready")

    _code_unique = models.UniqueIndex("(code)", "Each registry is listed once.")
    _times_check = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 120 AND deadline BETWEEN 1 AND 600)",
        "Time-outs are 1 to 120 seconds, deadlines 1 to 600.",
    )
    _limits_check = models.Constraint(
        "CHECK (daily_limit >= 0 AND daily_limit_accounts >= 0)",
        "A limit cannot be negative.",
    )

    def _compute_used_today(self):
        counters = self.env["gestor.registry.quota"]._get_used(self._today())
        for registry in self:
            registry.used_today = counters.get((registry.code, "search"), 0)

    def _compute_is_ready(self):
        # sudo: whether a key is set is told, the key is not.
        for registry in self.sudo():
            needs_key = registry.code in ("bir", "ceidg")
            registry.is_ready = registry.active and (
                not needs_key or bool(registry.api_key)
            )

    @api.constrains("api_key", "url")
    def _check_test_key(self):
        """The public test key of GUS serves the test service only."""
        for registry in self.sudo():
            test_key = registry.api_key == registry_bir.TEST_KEY
            official = "wyszukiwarkaregon.stat.gov.pl" in (registry.url or "")
            if registry.code == "bir" and test_key and official:
                raise ValidationError(
                    self.env._("This is the public test key: it opens no real data.")
                )

    # === CONNECTORS ===

    @api.model
    def _get(self, code):
        registry = self.with_context(active_test=False).search([("code", "=", code)])
        if not registry:
            raise UserError(self.env._("There is no registry “%s”.", code))
        return registry

    @api.model
    def _today(self):
        return datetime.now(WARSAW).date()

    def _connect(self):
        self.ensure_one()
        # sudo: address and key are for administrators; they are used, not shown.
        own = self.sudo()
        http = RegistryHttp(
            own.url, timeout=own.timeout, deadline=own.deadline, retries=1
        )
        return getattr(self, f"_connect_{self.code}")(http, own.api_key)

    def _connect_bir(self, http, key):
        return registry_bir.BirConnector(http, key, self.edition or "BIR11")

    def _connect_ceidg(self, http, key):
        return CeidgConnector(http, key)

    def _connect_krs(self, http, _key):
        return KrsConnector(http)

    def _connect_vat_list(self, http, _key):
        return registry_vat_list.VatListConnector(http)

    def _connect_vies(self, http, _key):
        company = self.env.company
        vat = company.vat or ""
        prefix, number = split_prefix(vat)
        prefix = prefix or (company.country_id.code or "")
        return ViesConnector(http, prefix + number if number else "")

    # === ASKING ===

    def _count_requests(self, numbers):
        """Return what the registry will count: GUS and VIES count identifiers."""
        if self.code == "vat_list":
            return -(-len(numbers) // registry_vat_list.MAX_BATCH)
        return len(numbers)

    def _ask(self, kind, requests, call):
        """Call the registry within its quota.

        :param call: function of the connector
        :return: what ``call`` returns
        :raises RegistryError: whatever goes wrong, quota included
        """
        self.ensure_one()
        if not self.active:
            raise RegistryError("off")
        connector = self._connect()
        limit = self.daily_limit_accounts if kind == "account" else self.daily_limit
        quota = self.env["gestor.registry.quota"]
        if not quota._take(self.code, kind, self._today(), requests, limit):
            raise RegistryError("quota")
        try:
            return call(connector)
        except RegistryError as error:
            # Codes and remarks of ours only: no keys, no content of answers.
            _logger.info("Registry %s: %s", self.code, error)
            raise

    def _verify_numbers(self, numbers):
        """Return {number: Verdict}; what cannot be known is ``unknown``.

        :raises RegistryError: when the registry was not asked at all
        """
        numbers = list(dict.fromkeys(numbers))
        extra = [str(self._today())] if self.code == "vat_list" else []
        try:
            return self._ask(
                "search",
                self._count_requests(numbers),
                lambda connector: connector.verify(numbers, *extra),
            )
        except RegistryError as error:
            if error.code in NOT_ASKED:
                raise
            return dict.fromkeys(numbers, Verdict.unknown(error))

    def _lookup(self, identifiers):
        """Return the verdict with data of one entity."""
        values = {**identifiers, "date": str(self._today())}
        try:
            return self._ask("search", 1, lambda c: c.lookup(**values))
        except RegistryError as error:
            return Verdict.unknown(error)

    def _check_account(self, nip, account):
        """Tell whether the account is listed for the NIP today."""
        verdict = self._check_account_in_file(nip, account)
        if verdict:
            return verdict
        today = str(self._today())
        try:
            return self._ask(
                "account", 1, lambda c: c.check_account(nip, account, today)
            )
        except RegistryError as error:
            return Verdict.unknown(error)

    def _check_account_in_file(self, nip, account):
        # sudo: the path is for administrators; it is used, not shown.
        path = self.sudo().flat_file
        if not path:
            return None
        try:
            flat_file = FlatFile.open(path)
        except RegistryError as error:
            _logger.warning("Flat file of the taxpayer list: %s", error)
            return None
        if flat_file.date != self._today().strftime("%Y%m%d"):
            return None
        return flat_file.check(nip, account)

    # === WORDS ===

    def _describe_error(self, error):
        """Return one sentence for people; the form keeps what they typed."""
        self.ensure_one()
        name = self.name
        texts = {
            "no_key": self.env._(
                "%s needs a key. An administrator sets it in Settings > Gestor.", name
            ),
            "off": self.env._("%s is switched off in the settings.", name),
            "address": self.env._("The address set for %s is wrong.", name),
            "quota": self.env._(
                "Today's limit of requests to %s is used up. It starts anew at "
                "midnight.",
                name,
            ),
            "key_refused": self.env._("%s does not accept the key.", name),
            "session": self.env._("%s keeps ending the session. Try later.", name),
            "timeout": self.env._("%s did not answer in time. Try later.", name),
            "unreachable": self.env._("There is no connection with %s.", name),
            "interrupted": self.env._("The connection with %s broke off.", name),
            "rate_limit": self.env._(
                "%s takes no more requests now. Wait a while.", name
            ),
            "unavailable": self.env._("%s does not work at the moment.", name),
            "redirect": self.env._(
                "%s tried to send us to another address. That was refused.", name
            ),
            "too_big": self.env._("The answer of %s is too big to be genuine.", name),
            "not_expected": self.env._(
                "%s answered with something else than data, probably a notice of "
                "maintenance.",
                name,
            ),
            "unreadable": self.env._("The answer of %s cannot be read.", name),
            "refused": self.env._("%s did not accept this number.", name),
        }
        text = texts.get(error.code, texts["unavailable"])
        if error.retry_after:
            wait = self.env._("Try again in %s s.", error.retry_after)
            text = f"{text} {wait}"
        return text
