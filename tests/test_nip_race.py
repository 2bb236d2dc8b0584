"""Several processes saving clients of one NIP at the same moment."""

from __future__ import annotations

import time

import pytest
import workers

from gestor_dev import odoo

NIP = "5260250274"
PROCESSES = 4
# As a request does it: repeated by ``retrying`` when transactions collide.
SCRIPT = f"""
import time
from odoo.exceptions import ValidationError
from odoo.service.model import retrying

poland = env.ref("base.pl")
env.cr.commit()
time.sleep(max(0, float({{start}}) - time.time()))

def save():
    env["res.partner"].create({{{{
        "name": "Wyścig", "is_company": True, "vat": "{NIP}",
        "country_id": poland.id,
    }}}})

try:
    retrying(save, env)
    env.cr.commit()
    print("RESULT saved")
except ValidationError as error:
    print("RESULT refused:", str(error).replace(chr(10), " "))
except Exception as error:
    print("RESULT broken:", type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def database(bench):
    name = bench.create("_nip")
    odoo.install(bench.odoo, name, ["gestor_clients"], odoo.log_file("tests-nip"))
    yield name
    bench.databases.drop(name)


def test_one_client_and_three_clear_messages(bench, database):
    """All start at one second; the losers are told whose the number is (K4)."""
    script = SCRIPT.format(start=time.time() + 25)
    crew = workers.Crew(bench, database, script)
    processes = [crew.start() for _n in range(PROCESSES)]
    results = []
    for process in processes:
        output = process.stdout.read()
        assert process.wait(timeout=120) == 0, output[-2000:]
        results += [line for line in output.splitlines() if "RESULT" in line]
    saved = [line for line in results if "RESULT saved" in line]
    refused = [line for line in results if "RESULT refused:" in line]
    assert len(saved) == 1, results
    assert len(refused) == PROCESSES - 1, results
    for line in refused:
        # Told in the language of the user: Polish or English.
        assert "należy już do" in line or "already" in line, line
    query = f"SELECT count(*) FROM res_partner WHERE gestor_nip_key = '{NIP}'"
    assert workers.scalar(bench, database, query) == 1
