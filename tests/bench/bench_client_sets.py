"""A dynamic set of 100,000 clients, and the gate of consents over all of them.

The peer of the set is the host's own search with the same filter; the peer of the
gate is asking client by client, as a sender without it would (on 1,000 of them).
"""

import time

from measure import cost, show

from odoo.tools import SQL

COUNT = 100_000
tag = env["res.partner.category"].create({"name": "Zestaw"})  # noqa: F821
env.flush_all()  # noqa: F821
cr = env.cr  # noqa: F821
model = env["res.partner"].create({"name": "Klient", "email": "k@example.com"})  # noqa: F821
env.flush_all()  # noqa: F821
# Whatever columns the installed addons require are those of a client made properly.
cr.execute(
    SQL(
        "INSERT INTO res_partner SELECT made.* FROM res_partner model,"
        " (SELECT nextval('res_partner_id_seq') AS id, n"
        " FROM generate_series(1, %s) n) row,"
        " LATERAL jsonb_populate_record(NULL::res_partner,"
        " to_jsonb(model) || jsonb_build_object('id', row.id, 'name', 'Klient ' || n,"
        " 'complete_name', 'Klient ' || n, 'commercial_partner_id', row.id,"
        " 'email', 'k' || n || '@example.com',"
        " 'email_normalized', 'k' || n || '@example.com')) made"
        " WHERE model.id = %s RETURNING res_partner.id",
        COUNT,
        model.id,
    )
)
ids = [row[0] for row in cr.fetchall()]
cr.execute(
    SQL(
        "INSERT INTO res_partner_res_partner_category_rel (category_id, partner_id)"
        " SELECT %s, unnest(%s)",
        tag.id,
        ids,
    )
)
purpose = env.ref("gestor_clients.consent_purpose_marketing")  # noqa: F821
cr.execute(
    SQL(
        "INSERT INTO gestor_consent (partner_id, company_id, purpose_id, channel,"
        " decision, happened_at, method, user_id)"
        " SELECT unnest(%s), %s, %s, 'email', 'given', now(), 'import', %s",
        ids[::2],
        env.company.root_id.id,  # noqa: F821
        purpose.id,
        env.uid,  # noqa: F821
    )
)
cr.execute("ANALYZE res_partner; ANALYZE res_partner_res_partner_category_rel")
cr.execute("ANALYZE gestor_consent")
domain = [("category_id", "in", tag.ids)]
client_set = env["gestor.client.set"].create(  # noqa: F821
    {"name": "Wszyscy", "kind": "dynamic", "domain": str(domain)}
)
partners = env["res.partner"].browse(ids)  # noqa: F821


def of_set():
    assert len(client_set._get_partners()) == COUNT


def of_host():
    assert len(env["res.partner"].search(domain)) == COUNT  # noqa: F821


def gate():
    reasons = partners._gestor_may_contact("marketing", "email")
    assert sum(1 for reason in reasons.values() if reason) == COUNT // 2


def one_by_one():
    for partner in partners[:1000]:
        partner._gestor_may_contact("marketing", "email")


of_set()
started = time.perf_counter()
of_set()
wall = time.perf_counter() - started
show(
    f"dynamic set of {COUNT} ({wall:.2f} s)",
    cost(env, of_set, rounds=3),  # noqa: F821
    cost(env, of_host, rounds=3),  # noqa: F821
    "under 1 s, at most 2 queries more than the host",
)
show(
    f"gate, {COUNT} clients at once | 1,000 one by one",
    cost(env, gate, rounds=3),  # noqa: F821
    cost(env, one_by_one, rounds=1),  # noqa: F821
    "at most 110 queries",
)
