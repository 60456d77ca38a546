"""Starting: what is wrong is one clear line and exit status 1; what is right serves until it is told to stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pytest import MonkeyPatch
from sqlalchemy.orm import Session

from course.accounts.queries import count_people
from course.cli import serve
from course.cli.serve import check_folder, check_port
from course.foundation.database import db
from course.foundation.errors import StartError
from course.foundation.settings import Settings
from tests.architecture.sources import ROOT
from tests.content_files import write_files
from tests.databases import Databases
from tests.factories import make_person
from tests.forked import start

SECONDS_TO_START = 60


def environ(tmp_path: Path, **settings: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "INSTANCE_PATH": str(tmp_path / "instance"), "WORKERS": "1", "ENV": "production", **settings}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "app", "course", *words]


def run(tmp_path: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a process that has the product's modules already: most of a start is loading them."""
    out, err = tmp_path / "out", tmp_path / "err"
    settings.setdefault("SECRET_KEY", "s" * 40)
    process = start(words, environ(tmp_path, **settings), ROOT, out, err)
    process.join(SECONDS_TO_START)
    assert process.exitcode is not None
    said, told = (file.read_text(encoding="utf-8") for file in (out, err))
    return subprocess.CompletedProcess(words, process.exitcode, said, told)


def run_from_nothing(tmp_path: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as people do."""
    settings.setdefault("SECRET_KEY", "s" * 40)
    return subprocess.run(
        command(*words),
        cwd=ROOT,
        env=environ(tmp_path, **settings),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_START,
        check=False,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_taken(taken_port: int) -> None:
    with pytest.raises(StartError, match=r"start\.port_taken"):
        check_port(Settings(port=taken_port))


def test_a_port_that_was_just_left_is_free(taken_port: int) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]

    check_port(Settings(port=port))


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_ours_cannot_be_opened(host: str) -> None:
    with pytest.raises(StartError, match=r"start\.address"):
        check_port(Settings(host=host))


def test_a_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    check_folder(tmp_path / "new" / "folder")

    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_a_folder_in_which_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StartError, match=r"start\.folder"):
        check_folder(tmp_path / "file" / "below")


WRONG = {
    "an unknown kind of database": ({"DATABASE_URL": "mysql://user:tresor@db/x"}, "DATABASE_URL"),
    "no address at all": ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    "a database that nobody serves": ({"DATABASE_URL": "postgresql://u:tresor@127.0.0.1:1/x"}, "DATABASE_URL"),
    "a file in a missing folder": ({"DATABASE_URL": "sqlite:////no/such/folder/x.sqlite3"}, "DATABASE_URL"),
    "a folder that cannot be": ({"INSTANCE_PATH": "/dev/null/below", "SECRET_KEY": ""}, "/dev/null/below"),
    "an unknown ENV": ({"ENV": "prod"}, "ENV"),
    "production without its secret": ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    "a port that is none": ({"PORT": "http"}, "PORT"),
    "built files that are not there": ({"STATIC_PATH": "/no/such/folder"}, "/no/such/folder"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_clear_line(tmp_path: Path, case: str) -> None:
    settings, named = WRONG[case]
    if case == "a folder that cannot be":
        settings = settings | {"ENV": "development"}

    done = run(tmp_path, "serve", **settings)

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert named in done.stderr
    assert "tresor" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_taken_port_is_one_clear_line(tmp_path: Path, taken_port: int) -> None:
    done = run_from_nothing(tmp_path, "serve", PORT=str(taken_port))

    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"L’adresse 127.0.0.1:{taken_port} est déjà prise. Choisissez un autre PORT."
    ]


@pytest.mark.slow
def test_without_readable_content_there_is_nothing_to_serve(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "legal.yml").write_text("a: [\n", encoding="utf-8")

    done = run(tmp_path, "serve", CONTENT_PATH=str(tmp_path / "content"), PORT="18765")

    assert done.returncode == 1
    assert [line.split(" ", 1)[0] for line in done.stderr.strip().splitlines()] == ["legal.yml,", "Aucun"]


@pytest.mark.slow
def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("this is a letter, not a database\n" * 200, encoding="utf-8")

    done = run(tmp_path, "migrate", DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}")

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path, databases: Databases) -> None:
    from sqlalchemy import create_engine, text

    from course.foundation.settings import database_url_of

    url = databases.create_empty()
    engine = create_engine(database_url_of(Settings(database_url=url)))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('29991231_2359')"))
    engine.dispose()

    done = run(tmp_path, "migrate", DATABASE_URL=url)

    assert done.returncode == 1
    assert "29991231_2359" in done.stderr


@pytest.mark.slow
def test_it_serves_and_stops_when_it_is_told_to(tmp_path: Path, databases: Databases) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    content = write_files(tmp_path / "content")
    settings = environ(tmp_path, SECRET_KEY="s" * 40, PORT=str(port), DATABASE_URL=databases.create_empty())
    settings["CONTENT_PATH"] = str(content)
    log = tmp_path / "log"

    with (
        log.open("wb") as output,
        subprocess.Popen(command("serve"), cwd=ROOT, env=settings, stdout=output, stderr=output) as process,
    ):
        try:
            ready = _ready(f"http://127.0.0.1:{port}/readyz")
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(timeout=20)

    assert ready["status"] == "ok"
    assert status == 0
    assert f"http://127.0.0.1:{port}" in log.read_text(encoding="utf-8")


def test_the_demonstration_is_loaded_into_an_empty_database_alone(own_app: Flask, monkeypatch: MonkeyPatch) -> None:
    loads: list[Session] = []

    def load(session: Session) -> None:
        loads.append(session)
        make_person(session)

    monkeypatch.setattr(serve, "load_demonstration", load)
    with own_app.app_context():
        serve._load_demonstration()
    with own_app.app_context():
        assert count_people(db.session()) == 1
        serve._load_demonstration()

    assert len(loads) == 1


def _ready(address: str) -> dict[str, str]:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.2)
    pytest.fail("the product did not start")
