"""Four processes reserving the same few resources at random, at once."""

from __future__ import annotations

import re

import workers

from gestor_dev import odoo

PROCESSES, ATTEMPTS, RESOURCES = 4, 500, 20
PREPARE = f"""
env["gestor.resource"].create(
    [{{"name": f"Auto {{n}}", "capacity": 1 + n % 2}} for n in range({RESOURCES})]
)
env.cr.commit()
print("prepared")
"""
RESERVE = f"""
import os, random
from datetime import datetime, timedelta
from odoo.exceptions import UserError
from odoo.service.model import retrying
dice = random.Random(os.getpid())
resources = env["gestor.resource"].search([]).ids
start = datetime(2030, 1, 7)
won = lost = 0

def attempt():
    first = start + timedelta(hours=dice.randrange(120))
    env["gestor.reservation"].create(
        {{
            "resource_id": dice.choice(resources),
            "date_from": first,
            "date_to": first + timedelta(hours=dice.randrange(1, 12)),
        }}
    )

for _number in range({ATTEMPTS}):
    try:
        retrying(attempt, env)
        won += 1
    except UserError as error:
        env.cr.rollback()
        assert "Auto" in str(error), error
        lost += 1
print(f"won {{won}} lost {{lost}} end", flush=True)
"""
OVERLAPS = """
SELECT count(*) FROM gestor_reservation a JOIN gestor_reservation b
    ON a.id < b.id AND a.resource_id = b.resource_id AND a.slot_no = b.slot_no
   AND a.date_from < b.date_to AND b.date_from < a.date_to
 WHERE a.state = 'confirmed' AND b.state = 'confirmed'
"""


def test_no_two_confirmed_reservations_overlap(bench):
    database = bench.create("_reservations")
    try:
        odoo.install(
            bench.odoo, database, ["gestor_resources"], odoo.log_file("tests-kill")
        )
        workers.run_script(bench, database, PREPARE)
        crew = workers.Crew(bench, database, RESERVE)
        running = [crew.start() for _number in range(PROCESSES)]
        answers = [worker.stdout.read() for worker in running]
        assert [worker.wait(timeout=60) for worker in running] == [0] * PROCESSES
        found = [re.search(r"won (\d+) lost (\d+) end", text) for text in answers]
        assert all(found), answers
        won, lost = (sum(int(match[n]) for match in found) for n in (1, 2))
        assert won + lost == PROCESSES * ATTEMPTS
        assert lost > 0
        count = "SELECT count(*) FROM gestor_reservation WHERE state = 'confirmed'"
        assert workers.scalar(bench, database, count) == won
        assert workers.scalar(bench, database, OVERLAPS) == 0
    finally:
        bench.databases.drop(database)
