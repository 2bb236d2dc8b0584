"""Real public companies as clients, and people who are invented."""

from odoo.fields import Command

from .tools import create

# Public facts: name, NIP, REGON, KRS, address.
COMPANIES = {
    "orlen": ("ORLEN S.A.", "7740001454", "610188201", "0000028860",
              "ul. Chemików 7", "09-411", "Płock", "mz", "handlowiec"),
    "cdprojekt": ("CD PROJEKT S.A.", "7342867148", "492707333", "0000006865",
                  "ul. Jagiellońska 74", "03-301", "Warszawa", "mz", "handlowiec"),
    "tmobile": ("T-Mobile Polska S.A.", "5261040567", "011417295", "0000391193",
                "ul. Marynarska 12", "02-674", "Warszawa", "mz", "kierownik"),
    "gus": ("Główny Urząd Statystyczny", "5261040828", "000331501", "",
            "al. Niepodległości 208", "00-925", "Warszawa", "mz", "kierownik"),
    "mf": ("Ministerstwo Finansów", "5260250274", "000002217", "",
           "ul. Świętokrzyska 12", "00-916", "Warszawa", "mz", "kierownik"),
    "asseco": ("Asseco Data Systems S.A.", "5170359458", "", "",
               "ul. Jana z Kolna 11", "80-864", "Gdańsk", "pm", "handlowiec"),
}  # fmt: skip
PEOPLE = {
    "contact_nowak": ("orlen", "Anna Nowak", "Kierowniczka zakupów"),
    "contact_wisniewski": ("orlen", "Piotr Wiśniewski", "Magazyn centralny"),
    "contact_zielinska": ("cdprojekt", "Łucja Zielińska", "Administracja biura"),
    "contact_wojcik": ("tmobile", "Grzegorz Wójcik", "Dział inwestycji"),
    "contact_dabrowska": ("asseco", "Żaneta Dąbrowska", "Sekretariat"),
}
PORTAL_LOGIN = "klient"


def build(env, staff):
    """Create clients with their people; return name → partner."""
    partners = create(
        env,
        "res.partner",
        {
            f"client_{key}": _company_vals(env, row, staff)
            for key, row in COMPANIES.items()
        },
    )
    people = create(
        env,
        "res.partner",
        {
            name: {
                "name": person,
                "function": job,
                "parent_id": partners[f"client_{key}"].id,
                "email": f"{name.removeprefix('contact_')}@{key}.example",
            }
            for name, (key, person, job) in PEOPLE.items()
        },
    )
    _build_portal_user(env, people["contact_zielinska"])
    return {**partners, **people}


def _company_vals(env, row, staff):
    name, nip, regon, krs, street, postcode, city, state, keeper = row
    numbers = [f"REGON {regon}" if regon else "", f"KRS {krs}" if krs else ""]
    return {
        "name": name,
        "is_company": True,
        "vat": f"PL{nip}",
        "company_registry": krs or False,
        "comment": ", ".join(filter(None, numbers)),
        "street": street,
        "zip": postcode,
        "city": city,
        "state_id": env.ref(f"base.state_pl_{state}").id,
        "country_id": env.ref("base.pl").id,
        "lang": "pl_PL",
        "user_id": staff[keeper].id,
    }


def _build_portal_user(env, partner):
    create(
        env,
        "res.users",
        {
            "user_klient": {
                "login": PORTAL_LOGIN,
                "password": PORTAL_LOGIN,
                "partner_id": partner.id,
                "lang": "pl_PL",
                "tz": "Europe/Warsaw",
                "group_ids": [Command.set([env.ref("base.group_portal").id])],
            }
        },
    )
