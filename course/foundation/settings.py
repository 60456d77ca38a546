"""Settings: one frozen dataclass read from the environment once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from course.foundation.errors import StartError

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is a variable of the environment, in upper case; `docs/settings.md` explains them."""

    env: str = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    instance_path: str = str(ROOT / "instance")
    content_path: str = str(ROOT / "content")
    static_path: str = ""
    demo: bool = False
    language: str = "fr"
    workers: int = 2
    threads: int = 4
    session_days: int = 14
    log_level: str = "INFO"
    trusted_proxies: int = 0

    @property
    def is_production(self) -> bool:
        """Production refuses to start without its own secret and sends cookies over TLS only."""
        return self.env == "production"

    @property
    def address(self) -> str:
        """The address people type, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether people reach us over TLS."""
        return self.address.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        """The host names that we answer to."""
        host = urlsplit(self.address).hostname or self.host
        return sorted({host, *(LOOPBACK if host in LOOPBACK or not self.base_url else set())})

    @property
    def has_demo(self) -> bool:
        """Whether an empty database gets the demonstration organisation: on loopback in development, or on demand."""
        return self.demo or (not self.is_production and self.host in LOOPBACK)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings from the environment. Raises StartError with one plain line where a value is unusable."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for name, kind in Settings.__annotations__.items():
        raw = environ.get(name.upper())
        if raw is not None and raw.strip():
            values[name] = _read(name, raw.strip(), kind)
    settings = Settings(**values)  # type: ignore[arg-type]  # _read gives each field its own type
    _check(settings)
    return settings


def _read(name: str, raw: str, kind: object) -> object:
    if kind is bool:
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            _refuse(name, raw, "0 | 1")
        return raw.lower() in {"1", "true", "yes"}
    if kind is int:
        if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
            _refuse(name, raw, "0, 1, 2 …")
        return int(raw)
    return raw


CHOICES = {
    "env": ("development", "production", "test"),
    "language": ("fr", "en"),
    "log_level": ("DEBUG", "INFO", "WARNING", "ERROR"),
}
BOUNDS = {
    "port": (1, 65_535),
    "workers": (1, 64),
    "threads": (1, 64),
    "session_days": (1, 365),
    "trusted_proxies": (0, 5),
}


def _check(settings: Settings) -> None:
    for name, choices in CHOICES.items():
        if getattr(settings, name) not in choices:
            _refuse(name, getattr(settings, name), " | ".join(choices))
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(settings, name) <= most:
            _refuse(name, getattr(settings, name), f"{least} … {most}")
    if settings.base_url and not _is_web_address(settings.base_url):
        _refuse("base_url", settings.base_url, "https://…")
    elif ":" in settings.host and not settings.base_url:
        _refuse("host", settings.host, "127.0.0.1 | BASE_URL=https://…")
    if settings.is_production and len(settings.secret_key) < SHORTEST_SECRET:
        raise StartError("start.no_secret", shortest=SHORTEST_SECRET)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"}
    except ValueError:
        return False


def _refuse(name: str, value: object, expected: str) -> NoReturn:
    raise StartError("start.bad_setting", name=name.upper(), value=value, expected=expected)


def secret_of(settings: Settings) -> str:
    """Returns the secret that signs tokens: the setting, or the one kept in the instance folder (made at first use)."""
    if settings.secret_key:
        return settings.secret_key
    path = Path(settings.instance_path) / "secret_key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StartError("start.folder", path=str(path.parent), reason=error.strerror or "") from error
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


def database_url_of(settings: Settings) -> str:
    """Returns the SQLAlchemy URL: the setting (psycopg 3 for PostgreSQL), or the embedded SQLite file."""
    url = settings.database_url
    if not url:
        return f"sqlite:///{Path(settings.instance_path).resolve() / 'echeance.sqlite3'}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
