"""Settings: one frozen dataclass read from the environment once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from course.foundation.errors import StartError

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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
    static_path: str = str(ROOT / "build" / "static")
    demo: bool = False
    language: str = "fr"
    workers: int = 2
    threads: int = 4
    session_days: int = 14
    log_level: str = "INFO"
    hash_memory_kib: int = 19_456
    trusted_proxies: int = 0

    @property
    def is_production(self) -> bool:
        """Production refuses to start without its own secret and sends cookies over TLS only."""
        return self.env == "production"

    @property
    def address(self) -> str:
        """The address people type, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

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
            raise StartError("start.bad_setting", name=name.upper(), value=raw, expected="0 | 1")
        return raw.lower() in {"1", "true", "yes"}
    if kind is int:
        if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
            raise StartError("start.bad_setting", name=name.upper(), value=raw, expected="0, 1, 2 …")
        return int(raw)
    return raw


def _check(settings: Settings) -> None:
    if settings.env not in {"development", "production", "test"}:
        raise StartError("start.bad_setting", name="ENV", value=settings.env, expected="development | production")
    if settings.language not in {"fr", "en"}:
        raise StartError("start.bad_setting", name="LANGUAGE", value=settings.language, expected="fr | en")
    if not 1 <= settings.port <= 65_535:
        raise StartError("start.bad_setting", name="PORT", value=str(settings.port), expected="1 … 65535")
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise StartError("start.bad_setting", name="BASE_URL", value=settings.base_url, expected="https://…")
    if settings.is_production and len(settings.secret_key) < 32:
        raise StartError("start.no_secret")


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
        raise StartError("start.folder", path=str(path.parent), reason=error.strerror or str(error)) from error
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
