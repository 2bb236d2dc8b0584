"""The pictures of the documentation: who looks at what.

Each scene is (login, function(browser, url)); the password is the login.
"""

FORM = "document.querySelector('.o_form_view')"
CARD = "document.querySelector('.o_gestor_info_card .o_gestor_info_card_group')"


def _open_client(browser, url):
    clients(browser, url)
    browser.evaluate(
        "[...document.querySelectorAll('.o_data_row .o_data_cell')]"
        ".find(cell => cell.textContent.trim() === 'ORLEN S.A.').click()"
    )
    browser.wait_for(FORM)


def clients(browser, url):
    browser.open(f"{url}/odoo", "document.querySelector('.o_data_row')")


def info_card(browser, url):
    _open_client(browser, url)
    browser.click("button[name=action_gestor_open_links]")
    browser.wait_for(CARD)


def link_dialog(browser, url):
    info_card(browser, url)
    browser.click(".o_gestor_info_card_link")
    browser.wait_for("document.querySelector('.modal .o_gestor_link_dialog')")


def _open_menu(browser, url, name, ready):
    clients(browser, url)
    browser.evaluate(
        "[...document.querySelectorAll('.o_menu_sections .o_nav_entry')]"
        f".find(entry => entry.textContent.trim() === '{name}').click()"
    )
    browser.wait_for(ready)


def text_template(browser, url):
    _open_menu(browser, url, "Teksty", "document.querySelector('.o_data_row')")
    browser.click(".o_data_row .o_data_cell[name=name]")
    browser.wait_for(FORM)


def planned_actions(browser, url):
    _open_menu(
        browser, url, "Zaplanowane akcje", "document.querySelector('.o_data_row')"
    )


def automatic_action(browser, url):
    action = "gestor_base.gestor_automation_action_action"
    browser.open(f"{url}/odoo/action-{action}", "document.querySelector('.o_data_row')")
    browser.click(".o_data_row .o_data_cell[name=name]")
    browser.wait_for(FORM)


def reservations(browser, url):
    action = "gestor_resources.gestor_reservation_action"
    browser.open(f"{url}/odoo/action-{action}", "document.querySelector('.fc-event')")


def resources(browser, url):
    action = "gestor_resources.gestor_resource_action"
    ready = "document.querySelector('.o_kanban_record')"
    browser.open(f"{url}/odoo/action-{action}", ready)


def resource(browser, url):
    resources(browser, url)
    browser.click(".o_kanban_record")
    browser.wait_for(FORM)


def sms_log(browser, url):
    _open_menu(browser, url, "SMS", "document.querySelector('.o_data_cell[name=body]')")


def sms_composer(browser, url):
    sms_log(browser, url)
    browser.click(".o_data_row .o_data_cell[name=body]")
    browser.wait_for("document.querySelector('.o_field_widget[name=partner_id] a')")
    browser.click(".o_field_widget[name=partner_id] a")
    browser.wait_for("document.querySelector('.o_gestor_write_sms')")
    browser.click(".o_gestor_write_sms")
    browser.wait_for("document.querySelector('.modal .o_gestor_sms_counter')")
    browser.evaluate(
        "(text => { text.value = 'Dzień dobry, oferta jest gotowa. Proszę o kontakt.';"
        " text.dispatchEvent(new Event('input', {bubbles: true})); })"
        "(document.querySelector('.modal textarea'))"
    )


def _client_page(browser, url, page):
    _open_client(browser, url)
    browser.click(f".o_notebook_headers a[name={page}]")
    browser.wait_for(f"document.querySelector('.o_notebook_headers a.active[name={page}]')")


def client_contact(browser, url):
    _client_page(browser, url, "gestor_contact")


def client_consents(browser, url):
    _client_page(browser, url, "gestor_consents")


def substitution(browser, url):
    action = "gestor_base.gestor_substitution_action"
    browser.open(
        f"{url}/odoo/action-{action}", "document.querySelector('.o_data_row')"
    )
    browser.click(".o_data_row .o_data_cell")
    browser.wait_for(FORM)


SCENES = {
    "clients": ("handlowiec", clients),
    "info_card": ("handlowiec", info_card),
    "link_dialog": ("handlowiec", link_dialog),
    "text_template": ("handlowiec", text_template),
    "reservations": ("handlowiec", reservations),
    "resources": ("handlowiec", resources),
    "resource": ("kierownik", resource),
    "substitution": ("handlowiec", substitution),
    "planned_actions": ("handlowiec", planned_actions),
    "automatic_action": ("admin", automatic_action),
    "sms_log": ("handlowiec", sms_log),
    "sms_composer": ("handlowiec", sms_composer),
    "client_contact": ("handlowiec", client_contact),
    "client_consents": ("handlowiec", client_consents),
}
