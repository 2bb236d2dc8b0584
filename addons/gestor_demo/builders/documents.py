"""Quotations, orders, deliveries, invoices, files and links between them."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

DRAFT, SENT, CONFIRMED, INVOICED = "draft", "sent", "confirmed", "invoiced"
# client, state, days ago, (product code, quantity) …
ORDERS = (
    ("orlen", INVOICED, 45, (("REG-201", 60), ("POL-100", 240), ("USL-MON", 16))),
    ("orlen", INVOICED, 31, (("KRZ-ZUR", 25),)),
    ("orlen", CONFIRMED, 9, (("BIU-160", 10), ("LAM-LED", 10), ("USL-TRA", 1))),
    ("orlen", SENT, 4, (("STO-DAB", 2), ("KRZ-ZUR", 16))),
    ("cdprojekt", INVOICED, 27, (("BIU-160", 12), ("KRZ-ZUR", 12), ("LAM-LED", 12))),
    ("cdprojekt", SENT, 2, (("SZA-ZAL", 6), ("USL-MON", 4))),
    ("cdprojekt", DRAFT, 0, (("STO-DAB", 1),)),
    ("tmobile", INVOICED, 60, (("KRZ-ZUR", 30), ("USL-TRA", 1))),
    ("tmobile", CONFIRMED, 6, (("REG-201", 20), ("POL-100", 80))),
    ("gus", INVOICED, 18, (("SZA-ZAL", 9), ("USL-TRA", 1))),
    ("gus", SENT, 5, (("REG-201", 40),)),
    ("mf", CONFIRMED, 3, (("BIU-160", 4), ("KRZ-ZUR", 4))),
    ("asseco", INVOICED, 12, (("BIU-160", 6), ("KRZ-ZUR", 6), ("USL-MON", 3))),
    ("asseco", DRAFT, 1, (("LAM-LED", 20),)),
)
LONG_INVOICE_LINES = 64
MONTHLY_INVOICES = 18
FILES = {
    "orlen": ("Zapytanie ofertowe.txt", "Prosimy o ofertę na wyposażenie sali narad."),
    "cdprojekt": ("Plan piętra.txt", "Rozmieszczenie stanowisk na trzecim piętrze."),
    "gus": ("Protokół odbioru.txt", "Odebrano bez zastrzeżeń."),
}


def build(env, staff, partners, goods):
    """Create the documents and tie some of them together."""
    orders = [_build_order(env, staff, partners, goods, row) for row in ORDERS]
    invoices = [order.invoice_ids for order in orders if order.invoice_ids]
    long_invoice = _build_long_invoice(env, partners["client_orlen"], goods)
    _build_monthly_invoices(env, partners["client_asseco"], goods)
    attachments = _build_files(env, partners)
    _build_links(orders, invoices, long_invoice, attachments)


def _build_order(env, staff, partners, goods, row):
    key, state, days, lines = row
    partner = partners[f"client_{key}"]
    keeper = partner.user_id or staff["kierownik"]
    day = fields.Datetime.now() - timedelta(days=days)
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "user_id": keeper.id,
            "date_order": day,
            "validity_date": fields.Date.to_date(day) + timedelta(days=30),
            "order_line": [
                Command.create({"product_id": goods[code].id, "product_uom_qty": qty})
                for code, qty in lines
            ],
        }
    )
    if state == SENT:
        order.action_quotation_sent()
    elif state in (CONFIRMED, INVOICED):
        order.action_confirm()
        order.date_order = day
    if state == INVOICED:
        _deliver(order)
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.to_date(day)
        invoice.action_post()
    return order


def _deliver(order):
    for picking in order.picking_ids:
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking.with_context(skip_sms=True).button_validate()


def _build_long_invoice(env, partner, goods):
    """Return an invoice of several pages, to see headers and footers on all."""
    codes = list(goods)
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_user_id": partner.user_id.id,
            "invoice_date": fields.Date.today() - timedelta(days=7),
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": goods[codes[index % len(codes)]].id,
                        "quantity": 1 + index % 5,
                    }
                )
                for index in range(LONG_INVOICE_LINES)
            ],
        }
    )
    invoice.action_post()
    return invoice


def _build_monthly_invoices(env, partner, goods):
    """Create an invoice a month: enough to print many in one job."""
    today = fields.Date.today()
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_user_id": partner.user_id.id,
                "invoice_date": today - relativedelta(months=months),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": goods["USL-MON"].id,
                            "name": "Przegląd regałów w magazynie",
                            "quantity": 2,
                        }
                    )
                ],
            }
            for months in range(MONTHLY_INVOICES, 0, -1)
        ]
    )
    invoices.action_post()
    return invoices


def _build_files(env, partners):
    return {
        key: env["ir.attachment"].create(
            {
                "name": name,
                "raw": text.encode(),
                "res_model": "res.partner",
                "res_id": partners[f"client_{key}"].id,
            }
        )
        for key, (name, text) in FILES.items()
    }


def _build_links(orders, invoices, long_invoice, attachments):
    sent_offer = next(order for order in orders if order.state == SENT)
    sent_offer.gestor_link_with(attachments["orlen"], "Odpowiedź na zapytanie")
    long_invoice.gestor_link_with(attachments["orlen"], "Zakres według zapytania")
    long_invoice.gestor_link_with(orders[0], "Uzupełnienie dostawy")
    invoices[-1].gestor_link_with(attachments["cdprojekt"], "Ten sam układ stanowisk")
