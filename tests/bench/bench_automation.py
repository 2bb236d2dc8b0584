"""The planner of 100,000 due runs, and what the executor adds to the work itself.

The host has no planner to compare with: its figures stand alone. The peer of the
executor is the work alone: the same activities made by the same method, in chunks of
the same size with the same empty cache.
"""

from datetime import timedelta

from measure import compare, cost, show

from odoo import fields
from odoo.tools import SQL

COUNT, RUNS, CHUNK = 100_000, 500, 50
env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
Action = env["gestor.automation.action"]
Run = env["gestor.automation.run"]


def create_action(ref):
    return Action.create(
        {
            "name": "Telefon",
            "model": "res.partner",
            "trigger": "created",
            "delay": 3,
            "delay_unit": "working_days",
            "condition": f"[('ref', '=', '{ref}')]",
            "since": fields.Datetime.now() - timedelta(days=30),
        }
    )


first = env["res.partner"].create({"name": "Klient", "ref": "bench"})
env.flush_all()
env.cr.execute(
    "UPDATE res_partner SET create_date = create_date - interval '10 days'"
    " WHERE id = %s",
    [first.id],
)
env.cr.execute(
    "SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns"
    " WHERE table_name = 'res_partner' AND column_name <> 'id'"
)
columns = SQL(env.cr.fetchone()[0])  # pylint: disable=sql-injection (names quoted)
env.cr.execute(
    SQL(
        "INSERT INTO res_partner (%s) SELECT %s FROM res_partner,"
        " generate_series(2, %s) WHERE id = %s",
        columns,
        columns,
        COUNT,
        first.id,
    )
)
action = create_action("bench")


def plan():
    env.cr.execute(
        "DELETE FROM gestor_automation_run WHERE action_id = %s", [action.id]
    )
    assert action._plan() == COUNT


planner = cost(env, plan, rounds=3)
print(
    f"planner, {COUNT} due runs: {planner.cpu:.0f} CPU ms, {planner.queries} queries,"
    f" {planner.cpu * 1000 / COUNT:.0f} CPU µs a run"
    " | goal: at most 7 queries per 5,000 runs; no peer in the host"
)

env.cr.execute("DELETE FROM gestor_automation_run WHERE action_id = %s", [action.id])
partners = env["res.partner"].search([("ref", "=", "bench")], limit=RUNS)
manual = Action.create(
    {
        "name": "Telefon",
        "model": "res.partner",
        "trigger": "manual",
        "summary": "bench",
    }
)


def clear():
    """Take away what a round made, so that each begins alike."""
    env.cr.execute("DELETE FROM mail_activity WHERE summary = 'bench'")
    env.cr.execute(
        "DELETE FROM gestor_automation_run WHERE action_id = %s", [manual.id]
    )


def work():
    """The work alone, as one who had no ledger would write it."""
    acting = manual._get_acting()
    for start in range(0, RUNS, CHUNK):
        chunk = acting.env["res.partner"].browse(partners.ids[start : start + CHUNK])
        acting._gestor_run_activity(chunk)
        env.flush_all()
        env.invalidate_all()


DUE = SQL("action_id = %s", manual.id)


def prepare():
    clear()
    manual.run_on(partners)


def execute():
    for _chunk in range(0, RUNS, CHUNK):
        Run._lock(DUE, CHUNK)._execute()
        env.flush_all()
        env.invalidate_all()


ours, peer = compare(env, execute, work, rounds=9, prepare=prepare)
prepare()
execute()
assert Run.search_count([("action_id", "=", manual.id), ("state", "=", "done")]) == RUNS
show(f"executor, {RUNS} runs", ours, peer, "10 % or 2 CPU ms a run, 1 query a run")
print(
    f"own cost per run: {(ours.cpu - peer.cpu) / RUNS:.2f} CPU ms,"
    f" {(ours.queries - peer.queries) / RUNS:.2f} queries"
)
