"""Fixtures of the tests that cross addons or processes.

They run on real servers: Odoo in its own process, on the project's test
PostgreSQL, with the demonstration company installed.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from gestor_dev import odoo, paths, server, testing  # noqa: E402  (the path above)


@pytest.fixture(scope="session")
def bench():
    """The test PostgreSQL and Odoo on it."""
    return testing.Bench()


@pytest.fixture(scope="session")
def demo_database(bench):
    """A database with all addons and the demonstration company."""
    given = os.environ.get("GESTOR_TEST_DATABASE")
    if given:
        yield given
        return
    name = bench.create("_demo")
    for addons in testing.groups_of(paths.addon_names()):
        odoo.install(bench.odoo, name, addons, odoo.log_file("tests-install"))
    yield name
    bench.databases.drop(name)


@pytest.fixture(scope="session")
def demo_server(bench, demo_database):
    """Odoo serving the demonstration company; ends with the session."""
    serving = server.Server(
        bench.odoo, demo_database, odoo.free_port(), "--max-cron-threads=0"
    )
    serving.log = odoo.log_file("tests-server")
    with serving:
        yield serving


@pytest.fixture(scope="session")
def demo_record(bench, demo_database):
    """Return a function: name of a demonstration record → its database id."""

    def find(name: str) -> int:
        with bench.databases.cursor(demo_database) as cursor:
            cursor.execute(
                "SELECT res_id FROM ir_model_data"
                " WHERE module = 'gestor_demo' AND name = %s",
                [name],
            )
            return cursor.fetchone()[0]

    return find


@pytest.fixture(scope="session")
def log_in(demo_server):
    """Return a function: login → HTTP session of that user (password = login)."""

    def start(login: str) -> requests.Session:
        session = requests.Session()
        address = f"{demo_server.url}/web/login"
        page = session.get(address, timeout=60).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        form = {"login": login, "password": login, "csrf_token": token}
        answer = session.post(address, data=form, timeout=60)
        assert answer.ok and "oe_login_form" not in answer.text
        return session

    return start
