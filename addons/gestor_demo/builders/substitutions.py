"""Who acts for whom: default substitutes and one substitution that goes on."""

from datetime import timedelta

from odoo import fields


def build(env, staff):
    """The manager stands in for the salesman, for a week from today."""
    manager, seller = staff["kierownik"], staff["handlowiec"]
    env["gestor.substitute.default"].create(
        {"user_id": seller.id, "substitute_id": manager.id}
    )
    today = fields.Date.context_today(env["gestor.substitution"])
    env["gestor.substitution"].create(
        {
            "user_id": seller.id,
            "substitute_id": manager.id,
            "date_from": today,
            "date_to": today + timedelta(days=6),
            "reason": "Urlop wypoczynkowy",
        }
    )
