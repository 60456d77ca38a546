"""The product as tools need it: started over a database of its own in a new folder, with people signed in."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
SECONDS_TO_START = 120
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")
sys.path.insert(0, str(ROOT))

from flask import Flask, session  # noqa: E402 - our own packages are found from here on
from flask_wtf.csrf import generate_csrf  # noqa: E402
from sqlalchemy import select  # noqa: E402

from course.accounts.models import Person  # noqa: E402
from course.accounts.services import open_session  # noqa: E402
from course.accounts.views import COOKIE  # noqa: E402
from course.factory import create_app  # noqa: E402
from course.foundation.database import db  # noqa: E402
from course.foundation.settings import read_settings  # noqa: E402
from course.web.transaction import write  # noqa: E402


def stop(line: str) -> NoReturn:
    """Ends the tool with one clear line and exit status 1."""
    print(line, file=sys.stderr)
    sys.exit(1)


def chromium() -> str:
    """Returns the path of the system's Chromium; ends with a clear line where there is none."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        stop("This needs Chromium (Debian, Ubuntu: apt install chromium).")
    return found


def node_package(name: str, version: str) -> Path:
    """Returns the folder of a package from npm, installed into build/ at this very version; its scripts do not run."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        stop(f"This needs Node.js and npm, which fetch {name} (Debian, Ubuntu: apt install nodejs npm).")
    folder = BUILD / "node" / name
    manifest = folder / "node_modules" / name / "package.json"
    if not manifest.is_file() or json.loads(manifest.read_text(encoding="utf-8"))["version"] != version:
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        command = ["npm", "install", "--prefix", str(folder), *quiet, f"{name}@{version}"]
        if subprocess.run(command, cwd=folder, check=False).returncode:
            stop(f"npm could not fetch {name} {version}.")
    return folder


@dataclass(frozen=True, slots=True)
class Site:
    """The running product, and an application over the same database."""

    address: str
    pid: int
    app: Flask


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person: the cookies of their browser and the token that its forms carry."""

    person_id: int
    cookies: dict[str, str]
    token: str

    @property
    def header(self) -> str:
        """The cookies as a browser sends them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@contextmanager
def started(**variables: str) -> Iterator[Site]:
    """Starts the product as people start it, with the demonstration, and removes all of it at the end."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="site-") as folder:
        environ = _environ(Path(folder), variables)
        command = [sys.executable, "-m", "flask", "course", "serve"]
        with running(command, environ, Path(folder) / "log") as process:
            address = f"http://127.0.0.1:{environ['PORT']}"
            wait(f"{address}/readyz", process, Path(folder) / "log")
            app = create_app(read_settings(environ | {"LOG_LEVEL": "ERROR"}))
            try:
                yield Site(address, process.pid, app)
            finally:
                with app.app_context():
                    db.engine.dispose()


def _environ(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    static = BUILD / "static"
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PORT": str(free_port()),
        "INSTANCE_PATH": str(folder),
        "STATIC_PATH": str(static) if (static / "manifest.json").is_file() else "",
        "FLASK_APP": "app",
        **variables,
    }


def free_port() -> int:
    """Returns a port of the loopback address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], environ: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a server for as long as the block lasts."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the address answers; ends with what the server said where it stops or takes too long."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    stop(f"The server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def visitors(app: Flask, person_ids: Sequence[int]) -> list[Visitor]:
    """Opens a session for each person, straight in the database: nobody has to type (and hash) a password."""
    with app.app_context(), write() as transaction:
        tokens = [open_session(transaction, person_id, days=1) for person_id in person_ids]
    return [_visitor(app, person_id, token) for person_id, token in zip(person_ids, tokens, strict=True)]


def _visitor(app: Flask, person_id: int, token: str) -> Visitor:
    with app.test_request_context():
        form_token = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(session))  # type: ignore[attr-defined]
    return Visitor(person_id, {COOKIE: token, str(app.config["SESSION_COOKIE_NAME"]): signed}, form_token)


def person_named(app: Flask, login: str) -> int:
    """Returns the id of the person with this login."""
    with app.app_context():
        return int(db.session.execute(select(Person.id).where(Person.login == login)).scalar_one())
