"""Worker processes for the tests that kill them: Odoo shells fed with a script."""

from __future__ import annotations

import random
import subprocess
import time

from gestor_dev import odoo, shell

STARTED = "worker started"


class Crew:
    """Odoo processes on one database, each running the same script."""

    def __init__(self, bench, database: str, script: str):
        self.bench = bench
        self.database = database
        self.script = f"print({STARTED!r}, flush=True)\n{script}"

    def start(self) -> subprocess.Popen:
        """Start a worker and return when it is about to work."""
        worker = subprocess.Popen(
            self.bench.odoo.command(
                "shell", f"--database={self.database}", "--no-http", "--log-level=error"
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.bench.odoo.environment(),
            preexec_fn=shell.die_with_parent,
            text=True,
        )
        worker.stdin.write(self.script)
        worker.stdin.close()
        for line in worker.stdout:
            if STARTED in line:
                return worker
        raise AssertionError("the worker did not start")

    def kill_in_the_middle(self, count_done, rows: int) -> int:
        """Start a worker, SIGKILL it when it has done some more rows."""
        before = count_done()
        worker = self.start()
        deadline = time.monotonic() + 60
        while count_done() < before + rows:
            assert worker.poll() is None, worker.stdout.read()[-2000:]
            assert time.monotonic() < deadline, "the worker did not work"
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.2))
        worker.kill()
        worker.wait()
        return count_done() - before

    def run_together(self, number: int) -> None:
        """Start several workers at once and wait for their end."""
        workers = [self.start() for _n in range(number)]
        for worker in workers:
            worker.stdout.read()
            assert worker.wait(timeout=120) == 0


def create_database(bench, suffix: str, *addons: str) -> str:
    database = bench.create(suffix)
    names = list(addons) or ["gestor_base"]
    odoo.install(bench.odoo, database, names, odoo.log_file("tests-kill"))
    return database


def run_script(bench, database: str, script: str) -> None:
    """Run a script in an Odoo shell to its end; it commits itself."""
    done = subprocess.run(
        bench.odoo.command(
            "shell", f"--database={database}", "--no-http", "--log-level=error"
        ),
        input=script,
        capture_output=True,
        env=bench.odoo.environment(),
        text=True,
        timeout=120,
        check=False,
    )
    assert "prepared" in done.stdout, done.stderr[-2000:]


def scalar(bench, database: str, query: str) -> int:
    with bench.databases.cursor(database) as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
