"""Two people at once: no circle of substitutions, no stage moved twice."""

import workers

PREPARE = """
users = env["res.users"].create(
    [
        {"name": name, "login": f"race_{name}", "tz": "Europe/Warsaw",
         "group_ids": [(4, env.ref("gestor_base.group_user").id)]}
        for name in ("a", "b", "c", "d")
    ]
)
a, b, c, d = users
for absent, substitute in ((b, c), (d, a)):
    env["gestor.substitution"].create(
        {"user_id": absent.id, "substitute_id": substitute.id}
    )
env.cr.commit()
print("prepared", flush=True)
"""
# The way of Odoo's requests: a conflict is repeated from the beginning.
SUBSTITUTE = """
import time
from odoo.exceptions import ValidationError
from odoo.service.model import retrying

def work():
    find = lambda name: env["res.users"].search([("login", "=", f"race_{name}")])
    absent, substitute = find(FIRST), find(SECOND)
    time.sleep(1)
    env["gestor.substitution"].create(
        {"user_id": absent.id, "substitute_id": substitute.id}
    )
    time.sleep(1)

try:
    retrying(work, env)
    env.cr.commit()
except ValidationError:
    pass
"""


def test_no_circle_however_many_write_it(bench):
    """B for A and D for C are made at once; C for B and A for D are there."""
    database = workers.create_database(bench, "_circle")
    workers.run_script(bench, database, PREPARE)
    scripts = [
        f"FIRST, SECOND = {pair!r}\n{SUBSTITUTE}" for pair in (("a", "b"), ("c", "d"))
    ]
    at_once = [workers.Crew(bench, database, script).start() for script in scripts]
    for worker in at_once:
        output = worker.stdout.read()
        assert worker.wait(timeout=120) == 0, output[-2000:]
    query = "SELECT count(*) FROM gestor_substitution"
    assert workers.scalar(bench, database, query) == 3
    bench.databases.drop(database)


MOVE = """
import logging
from psycopg2.errors import SerializationFailure
from odoo.exceptions import UserError
from odoo.addons.gestor_base.tests.scenario_common import ScenarioRecord, add_model

logging.disable(logging.CRITICAL)
add_model(env)
stage = lambda name, kind, place: (
    0, 0, {"name": name, "kind": kind, "sequence": place}
)
scenario = env["gestor.scenario"].create(
    {
        "name": "Race",
        "model": "gestor.test.order",
        "stage_ids": [
            stage("New", "new", 1), stage("Work", "progress", 2),
            stage("Done", "done", 3),
        ],
    }
)
begin = scenario.transition_ids[0].id
order = env["gestor.test.order"].create(
    {"name": "1", "gestor_scenario_id": scenario.id}
).id
env.cr.commit()

def move(cr):
    try:
        env(cr=cr)["gestor.test.order"].browse(order).action_gestor_move(begin)
        return "moved"
    except UserError as error:
        return str(error)
    except SerializationFailure:
        return "repeated"

with env.registry.cursor() as first, env.registry.cursor() as second:
    results = [move(first), move(second)]
    second.rollback()
    second.execute("SELECT 1 FROM res_users")  # its snapshot is from before
    first.commit()
    results.append(move(second))
    second.rollback()
    results.append(move(second))
    first.execute("SELECT count(*) FROM gestor_stage_log WHERE res_id = %s", [order])
    results.append(first.fetchone()[0])
print("results", results, flush=True)
assert results[0] == "moved", results
assert "at this moment" in results[1], results
assert results[2] == "repeated", results
assert "in the meantime" in results[3], results
assert results[4] == 2, results
print("prepared", flush=True)
"""


def test_second_of_two_who_move_gets_a_message(bench):
    database = workers.create_database(bench, "_move")
    workers.run_script(bench, database, MOVE)
    bench.databases.drop(database)
