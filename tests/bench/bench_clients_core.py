"""The form and the list of clients beside the same screens with the host's fields.

The peer reads the very same records without the fields of Gestor.
"""

from measure import compare, show

from odoo.tests import Form

partners = env["res.partner"]  # noqa: F821
user = env.ref("base.user_admin")  # noqa: F821
firm = partners.create({"name": "Klient", "is_company": True, "user_id": user.id})
partners.create(
    [
        {"name": f"Oddział {n}", "is_company": True, "parent_id": firm.id}
        for n in range(5)
    ]
)
people = partners.create(
    [{"name": f"Osoba {n}", "parent_id": firm.id} for n in range(5)]
)
env["gestor.client.representative"].create(  # noqa: F821
    [{"partner_id": firm.id, "person_id": person.id} for person in people]
)
listed = partners.create(
    [{"name": f"Firma {n}", "is_company": True} for n in range(80)]
)
spec = dict(Form(firm)._view["fields_spec"])
host = {name: value for name, value in spec.items() if not name.startswith("gestor_")}
show(
    "form of a client, web_read",
    *compare(env, lambda: firm.web_read(spec), lambda: firm.web_read(host)),  # noqa: F821
    "1.15 of the host's, 4 more queries",
)

view = env.ref("gestor_clients.res_partner_view_list_client")  # noqa: F821
columns = {
    name: {}
    for name in partners.get_view(view.id, "list")["models"]["res.partner"]
    if partners._fields[name].type not in ("one2many", "many2many", "properties")
}
columns.pop("gestor_turnover"), columns.pop("gestor_branch_count")
bare = {n: v for n, v in columns.items() if not n.startswith("gestor_")}
domain = [("id", "in", listed.ids)]
show(
    "list of 80 clients",
    *compare(
        env,  # noqa: F821
        lambda: partners.web_search_read(domain, columns),
        lambda: partners.web_search_read(domain, bare),
    ),
    "1.15 of the host's, no query for each row",
)
