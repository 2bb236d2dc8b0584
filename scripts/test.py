#!/usr/bin/env python3
"""Check and test everything; the last line is 'N passed, N failed'."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import xml.etree.ElementTree as ET  # noqa: E402

from gestor_dev import errors, paths, pyenv, shell  # noqa: E402


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addon", default="", help="only this addon's tests")
    parser.add_argument("--tags", default="", help="Odoo's --test-tags, as they are")
    parser.add_argument("--no-lint", action="store_true", help="skip the static checks")
    parser.add_argument("--coverage", action="store_true", help="measure the coverage")
    options = parser.parse_args()
    known = paths.addon_names()
    if options.addon and options.addon not in known:
        raise errors.SetupError(
            f"There is no addon {options.addon}: choose one of {', '.join(known)}."
        )
    return options


def choose(options, testing) -> list[str]:
    """Return the addons to install: those whose tests the options can mean."""
    if options.addon:
        return [options.addon]
    groups = testing.groups_of(paths.addon_names())
    if not options.tags:
        return sum(groups, [])
    # Tests with a certain tag are one run; the demonstration has its own.
    return groups[-1 if testing.DEMO_ADDON in options.tags else 0]


def pytest(bench, database, testing):
    """Run the tests that cross addons or processes, in ``tests/``."""
    report = paths.LOGS / "pytest.xml"
    report.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pytest", f"--junitxml={report}", "tests"],
        cwd=paths.ROOT,
        env={**os.environ, "GESTOR_TEST_DATABASE": database},
        check=False,
    )
    result = testing.Result()
    if report.exists():
        suite = ET.parse(report).getroot().find("testsuite")
        numbers = {
            k: int(suite.get(k)) for k in ("tests", "failures", "errors", "skipped")
        }
        result.failed = numbers["failures"] + numbers["errors"]
        result.passed = numbers["tests"] - result.failed - numbers["skipped"]
        if numbers["skipped"]:
            result.problems.append(f"{numbers['skipped']} top-level tests were skipped")
    result.require_tests("pytest")
    return result


def check_templates(bench, database, addons, testing):
    """Compare the committed .pot files with what the code says now."""
    from gestor_dev import translations

    result = testing.Result()
    try:
        fresh = translations.export(bench.odoo, database, addons)
    except errors.SetupError as error:
        result.problems.append(str(error))
        return result
    for addon in addons:
        result.problems += translations.differences(addon, fresh[addon])
    return result


def coverage_report(testing) -> None:
    for command in (
        ["combine", "--quiet"],
        ["report"],
        ["html", "-d", ".cache/coverage/html"],
    ):
        subprocess.run(
            [sys.executable, "-m", "coverage", *command], cwd=paths.ROOT, check=False
        )


def main() -> int:
    options = parse()
    pyenv.enter()
    from gestor_dev import lint, testing, tools

    started = time.monotonic()
    total = testing.Result()
    is_whole = not (options.addon or options.tags)
    if not options.no_lint and is_whole:
        shell.say("- Static checks")
        _passed, failed = lint.run()
        if failed:
            total.problems.append(f"{failed} static checks failed")
    tools.require_chromium()
    tools.require_pdftotext()
    bench = testing.Bench()
    addons = paths.addon_names()
    selected = choose(options, testing)
    database = bench.create()
    env = {}
    if options.coverage:
        env["GESTOR_COVERAGE"] = "1"
        (paths.ROOT / ".cache" / "coverage").mkdir(parents=True, exist_ok=True)
    try:
        for group in testing.groups_of(selected):
            with shell.step(f"Odoo's tests of {', '.join(group)}"):
                tags = options.tags or testing.tags_of(group)
                total.add(testing.odoo_tests(bench, database, group, tags, env))
        if is_whole:
            with shell.step("Translation templates"):
                total.add(check_templates(bench, database, addons, testing))
            with shell.step("Tests over addons and processes"):
                total.add(pytest(bench, database, testing))
    finally:
        bench.databases.drop(database)
    if options.coverage:
        coverage_report(testing)
    return report(total, time.monotonic() - started)


def report(total, seconds: float) -> int:
    for problem in total.problems:
        shell.say(f"PROBLEM {problem}")
    shell.say(f"Logs: {os.path.relpath(paths.LOGS)}; {seconds / 60:.1f} minutes.")
    # A run with problems but no failed test must not look green to a reader of
    # the closing line either.
    failed = total.failed or len(total.problems)
    shell.say(f"{total.passed} passed, {failed} failed")
    return 1 if failed else 0


errors.run_main(main)
