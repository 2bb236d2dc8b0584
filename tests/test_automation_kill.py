"""Automatic actions whose executor is killed, and two executors at once."""

import workers

PREPARE = """
from datetime import timedelta
from odoo import fields
now = fields.Datetime.now()
action = env["gestor.automation.action"].create({
    "name": "Telefon", "model": "res.partner", "trigger": "created",
    "kind": "activity", "summary": "kill", "condition": "[('ref', '=', 'kill')]",
    "since": now - timedelta(days=1),
})
env["res.partner"].create(
    [{"name": f"Klient {n}", "ref": "kill"} for n in range(1000)]
)
env.cr.commit()
print("prepared", flush=True)
"""
# Work of a fixed length, so that a kill meets it in the middle.
WORK = """
import time
Action = type(env["gestor.automation.action"])
original = Action._gestor_run_activity

def slow(action, records):
    result = original(action, records)
    action.env.flush_all()
    time.sleep(0.15)
    return result

Action._gestor_run_activity = slow
env["gestor.automation.run"]._cron_execute()
"""
PLAN = 'env["gestor.automation.action"]._cron_plan()\nprint("prepared", flush=True)\n'
DONE = "SELECT count(*) FROM gestor_automation_run WHERE state = 'done'"
ACTIVITIES = "SELECT count(*) FROM mail_activity WHERE summary = 'kill'"
DISTINCT = ACTIVITIES.replace("count(*)", "count(DISTINCT res_id)")


def test_killed_executor_runs_every_action_once(bench):
    database = workers.create_database(bench, "_runs")
    workers.run_script(bench, database, PREPARE)
    crew = workers.Crew(bench, database, WORK)

    def count(query=DONE):
        return workers.scalar(bench, database, query)

    for _kill in range(5):
        crew.kill_in_the_middle(count, 50)
        assert count() == count(ACTIVITIES)
    assert count() < 1000
    crew.run_together(2)
    workers.run_script(bench, database, PLAN)
    crew.run_together(1)
    assert (count(), count(ACTIVITIES), count(DISTINCT)) == (1000, 1000, 1000)
    assert count("SELECT count(*) FROM gestor_automation_run") == 1000
    bench.databases.drop(database)
