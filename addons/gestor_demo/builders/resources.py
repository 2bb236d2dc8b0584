"""Shared cars, a room and tools with reservations of this week."""

from datetime import timedelta

from odoo import fields

from .tools import create

RESOURCES = {
    # name: (name, number, kind, capacity, place)
    "resource_octavia": ("Škoda Octavia", "WA 12345", "vehicle", 1, "Parking A"),
    "resource_transit": ("Ford Transit", "WA 67890", "vehicle", 1, "Parking B"),
    "resource_room": ("Sala konferencyjna", "101", "room", 1, "I piętro"),
    "resource_booths": ("Kabiny do rozmów", "", "room", 3, "Parter"),
    "resource_tools": ("Zestaw pomiarowy", "NP-7", "tools", 1, "Magazyn"),
}
RESERVATIONS = (
    # resource, who, days from Monday, from, to, purpose
    ("resource_octavia", "handlowiec", 0, 7, 13, "Wizyta w Płocku"),
    ("resource_octavia", "kierownik", 1, 8, 15, "Targi"),
    ("resource_octavia", "handlowiec", 3, 6, 14, "Objazd klientów"),
    ("resource_transit", "serwisant", 0, 6, 12, "Montaż u klienta"),
    ("resource_transit", "serwisant", 2, 6, 14, "Odbiór reklamacji"),
    ("resource_room", "kierownik", 0, 8, 9, "Odprawa sprzedaży"),
    ("resource_room", "handlowiec", 2, 10, 12, "Prezentacja oferty"),
    ("resource_tools", "serwisant", 4, 7, 11, "Pomiary"),
)


def build(env, staff):
    """Create resources and what is reserved of them in the current week."""
    made = create(env, "gestor.resource", dict(_resources(env, staff)))
    today = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    env["gestor.reservation"].create(
        [
            {
                "resource_id": made[resource].id,
                "user_id": staff[login].id,
                "name": purpose,
                "date_from": monday + timedelta(days=day, hours=start),
                "date_to": monday + timedelta(days=day, hours=end),
            }
            for resource, login, day, start, end, purpose in RESERVATIONS
        ]
    )


def _resources(env, staff):
    for key, (name, code, kind, capacity, place) in RESOURCES.items():
        yield (
            key,
            {
                "name": name,
                "code": code or False,
                "kind_id": env.ref(f"gestor_resources.kind_{kind}").id,
                "capacity": capacity,
                "place": place,
                "responsible_id": staff["kierownik"].id,
            },
        )
