"""The people of the demonstration: one for each kind of rights."""

from odoo.fields import Command

from .tools import create

OWN, TEAM, ALL, MANAGER = "own", "team", "all", "manager"
AREAS = (
    "clients",
    "activities",
    "resources",
    "offers",
    "service",
    "contracts",
    "mail",
    "reports",
    "sms",
)
STAFF = {
    # login: (name, job, area → role, groups of the host)
    "kierownik": (
        "Krystyna Kierownik",
        "Kierowniczka sprzedaży",
        dict.fromkeys(AREAS, MANAGER),
        ("account.group_account_invoice", "stock.group_stock_manager"),
    ),
    "handlowiec": (
        "Henryk Handlowiec",
        "Handlowiec",
        {area: OWN for area in AREAS if area != "service"},
        (),
    ),
    "serwisant": (
        "Stefan Serwisant",
        "Technik serwisu",
        {"service": OWN, "activities": OWN, "clients": OWN, "resources": OWN},
        ("stock.group_stock_user",),
    ),
}


def build(env):
    """Create the staff (password = login) and return login → user."""
    values = {
        f"user_{login}": {
            "login": login,
            "password": login,
            "name": name,
            "email": f"{login}@meblostal.example",
            "function": job,
            "lang": "pl_PL",
            "tz": "Europe/Warsaw",
            "notification_type": "inbox",
            "group_ids": [Command.set(_group_ids(env, roles, groups))],
        }
        for login, (name, job, roles, groups) in STAFF.items()
    }
    users = create(env, "res.users", values)
    staff = {name.removeprefix("user_"): user for name, user in users.items()}
    _build_team(env, staff)
    return staff


def _group_ids(env, roles, groups):
    names = [f"gestor_base.group_{area}_{role}" for area, role in roles.items()]
    return [env.ref(name).id for name in ("base.group_user", *names, *groups)]


def _build_team(env, staff):
    env["crm.team"].create(
        {
            "name": "Sprzedaż krajowa",
            "user_id": staff["kierownik"].id,
            "member_ids": [
                Command.set([staff["kierownik"].id, staff["handlowiec"].id])
            ],
        }
    )
