"""Clients: finding a NIP, creating, similar clients, the form; 100,000 in the base.

The peers are the host's own ways: ``same_vat_partner_id``, and creating without what
this addon does (its methods are switched off in this process).
"""

import time
from statistics import median, quantiles
from unittest.mock import patch

from measure import cost, show

from odoo.tools import SQL

COUNT, BATCH = 100_000, 200
SYLLABLES = (
    "ba ka sta bud ro tra ma la pol łó dź gda kra śla wo al be ga del no wi zie po"
    " łu dni mi sto żel ra gro har sto mar ku ter nor wa cze mos tel"
).split()
WORDS = [a + b for a in SYLLABLES for b in SYLLABLES]
env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
partners = env["res.partner"]
poland = env.ref("base.pl")
env.company.country_id = poland


def nip(number):
    """Return a valid NIP made of a serial number."""
    for serial in range(number * 10, number * 10 + 10):
        digits = [int(sign) for sign in f"{serial:09d}"]
        weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
        check = sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return f"{serial:09d}{check}"
    raise AssertionError("no NIP in ten numbers")


def values(start):
    return [
        {
            "name": f"Nowy {n}",
            "is_company": True,
            "vat": nip(start + n),
            "country_id": poland.id,
        }
        for n in range(BATCH)
    ]


def word(number):
    return WORDS[number % len(WORDS)]


first = partners.create({"name": "Wzór", "is_company": True, "country_id": poland.id})
env.flush_all()
OWN = ("id", "name", "complete_name", "vat", "gestor_nip_key", "email", "phone")
env.cr.execute(
    "SELECT column_name FROM information_schema.columns"
    " WHERE table_name = 'res_partner' AND column_name NOT IN %s",
    [OWN],
)
copied = SQL(", ").join(SQL.identifier(row[0]) for row in env.cr.fetchall())
env.cr.execute(
    SQL(
        """
        INSERT INTO res_partner
               (name, complete_name, vat, gestor_nip_key, email, phone, %s)
        SELECT row.name, row.name, row.nip, row.nip,
               'biuro' || row.n || '@firma' || row.n || '.example',
               '+48 ' || (500000000 + row.n), %s
          FROM unnest(%s, %s, %s) AS row (n, name, nip),
               (SELECT %s FROM res_partner WHERE id = %s) AS pattern
        """,
        copied,
        copied,
        list(range(COUNT)),
        [
            f"{word(n)} {word(n * 7 + n // 1600)} {word(n * 11)} {n % 97}".title()
            for n in range(COUNT)
        ],
        [nip(10_000_000 + n) for n in range(COUNT)],
        copied,
        first.id,
    )
)
env.cr.execute("ANALYZE res_partner")

# As a vacuum does: until then new rows are in lists that are searched one by one.
for column in ("complete_name", "email", "ref", "vat", "company_registry"):
    env.cr.execute(
        "SELECT gin_clean_pending_list(%s::regclass)",
        [f"gestor_res_partner_{column}_trgm"],
    )

# NIP in any spelling
typed = [f"PL{nip(10_000_000 + n * 7)}" for n in range(100)]


def host_duplicates():
    for vat in typed:
        new = partners.new({"vat": vat, "country_id": poland.id})
        assert new.same_vat_partner_id


def our_duplicates():
    found = partners.gestor_find_by_nip(typed, "PL")
    assert all(found.values())


our_duplicates()
host_duplicates()
show(
    "duplicate check of 100 NIPs",
    cost(env, our_duplicates),
    cost(env, host_duplicates, rounds=3),
    "1 query, at most 0.15 CPU",
)

# Creating
serial = iter(range(30_000_000, 90_000_000, BATCH))
Model = type(partners)
without = [
    patch.object(Model, "_gestor_refuse_repeated_nip", lambda self: None),
    patch.object(Model, "_compute_gestor_nip_key", lambda self: None),
    patch.object(Model, "_check_gestor_nip", lambda self: None),
    patch.object(Model, "_gestor_clean_identifiers", lambda self, vals: vals),
]


def create():
    partners.create(values(next(serial)))


def host_create():
    for switch in without:
        switch.start()
    try:
        create()
        env.flush_all()
    finally:
        for switch in without:
            switch.stop()


create()
host_create()
show(
    f"create {BATCH} clients with NIP in a batch",
    cost(env, create),
    cost(env, host_create),
    "at most 1.20 CPU and 2 more queries",
)

# Searching: wall time, of which most is PostgreSQL's
terms = [f"{word(n * 1601)} {word(n * 1601 * 7 + n)}" for n in range(50)]
terms += [word(n * 37) for n in range(25)] + [word(n * 41)[:4] for n in range(25)]


def seconds(call):
    env.invalidate_all()
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def report(title, calls, goal):
    times = [seconds(call) for call in calls]
    p95 = quantiles(times, n=20)[-1]
    print(f"{title}: median {median(times):.1f} ms, p95 {p95:.1f} ms | goal: {goal}")
    return median(times)


names = [lambda t=t: partners.name_search(t, limit=8) for t in terms]
ours = report("name search, limit 8", names, "p95 at most 15 ms")
env.cr.execute("SAVEPOINT indexes")
for column in ("complete_name", "email", "ref", "vat", "company_registry"):
    env.cr.execute(f"DROP INDEX gestor_res_partner_{column}_trgm")
peer = report("the same without our indexes (host)", names[::10], "peer")
print(f"name search ratio {ours / peer:.2f} | goal: at most 0.10")
env.cr.execute("ROLLBACK TO SAVEPOINT indexes")

report(
    "similar clients by name, phone and e-mail",
    [
        lambda t=t, n=n: partners.gestor_find_duplicates(
            {
                "name": f"{t} sp. z o.o.",
                "phone": f"+48 {500000000 + n}",
                "email": f"inny@firma{n}.example",
            }
        )
        for n, t in enumerate(terms)
    ],
    "p95 under 50 ms",
)

# The form: our fields beside the host's
arch_fields = ["name", "vat", "email", "phone", "street", "city", "country_id"]
our_fields = [
    "gestor_regon", "gestor_krs", "gestor_legal_form_id", "gestor_founding_date",
    "type", "is_company",
]  # fmt: skip
host_spec = {name: {} for name in arch_fields + ["child_ids", "bank_ids", "user_id"]}
lists = {
    "gestor_latest_check_ids": {"fields": {"display_name": {}, "color": {}}},
    "gestor_check_ids": {"fields": {"display_name": {}, "outcome": {}}},
    "gestor_pkd_ids": {"fields": {"code": {}, "name": {}, "is_main": {}}},
}
our_spec = {**host_spec, **{name: {} for name in our_fields}, **lists}
record = partners.search([("gestor_nip_key", "!=", False)], limit=1)
show(
    "fields of the form (a few of the host's)",
    cost(env, lambda: record.web_read(our_spec)),
    cost(env, lambda: record.web_read(host_spec)),
    "at most 4 more queries",
)
