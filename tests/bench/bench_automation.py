"""The planner of 100,000 due runs, and what the executor adds to the work itself.

The peer of the planner is one INSERT … SELECT by PostgreSQL into the ledger; the
peer of the executor is the work alone: the same activities made by the same method.
"""

from datetime import timedelta

from measure import cost, show

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


def insert_only():
    env.cr.execute(
        "DELETE FROM gestor_automation_run WHERE action_id = %s", [action.id]
    )
    env.cr.execute(
        "INSERT INTO gestor_automation_run (action_id, res_model, res_id, occurrence,"
        " planned_at, due_at, state) SELECT %s, 'res.partner', id, 'created',"
        " create_date, create_date, 'planned' FROM res_partner WHERE ref = 'bench'",
        [action.id],
    )


show(
    f"planner, {COUNT} due runs",
    cost(env, plan, rounds=1),
    cost(env, insert_only, rounds=1),
    "at most 7 queries per 5,000 runs",
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


def work():
    acting = manual._get_acting()
    for start in range(0, RUNS, CHUNK):
        chunk = partners[start : start + CHUNK].with_env(acting.env)
        acting._gestor_run_activity(chunk)
        env.flush_all()


DUE = SQL("action_id = %s", manual.id)


def execute():
    manual.run_on(partners)
    for _chunk in range(0, RUNS, CHUNK):
        Run._lock(DUE, CHUNK)._execute()
        env.flush_all()
    env.cr.execute(
        "DELETE FROM gestor_automation_run WHERE state = 'done' AND action_id = %s",
        [manual.id],
    )
    assert env.cr.rowcount == RUNS
    env.invalidate_all()


ours, peer = cost(env, execute, rounds=5), cost(env, work, rounds=5)
show(f"executor, {RUNS} runs", ours, peer, "10 % or 2 CPU ms a run, 1 query a run")
print(
    f"own cost per run: {(ours.cpu - peer.cpu) / RUNS:.2f} CPU ms,"
    f" {(ours.queries - peer.queries) / RUNS:.2f} queries"
)
