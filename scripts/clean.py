#!/usr/bin/env python3
"""Delete what the scripts made: databases and logs, with --all downloads too."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)
import shutil  # noqa: E402

from gestor_dev import errors, paths, postgres, server, shell  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="delete downloads too")
    options = parser.parse_args()
    server.stop()
    for name in postgres.CLUSTERS:
        postgres.Cluster(name, durable=True).stop()
    folders = [paths.DATA, paths.LOGS]
    if options.all:
        folders += [paths.CACHE, paths.ROOT / "node_modules"]
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
            shell.say(f"deleted {folder}")


errors.run_main(main)
