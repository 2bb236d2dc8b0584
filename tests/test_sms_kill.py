"""SMS whose senders are killed, and operators that behave badly.

Each identifier reaches the operator at most once; whatever did not surely arrive is
in the list with a reason.
"""

from collections import Counter

import pytest
import workers
from sms_operator import FakeOperator

OPERATOR = """
from datetime import timedelta
from odoo import fields
company = env.company
company.country_id = env.ref("base.pl")
provider = env["gestor.sms.provider"].create({
    "name": "Test", "kind": "smsapi", "token": "x", "base_url": URL,
    "quiet_from": 0, "quiet_to": 0,
})
provider.action_use()
"""
CLIENTS = """
now = fields.Datetime.now()
text = env["gestor.text.template"].create({
    "name": "Powitanie", "kind": "sms", "model": "res.partner",
    "body_plain": "Witamy, {client.name}",
})
keeper = env["ir.model.fields"]._get("res.partner", "user_id").id
common = {
    "model": "res.partner", "trigger": "created", "delay": 3,
    "delay_unit": "working_days", "condition": "[('ref', '=', 'kill')]",
    "since": now - timedelta(days=30),
}
env["gestor.automation.action"].create([
    {**common, "name": "SMS", "kind": "sms", "sms_text_id": text.id},
    {**common, "name": "Telefon", "kind": "activity", "summary": "kill",
     "assignee_source": "field", "user_field_id": keeper},
])
clients = env["res.partner"].create([
    {"name": f"Klient {n}", "ref": "kill", "user_id": env.uid,
     "phone": f"+48 501 {n // 1000:03} {n % 1000:03}"}
    for n in range(1000)
])
env.flush_all()
env.cr.execute(
    "UPDATE res_partner SET create_date = create_date - interval '12 days'"
    " WHERE id IN %s", [clients._ids],
)
env.cr.execute("DELETE FROM gestor_automation_run")
env.invalidate_all()
env["gestor.automation.action"]._cron_plan()
env.cr.commit()
"""
# The executor, chunk by chunk, and the queue after each, so that a kill meets both.
WORK = """
from odoo import fields
from odoo.addons.gestor_base.models.gestor_job_mixin import CONFLICTS
from odoo.tools import SQL
Run, Log = env["gestor.automation.run"], env["gestor.sms.log"]
while True:
    try:
        runs = Run._lock(SQL("due_at <= %s", fields.Datetime.now()), 50)
        runs._execute()
        env.cr.commit()
    except CONFLICTS:
        env.cr.rollback()
        continue
    Log._cron_send()
    if not runs:
        break
"""
QUEUE = """
from odoo.addons.gestor_sms.tools import http_call
http_call.READ_TIMEOUT = 2
env["gestor.sms.log"]._cron_send()
"""
AGE = "UPDATE gestor_sms_log SET attempt_at = attempt_at - interval '11 minutes'"
COUNT = "SELECT count(*) FROM gestor_sms_log"
ACTIVITIES = "SELECT count(*) FROM mail_activity WHERE summary = 'kill'"
DONE = '\nprint("prepared", flush=True)\n'


@pytest.fixture
def operator():
    with FakeOperator() as fake:
        yield fake


@pytest.fixture(scope="module")
def installed(bench):
    """A database with the addon, which each test copies: installing takes longest."""
    name = workers.create_database(bench, "_sms", "gestor_sms")
    yield name
    bench.databases.drop(name)


@pytest.fixture
def database(bench, installed):
    name = f"{installed}_copy"
    bench.databases.copy(installed, name)
    yield name
    bench.databases.drop(name)


def count_states(bench, database):
    with bench.databases.cursor(database) as cursor:
        cursor.execute("SELECT state, count(*) FROM gestor_sms_log GROUP BY state")
        return dict(cursor.fetchall())


def run(bench, database, script):
    workers.run_script(bench, database, script + DONE)


def test_killed_senders_send_each_sms_at_most_once(bench, operator, database):
    """D6, D7: three working days after 1,000 clients came, an SMS and an activity."""
    run(bench, database, f"URL = {operator.url!r}\n{OPERATOR}{CLIENTS}")
    operator.delay = 0.004
    crew = workers.Crew(bench, database, WORK)
    for _kill in range(5):
        crew.kill_in_the_middle(lambda: len(operator.received), 40)
    assert len(operator.received) < 1000
    crew.run_together(2)
    states = count_states(bench, database)
    assert set(states) <= {"sent", "sending"}, states
    with bench.databases.cursor(database) as cursor:
        cursor.execute(AGE)
    before = len(operator.received)
    run(bench, database, QUEUE)
    assert len(operator.received) == before

    states = count_states(bench, database)
    assert sum(states.values()) == 1000 and set(states) <= {"sent", "unknown"}
    assert max(Counter(operator.received).values()) == 1
    assert states["sent"] <= len(operator.received)
    with bench.databases.cursor(database) as cursor:
        cursor.execute(f"{COUNT} WHERE state = 'unknown' AND reason IS NULL")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT uuid FROM gestor_sms_log WHERE state = 'sent'")
        assert {row[0] for row in cursor.fetchall()} <= set(operator.received)
        cursor.execute("SELECT count(DISTINCT res_id) FROM gestor_sms_log")
        assert cursor.fetchone()[0] == 1000
        for query in (ACTIVITIES, ACTIVITIES.replace("(*)", "(DISTINCT res_id)")):
            cursor.execute(query)
            assert cursor.fetchone()[0] == 1000


def test_operators_that_behave_badly(bench, operator, database):
    operator.mode = "text"
    expected = {
        "hang": {"unknown": 20},
        "garbage": {"unknown": 20},
        "error": {"unknown": 20},
        "short": {"unknown": 20},
        "half": {"sent": 10, "failed": 10},
    }
    script = f"""URL = {operator.url!r}
{OPERATOR}{QUEUE}
for mode in {list(expected)}:
    env["sms.sms"].create([
        {{"number": f"+48502000{{n:03}}", "body": mode}} for n in range(20)
    ])
    env.cr.commit()
    for _again in range(2):
        env["gestor.sms.log"]._cron_send()
"""
    run(bench, database, script)
    for mode in expected:
        with bench.databases.cursor(database) as cursor:
            cursor.execute(
                "SELECT state, count(*), count(reason) FROM gestor_sms_log"
                " WHERE body = %s GROUP BY state",
                [mode],
            )
            rows = cursor.fetchall()
        assert {state: count for state, count, _r in rows} == expected[mode], mode
        assert all(n == told for state, n, told in rows if state != "sent"), mode
    operator.mode = "ok"
    with bench.databases.cursor(database) as cursor:
        cursor.execute(AGE)
    run(bench, database, QUEUE)
    assert max(Counter(operator.received).values()) == 1
    assert len(operator.received) == 100


def test_operator_that_is_not_there(bench, operator, database):
    """Nothing was sent for sure: the messages wait for the next attempt."""
    address = "http://127.0.0.1:1"
    run(
        bench,
        database,
        f"""URL = {address!r}
{OPERATOR}
env["sms.sms"].create({{"number": "+48502000000", "body": "x"}})
env.cr.commit()
{QUEUE}""",
    )
    assert count_states(bench, database) == {"queued": 1}
    with bench.databases.cursor(database) as cursor:
        cursor.execute("UPDATE gestor_sms_provider SET base_url = %s", [operator.url])
        cursor.execute("UPDATE gestor_sms_log SET due_at = due_at - interval '1 h'")
    run(bench, database, QUEUE)
    assert count_states(bench, database) == {"sent": 1}
    assert len(operator.received) == 1
