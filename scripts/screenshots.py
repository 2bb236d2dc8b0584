#!/usr/bin/env python3
"""Make the pictures of docs/img anew, from a fresh demonstration company."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)
import importlib.util  # noqa: E402

from gestor_dev import errors, paths, pyenv, shell  # noqa: E402

SCENES = paths.ROOT / "docs" / "scenes.py"
TARGET = paths.ROOT / "docs" / "img"


def load_scenes() -> dict:
    """Return name → scene from ``docs/scenes.py``."""
    spec = importlib.util.spec_from_file_location("scenes", SCENES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SCENES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--url", default="", help="a running demonstration to use")
    options = parser.parse_args()
    pyenv.enter()
    if options.url:
        take(options.url, options.names)
        return
    from gestor_dev import odoo, server, testing

    bench = testing.Bench()
    database = bench.create("_pictures")
    try:
        with shell.step("Demonstration company for the pictures"):
            for addons in testing.groups_of(paths.addon_names()):
                odoo.install(bench.odoo, database, addons, odoo.log_file("pictures"))
        with server.Server(
            bench.odoo, database, odoo.free_port(), "--max-cron-threads=0"
        ) as serving:
            take(serving.url, options.names)
    finally:
        bench.databases.drop(database)


def take(url: str, names: list[str]) -> None:
    from gestor_dev.browser import Browser

    scenes = load_scenes()
    for name in names or scenes:
        login, play = scenes[name]
        with Browser() as browser:
            browser.login(url, login, login)
            play(browser, url)
            browser.screenshot(TARGET / f"{name}.png")
            shell.say(f"docs/img/{name}.png")
            if browser.problems:
                raise errors.SetupError(f"The console said: {browser.problems}")


errors.run_main(main)
