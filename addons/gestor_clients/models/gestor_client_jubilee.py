from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from odoo.addons.gestor_base.tools.name_days import find_name_day
from odoo.addons.gestor_base.tools.polish_names import get_first_name

from ..tools import yearly

NAME_DAY = "name_day"
# Some leap year, to write days of all months.
SAMPLE_YEAR = 2024


class GestorClientJubilee(models.Model):
    """A day of a client that comes back each year.

    The next date is stored, so that lists find it and automatic actions can be
    timed by it; when it has passed, the daily job sets the next one, which is a new
    occurrence for the actions.
    """

    _name = "gestor.client.jubilee"
    _description = "Jubilee"
    _inherit = [
        "gestor.client.part.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "gestor.automation.mixin",
    ]
    _order = "next_date, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", index=True
    )
    kind_id = fields.Many2one(
        "gestor.client.jubilee.kind", required=True, ondelete="restrict", index=True
    )
    name = fields.Char(string="Description", help="E.g. whose birthday it is.")
    day = fields.Integer(required=True)
    month = fields.Selection(
        [
            ("1", "January"),
            ("2", "February"),
            ("3", "March"),
            ("4", "April"),
            ("5", "May"),
            ("6", "June"),
            ("7", "July"),
            ("8", "August"),
            ("9", "September"),
            ("10", "October"),
            ("11", "November"),
            ("12", "December"),
        ],
        required=True,
    )
    year = fields.Integer(help="Year of birth or founding; leave 0 if not known.")
    next_date = fields.Date(compute="_compute_next_date", store=True, index=True)
    years = fields.Integer(
        string="Which Year", compute="_compute_years", help="On the next date."
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", related="partner_id.user_id"
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)

    @api.depends("day", "month", "kind_id.leap_day")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for jubilee in self:
            month = int(jubilee.month or 0)
            jubilee.next_date = yearly.is_day_of_year(month, jubilee.day) and (
                yearly.get_next(today, month, jubilee.day, jubilee.kind_id.leap_day)
            )

    @api.depends("next_date", "year", "kind_id.counts_years")
    def _compute_years(self):
        for jubilee in self:
            known = jubilee.year and jubilee.next_date and jubilee.kind_id.counts_years
            jubilee.years = known and jubilee.next_date.year - jubilee.year

    @api.depends("kind_id.name", "partner_id.display_name")
    def _compute_display_name(self):
        for jubilee in self:
            names = (jubilee.kind_id.name, jubilee.partner_id.display_name)
            jubilee.display_name = " – ".join(filter(None, names))

    # === CHECKS ===

    @api.constrains("day", "month", "year")
    def _check_day(self):
        this_year = fields.Date.context_today(self).year
        for jubilee in self:
            if not yearly.is_day_of_year(int(jubilee.month), jubilee.day):
                raise ValidationError(
                    self.env._(
                        "There is no day %(day)s in that month.", day=jubilee.day
                    )
                )
            if jubilee.year and not 1000 <= jubilee.year <= this_year:
                raise ValidationError(
                    self.env._("%(year)s cannot be the year.", year=jubilee.year)
                )

    # === BUSINESS ===

    @api.model
    def _propose_name_day(self, partner):
        """Return (month, day) of the usual name day of a person, or None."""
        if partner.is_company:
            return None
        found = find_name_day(get_first_name(partner.name))
        return found and found.usual

    def _get_day_text(self):
        """Return the day as a person writes it, without a year."""
        self.ensure_one()
        day = fields.Date.to_date(f"{SAMPLE_YEAR}-{int(self.month):02}-{self.day:02}")
        return format_date(self.env, day, date_format="d MMMM")

    def _gestor_consent_partners(self):
        """Return the client whose consent counts, by id of the record."""
        return {jubilee.id: jubilee.partner_id for jubilee in self}

    # === CRONS ===

    @api.model
    def _cron_move_on(self):
        """Give the jubilees that have passed their date in the next year."""
        today = fields.Date.context_today(self)
        passed = self.search([("next_date", "<", today)])
        passed._compute_next_date()
