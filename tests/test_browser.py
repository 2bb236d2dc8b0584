"""What a user's browser says: nothing on the console, in Polish, with own rights."""

from __future__ import annotations

import pytest

from gestor_dev.browser import Browser

FORM = "document.querySelector('.o_form_view')"
LIST = "document.querySelector('.o_list_view, .o_kanban_view')"
PAGES = (
    ("/odoo", "document.querySelector('.o_action_manager > *')"),
    ("/odoo/contacts", LIST),
    ("/odoo/sales", LIST),
    ("/odoo/crm", LIST),
    ("/odoo/calendar", "document.querySelector('.o_calendar_view')"),
)
FONT_AWESOME = "document.fonts.load('16px FontAwesome').then(found => found.length)"


@pytest.mark.parametrize("login", ["handlowiec", "kierownik", "serwisant", "admin"])
def test_console_stays_empty(demo_server, login):
    """Every start page and list opens without an error or a missing file."""
    with Browser() as browser:
        browser.login(demo_server.url, login, login)
        for path, ready in PAGES:
            if login == "serwisant" and path in ("/odoo/sales", "/odoo/crm"):
                continue
            browser.open(demo_server.url + path, ready)
        assert browser.evaluate(FONT_AWESOME) > 0
        assert browser.problems == []


def test_salesman_sees_the_card_of_a_client(demo_server, demo_record):
    client = demo_record("client_orlen")
    card = "document.querySelector('.o_gestor_info_card')"
    with Browser() as browser:
        browser.login(demo_server.url, "handlowiec", "handlowiec")
        browser.open(f"{demo_server.url}/odoo/contacts/{client}", FORM)
        browser.click("button[name=action_gestor_open_links]")
        browser.wait_for(f"{card}?.textContent.includes('Zapytanie ofertowe.txt')")
        text = browser.evaluate(f"{card}.innerText")
        for words in ("Klienci i kontakty", "Faktury", "Pliki", "Anna Nowak"):
            assert words in text
        assert browser.problems == []


def test_client_logs_in_to_the_portal(demo_server):
    with Browser() as browser:
        browser.login(demo_server.url, "klient", "klient")
        browser.open(
            f"{demo_server.url}/my", "document.querySelector('.o_portal_my_home')"
        )
        assert "Gestor" not in browser.evaluate("document.title")
        assert browser.problems == []
