"""Test databases and runs of Odoo's tests, with a strict reading of their logs."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import paths, postgres, shell
from .database import Databases
from .demo import DEMO_ADDON
from .odoo import (
    HOST_MODULES,
    LANGUAGE,
    Odoo,
    create_database,
    free_port,
    install,
    log_file,
    log_problems,
)

TEST_DATA = paths.DATA / "odoo-test"
TEMPLATE_PREFIX = "gestor_template_"
TEST_PREFIX = "gestor_test_"
TOTALS = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
PER_ADDON = re.compile(r"odoo\.tests\.stats: (\w+): (\d+) tests ")
FAILED_TEST = re.compile(r"\b(?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+)")
SCREENSHOTS = paths.LOGS / "screenshots"


@dataclass
class Result:
    """What a runner executed; ``problems`` are failures that are no tests."""

    passed: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: Result) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.problems += other.problems

    def require_tests(self, what: str) -> None:
        """A runner that executed no test has proved nothing."""
        if not self.passed + self.failed:
            self.problems.append(f"{what} executed no test")


class Bench:
    """The test PostgreSQL with the template that every test database copies."""

    def __init__(self):
        self.connection = postgres.ensure("pg-test", durable=False)
        self.odoo = Odoo(self.connection, TEST_DATA)
        self.databases = Databases(self.connection, TEST_DATA)

    def _template_name(self) -> str:
        parts = [self.odoo.tree.origin, str(self.odoo.tree.import_path)]
        text = " ".join([*parts, *HOST_MODULES, LANGUAGE])
        return TEMPLATE_PREFIX + hashlib.sha256(text.encode()).hexdigest()[:10]

    def ensure_template(self) -> str:
        """Return a database with the host's modules and no demo data."""
        name = self._template_name()
        building = f"{name}_new"
        with shell.locked("template"):
            if self.databases.exists(name):
                return name
            self.databases.drop(building)
            with shell.step("Template database with Odoo's own modules (2 minutes)"):
                log = log_file("template")
                create_database(self.odoo, building, log)
                install(self.odoo, building, HOST_MODULES, log)
            for stale in self.databases.names(TEMPLATE_PREFIX):
                if stale != building:
                    self.databases.drop(stale)
            self.databases.rename(building, name)
        return name

    def create(self, suffix: str = "") -> str:
        """Return a new database for one run; those of ended runs are dropped."""
        template = self.ensure_template()
        for name in self.databases.names(TEST_PREFIX):
            owner = name.removeprefix(TEST_PREFIX).split("_")[0]
            if not owner.isdigit() or not Path(f"/proc/{owner}").exists():
                self.databases.drop(name)
        name = f"{TEST_PREFIX}{os.getpid()}{suffix}"
        self.databases.copy(template, name)
        return name


def odoo_tests(
    bench: Bench,
    database: str,
    addons: Sequence[str],
    tags: str,
    env: dict[str, str] | None = None,
) -> Result:
    """Install addons into a database and run the tests that ``tags`` select."""
    log = log_file(f"odoo-tests-{addons[0]}")
    code = bench.odoo.run_unchecked(
        f"--database={database}",
        f"--db-filter=^{database}$",
        f"--init={','.join(addons)}",
        f"--test-tags={tags}",
        f"--http-port={free_port()}",
        f"--screenshots={SCREENSHOTS}",
        "--max-cron-threads=0",
        "--stop-after-init",
        log=log,
        env=env,
    )
    return read_odoo_log(log, code, addons if tags == tags_of(addons) else [])


def groups_of(addons: Sequence[str]) -> list[list[str]]:
    """Return addons in runs: the demonstration comes last, on its own.

    The other tests make their records themselves and must not see its data.
    """
    usual = [name for name in addons if name != DEMO_ADDON]
    demo = [name for name in addons if name == DEMO_ADDON]
    return [group for group in (usual, demo) if group]


def tags_of(addons: Sequence[str]) -> str:
    return ",".join(f"/{name}" for name in addons)


def read_odoo_log(log: Path, code: int, must_test: Sequence[str]) -> Result:
    """Count tests in Odoo's log and find everything that must fail the run.

    :param must_test: addons of which each has to execute at least one test
    """
    text = log.read_text(encoding="utf-8", errors="replace")
    totals = [tuple(map(int, match)) for match in TOTALS.findall(text)]
    bad = sum(failures + errors for failures, errors, _count in totals)
    count = sum(number for _f, _e, number in totals)
    result = Result(passed=max(count - bad, 0), failed=bad)
    result.problems += sorted({f"failed: {name}" for name in FAILED_TEST.findall(text)})
    if not bad:
        result.problems += [f"in the log: {line}" for line in log_problems(log)]
    if code and not (bad or result.problems):
        result.problems.append(f"Odoo ended with exit code {code}: see {log}")
    executed = dict(PER_ADDON.findall(text))
    result.problems += [
        f"{name} executed no test"
        for name in must_test
        if not int(executed.get(name, 0))
    ]
    result.require_tests("Odoo's runner")
    return result
