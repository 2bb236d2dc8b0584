"""Databases and filestores: create, copy, rename, drop."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .errors import SetupError, diagnose
from .postgres import Connection


class Databases:
    """The databases of one server with their filestores under ``data_dir``."""

    def __init__(self, connection: Connection, data_dir: Path):
        self.connection = connection
        self.filestore = data_dir / "filestore"

    @contextmanager
    def cursor(
        self, database: str = "postgres"
    ) -> Iterator[psycopg2.extensions.cursor]:
        try:
            connection = psycopg2.connect(**self.connection.dsn(database))
        except psycopg2.OperationalError as error:
            raise SetupError(
                diagnose(str(error)) or f"PostgreSQL does not answer: {error}".strip()
            ) from error
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def exists(self, name: str) -> bool:
        with self.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def drop(self, name: str) -> None:
        with self.cursor() as cursor:
            self._disconnect(cursor, name)
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
            )
        shutil.rmtree(self.filestore / name, ignore_errors=True)

    def copy(self, source: str, target: str) -> None:
        """Copy a database; files of the filestore never change, so links will do."""
        self.drop(target)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self.cursor() as cursor:
            self._disconnect(cursor, source)
            cursor.execute(
                statement.format(sql.Identifier(target), sql.Identifier(source))
            )
        if (self.filestore / source).exists():
            shutil.copytree(
                self.filestore / source, self.filestore / target, copy_function=os.link
            )

    def rename(self, source: str, target: str) -> None:
        self.drop(target)
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        if (self.filestore / source).exists():
            os.replace(self.filestore / source, self.filestore / target)
        with self.cursor() as cursor:
            self._disconnect(cursor, source)
            cursor.execute(
                statement.format(sql.Identifier(source), sql.Identifier(target))
            )

    def names(self, prefix: str) -> list[str]:
        with self.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database ORDER BY datname")
            return [name for (name,) in cursor.fetchall() if name.startswith(prefix)]

    def client_count(self) -> int:
        """Return how many other programs are connected to the server."""
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return cursor.fetchone()[0]

    @staticmethod
    def _disconnect(cursor: psycopg2.extensions.cursor, name: str) -> None:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
