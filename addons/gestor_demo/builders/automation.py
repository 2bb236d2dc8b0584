"""Automatic actions with something planned, waiting for approval and done."""

from datetime import timedelta

from odoo import fields


def build(env, staff, partners):
    """Define actions as the administrator and plan what they give."""
    now = fields.Datetime.now()
    seller = staff["handlowiec"]
    admin = env.ref("base.user_admin")
    values = [
        {
            "name": "Telefon powitalny",
            "model": "res.partner",
            "trigger": "created",
            "delay": 3,
            "delay_unit": "working_days",
            "condition": "[('is_company', '=', True), ('user_id', '!=', False)]",
            "kind": "activity",
            "activity_type_id": env.ref("mail.mail_activity_data_call").id,
            "summary": "Zadzwoń i zapytaj, czy wszystko jasne",
            "assignee_source": "field",
            "user_field_id": env["ir.model.fields"]._get("res.partner", "user_id").id,
            "responsible_id": seller.id,
            "since": now - timedelta(days=1),
        },
        {
            "name": "Kwartalny przegląd współpracy",
            "model": "res.partner",
            "trigger": "repeat",
            "start_at": now.replace(hour=8, minute=0, second=0, microsecond=0),
            "repeat_interval": 3,
            "repeat_unit": "months",
            "condition": f"[('id', 'in', {_ids(partners, 'client_')[:3]})]",
            "kind": "activity",
            "summary": "Przejrzyj obroty i zaproponuj spotkanie",
            "needs_approval": True,
            "responsible_id": seller.id,
            "since": now - timedelta(days=1),
        },
        {
            "name": "Podziękowanie za spotkanie",
            "model": "res.partner",
            "trigger": "manual",
            "kind": "activity",
            "summary": "Napisz podziękowanie",
            "responsible_id": seller.id,
        },
    ]
    # Without external ids: their Polish names are not terms to translate.
    actions = env(user=admin.id)["gestor.automation.action"].create(values)
    actions._plan()
    meeting = env["res.partner"].browse(_ids(partners, "client_")[:1])
    actions[-1].run_on(meeting).sudo().action_run_now()


def _ids(partners, prefix):
    return [partner.id for name, partner in partners.items() if name.startswith(prefix)]
