"""The scripts end in one clear sentence, and read logs strictly."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gestor_dev import (
    demo,
    errors,
    odoo,
    odoo_tree,
    paths,
    postgres,
    pyenv,
    server,
    shell,
    testing,
    translations,
)

LOG_LINE = "2026-01-31 10:00:00,000 1 {level} db odoo.addons.x: {text}\n"
TOTAL = "{f} failed, {e} error(s) of {n} tests when loading database 'db'"
STATS = (
    "2026-01-31 10:00:00,000 1 INFO db odoo.tests.stats: {}: {} tests 1s 9 queries\n"
)


def write_log(tmp_path: Path, *, failed=0, errored=0, count=3, addons=None, extra=""):
    text = "".join(STATS.format(*item) for item in (addons or {"gestor_x": 3}).items())
    text += LOG_LINE.format(
        level="INFO", text=TOTAL.format(f=failed, e=errored, n=count)
    )
    log = tmp_path / "odoo.log"
    log.write_text(text + extra)
    return log


# === ERRORS ===
@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("write failed: Disk quota exceeded", "disk is full"),
        ("Temporary failure in name resolution", "network"),
        ("FATAL: the database system is shutting down", "PostgreSQL stopped"),
    ],
)
def test_known_causes_become_sentences(output, words):
    assert words in errors.diagnose(output)


def test_full_disk_is_found_also_where_no_program_names_it(monkeypatch):
    def refuse(**_options):
        raise OSError(errno.EDQUOT, "quota")

    monkeypatch.setattr(errors.tempfile, "TemporaryFile", refuse)
    assert errors.diagnose("server closed the connection") == errors.DISK_FULL


def test_unknown_output_has_no_cause():
    assert errors.diagnose("Traceback: KeyError") is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_told_by_errno(number, capsys):
    def fail():
        raise OSError(number, os.strerror(number))

    with pytest.raises(SystemExit) as end:
        errors.run_main(fail)
    assert end.value.code == 1
    assert "The disk is full" in capsys.readouterr().err


def test_unexpected_error_is_one_sentence_with_a_log(capsys):
    def fail():
        raise KeyError("surprise")

    with pytest.raises(SystemExit):
        errors.run_main(fail)
    message = capsys.readouterr().err
    assert "surprise" in message and "Traceback" not in message
    assert "Traceback" in (paths.LOGS / "scripts.log").read_text()


def test_failing_program_names_its_log():
    with pytest.raises(errors.SetupError, match="It went wrong .*setup.log"):
        shell.run(["false"], failed="It went wrong")


def test_missing_program_is_named():
    with pytest.raises(errors.SetupError, match="no-such-program"):
        shell.run(["no-such-program"], failed="It went wrong")


def test_too_little_disk_space_is_refused_at_once():
    with pytest.raises(errors.SetupError, match="free at least"):
        shell.require_disk_space(10**9)


# === PORT AND SERVER ===
def test_taken_port_names_another_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(errors.SetupError, match=f"PORT={port + 1}"):
            server.check_port(port)


def test_pid_of_another_program_is_not_taken_for_the_server(tmp_path, monkeypatch):
    pid_file = tmp_path / "server.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    monkeypatch.setattr(server, "PID_FILE", pid_file)
    assert server.running_pid() is None


# === PYTHON ===
def test_unsupported_python_is_refused(monkeypatch):
    monkeypatch.setattr(pyenv.sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(pyenv.shell, "which", lambda *names: None)
    with pytest.raises(errors.SetupError, match=r"needs Python 3\.10 to 3\.13"):
        pyenv.find_python()


def test_another_supported_python_is_found(monkeypatch):
    monkeypatch.setattr(pyenv.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(
        pyenv.shell, "which", lambda name: Path("/x") if name == "python3.12" else None
    )
    assert pyenv.find_python() == "/x"


# === ODOO ===
def test_odoo_path_that_is_no_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(errors.SetupError, match=r"not an Odoo 19\.0"):
        odoo_tree.ensure()


@pytest.mark.parametrize("where", ["", "odoo"])
def test_odoo_path_may_be_a_checkout_or_the_package(tmp_path, monkeypatch, where):
    package = tmp_path / "odoo"
    (package / "addons" / "base").mkdir(parents=True)
    (tmp_path / "addons" / "web").mkdir(parents=True)
    (package / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    monkeypatch.setenv("ODOO_PATH", str(tmp_path / where))
    tree = odoo_tree.ensure()
    assert tree.import_path == tmp_path
    assert set(tree.addons_paths) == {tmp_path / "addons", package / "addons"}


def test_another_series_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0)\n")
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(errors.SetupError):
        odoo_tree.ensure()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("odoo/addons/web/i18n/pl.po", True),
        ("odoo/addons/web/i18n/de.po", False),
        ("odoo/addons/web/i18n/web.pot", False),
        ("odoo/addons/l10n_pl_edi/models/x.py", True),
        ("odoo/addons/l10n_fr/models/x.py", False),
        ("odoo/addons/l10n_us/data/x.xml", True),
        ("odoo/tools/translate.py", True),
    ],
)
def test_slim_tree_keeps_what_poland_needs(name, wanted):
    assert odoo_tree._is_wanted(odoo_tree.PurePosixPath(name)) is wanted


def test_no_file_of_the_tree_is_missing(bench):
    """The package's links to fonts and libraries all became real files."""
    if not bench.odoo.tree.is_packaged:
        return
    web = bench.odoo.tree.addons_paths[0] / "web" / "static"
    dangling = [p for p in web.rglob("*") if p.is_symlink() and not p.exists()]
    assert not dangling
    for folder in ("lib/fontawesome/fonts", "src/libs/fontawesome/fonts"):
        assert (web / folder / "fontawesome-webfont.ttf").stat().st_size > 100_000


# === POSTGRESQL ===
def test_long_folder_gets_a_short_socket(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "DATA", tmp_path / ("x" * 100))
    assert len(str(postgres.Cluster("pg", True).socket_dir)) < 90


def test_cluster_of_a_vanished_version_is_never_overwritten(monkeypatch):
    monkeypatch.setattr(postgres, "_system_bins", lambda: [])
    monkeypatch.setattr(postgres, "_wheel_bin", lambda install: Path("/x"))
    monkeypatch.setattr(postgres, "major_version", lambda folder: 18)
    with pytest.raises(errors.SetupError, match="postgresql-14"):
        postgres.choose_bin(14)


def test_named_server_wins(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("PGPORT", "6000")
    named = postgres.named()
    assert (named.host, named.port, named.cluster) == ("db.example", 6000, None)


# === READING LOGS ===
def test_green_log_is_green(tmp_path):
    result = testing.read_odoo_log(write_log(tmp_path), 0, ["gestor_x"])
    assert (result.passed, result.failed, result.problems) == (3, 0, [])


def test_failed_test_is_counted(tmp_path):
    log = write_log(tmp_path, failed=1, extra="FAIL: TestX.test_y\n")
    result = testing.read_odoo_log(log, 1, ["gestor_x"])
    assert (result.passed, result.failed) == (2, 1)
    assert result.problems == ["failed: TestX.test_y"]


@pytest.mark.parametrize("level", ["ERROR", "CRITICAL"])
def test_error_in_the_log_fails_a_green_run(tmp_path, level):
    log = write_log(tmp_path, extra=LOG_LINE.format(level=level, text="boom"))
    assert "boom" in testing.read_odoo_log(log, 0, ["gestor_x"]).problems[0]


def test_no_test_executed_is_a_problem(tmp_path):
    log = write_log(tmp_path, count=0, addons={"gestor_x": 0})
    assert testing.read_odoo_log(log, 0, []).problems == [
        "Odoo's runner executed no test"
    ]


def test_addon_without_tests_is_a_problem(tmp_path):
    problems = testing.read_odoo_log(write_log(tmp_path), 0, ["gestor_y"]).problems
    assert problems == ["gestor_y executed no test"]


def test_crash_without_a_test_is_a_problem(tmp_path):
    result = testing.read_odoo_log(write_log(tmp_path), 3, ["gestor_x"])
    assert "exit code 3" in result.problems[0]


def test_log_lines_at_info_are_no_problem(tmp_path):
    log = write_log(tmp_path, extra=LOG_LINE.format(level="INFO", text="ERROR nothing"))
    assert not odoo.log_problems(log)


# === TRANSLATIONS ===
@pytest.fixture
def addon(tmp_path, monkeypatch):
    """An addon with one term, translated."""
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    folder = tmp_path / "gestor_x" / "i18n"
    folder.mkdir(parents=True)
    (folder / "gestor_x.pot").write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "%(n)s links"\nmsgstr ""\n'
    )

    def write(body: str) -> list[str]:
        (folder / "pl.po").write_text('msgid ""\nmsgstr ""\n\n' + body)
        return translations.check_po(["gestor_x"])

    return write


def test_complete_translation_passes(addon):
    assert addon('msgid "%(n)s links"\nmsgstr "Powiązania: %(n)s"\n') == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "is missing"),
        ('msgid "%(n)s links"\nmsgstr ""\n', "is not translated"),
        ('msgid "%(n)s links"\nmsgstr "Powiązania"\n', "other placeholders"),
        ('#, fuzzy\nmsgid "%(n)s links"\nmsgstr "%(n)s"\n', "is fuzzy"),
        (
            'msgid "%(n)s links"\nmsgstr "%(n)s"\n\nmsgid "Old"\nmsgstr "S"\n',
            "superfluous",
        ),
        (
            'msgid "%(n)s links"\nmsgstr "%(n)s"\n\n#~ msgid "Old"\n#~ msgstr "S"\n',
            "obsolete",
        ),
    ],
)
def test_faults_of_translations_are_found(addon, body, fault):
    assert any(fault in problem for problem in addon(body))


# === COMMANDS ===
@pytest.mark.parametrize(
    "script",
    sorted(p.name for p in paths.SCRIPTS.glob("*.py") if p.name != "odoo_server.py"),
)
def test_every_command_has_help(script):
    done = subprocess.run(
        [sys.executable, str(paths.SCRIPTS / script), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "usage:" in done.stdout


def test_unknown_addon_is_refused():
    done = subprocess.run(
        [sys.executable, str(paths.SCRIPTS / "test.py"), "--addon=gestor_nope"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "There is no addon gestor_nope" in done.stderr
    assert "Traceback" not in done.stderr


def test_changed_addon_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    folder = tmp_path / "gestor_x"
    folder.mkdir()
    (folder / "__manifest__.py").write_text("{}")
    before = demo.addon_hashes()
    (folder / "model.py").write_text("x = 1")
    assert demo.addon_hashes() != before
