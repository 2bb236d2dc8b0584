#!/usr/bin/env python3
"""Stop the server of 'make run' and the project's own PostgreSQL clusters."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)

from gestor_dev import errors, postgres, server, shell  # noqa: E402


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    done = server.stop()
    for name in postgres.CLUSTERS:
        if postgres.Cluster(name, durable=True).stop():
            shell.say(f"PostgreSQL ({name}) is stopped.")
            done = True
    if not done:
        shell.say("Nothing was running.")


errors.run_main(main)
