"""The info card of a client with 200 links, beside reading the same by the host.

The peer is what a screen of smart buttons and lists would do: read the linked
records of each model by ``web_search_read`` with the fields that the card shows.
"""

from measure import cost, show

partner = env["res.partner"].create({"name": "Klient", "is_company": True})  # noqa: F821
others = env["res.partner"].create(  # noqa: F821
    [{"name": f"Firma {n}", "is_company": True} for n in range(100)]
)
orders = env["sale.order"].create(  # noqa: F821
    [{"partner_id": others[n].id} for n in range(100)]
)
for record in [*others, *orders]:
    partner.gestor_link_with(record, "test")
env.flush_all()  # noqa: F821


def card():
    env["gestor.info.card"].get_card("res.partner", partner.id)  # noqa: F821


def host_lists():
    fields = {
        "display_name": {},
        "state": {},
        "date_order": {},
        "amount_total": {},
        "currency_id": {"fields": {"display_name": {}}},
    }
    env["sale.order"].web_search_read([("id", "in", orders.ids)], fields)  # noqa: F821
    names = {"display_name": {}, "email": {}, "city": {}}
    env["res.partner"].web_search_read([("id", "in", others.ids)], names)  # noqa: F821


card()
host_lists()
show(
    "card of 200 links",
    cost(env, card),  # noqa: F821
    cost(env, host_lists),  # noqa: F821
    "at most 12 queries",
)
