"""Settings are read once, and an unusable one is one clear line."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from course.foundation.database import engine_options
from course.foundation.errors import StartError
from course.foundation.settings import Settings, database_url_of, read_settings, secret_of
from course.web.messages import sentence

SECRET = "s" * 32


def test_nothing_set_gives_the_defaults() -> None:
    assert read_settings({}) == Settings()


def test_an_empty_variable_is_as_none() -> None:
    assert read_settings({"PORT": " ", "DATABASE_URL": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "prod"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "8_000"),
        ("PORT", "٨٠"),
        ("PORT", "1" * 30),
        ("WORKERS", "0"),
        ("THREADS", "1000"),
        ("SESSION_DAYS", "0"),
        ("TRUSTED_PROXIES", "99"),
        ("LANGUAGE", "de"),
        ("LOG_LEVEL", "LOUD"),
        ("DEMO", "perhaps"),
        ("BASE_URL", "cours.example"),
        ("HOST", "::1"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://[broken"),
        ("BASE_URL", "https://cours.example/below"),
    ],
)
def test_an_unusable_value_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(StartError) as caught:
        read_settings({name: value})

    line = sentence(caught.value.message_id, caught.value.params)
    assert name in line
    assert "\n" not in line


def test_production_refuses_to_start_without_its_own_secret() -> None:
    with pytest.raises(StartError, match=r"start\.no_secret"):
        read_settings({"ENV": "production", "SECRET_KEY": "short"})

    assert read_settings({"ENV": "production", "SECRET_KEY": SECRET}).is_production


@pytest.mark.parametrize("url", ["mysql://db/x", "nonsense", "sqlite+aiosqlite:///x", "postgresql+asyncpg://x", "://"])
def test_only_the_two_databases_are_known(url: str) -> None:
    with pytest.raises(StartError) as caught:
        engine_options(url)

    assert "DATABASE_URL" in sentence(caught.value.message_id, caught.value.params)


def test_a_wrong_database_address_does_not_show_its_password() -> None:
    with pytest.raises(StartError) as caught:
        engine_options("mysql://user:tresor@db/x")

    assert "tresor" not in sentence(caught.value.message_id, caught.value.params)


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_postgresql_is_reached_through_psycopg(prefix: str) -> None:
    url = database_url_of(Settings(database_url=f"{prefix}user@db/course"))

    assert url == "postgresql+psycopg://user@db/course"


def test_the_embedded_database_stands_in_the_instance_folder(tmp_path: Path) -> None:
    assert database_url_of(Settings(instance_path=str(tmp_path))) == f"sqlite:///{tmp_path}/echeance.sqlite3"


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(instance_path=str(tmp_path / "new"))

    first, second = secret_of(settings), secret_of(settings)

    assert first == second
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600


def test_a_secret_that_cannot_be_kept_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StartError, match=r"start\.folder"):
        secret_of(Settings(instance_path=str(tmp_path / "file" / "below")))


@pytest.mark.parametrize(
    ("settings", "address", "hosts"),
    [
        (Settings(), "http://127.0.0.1:8000", ["127.0.0.1", "localhost"]),
        (Settings(host="::", base_url="http://cours.example:81"), "http://cours.example:81", ["cours.example"]),
        (Settings(base_url="https://cours.example/"), "https://cours.example", ["cours.example"]),
    ],
)
def test_the_address_decides_which_hosts_are_ours(settings: Settings, address: str, hosts: list[str]) -> None:
    assert (settings.address, settings.trusted_hosts) == (address, hosts)


def test_the_demonstration_comes_by_itself_on_loopback_only() -> None:
    local = Settings()

    assert local.has_demo
    assert not replace(local, env="production").has_demo
    assert not replace(local, host="0.0.0.0").has_demo
    assert replace(local, host="0.0.0.0", demo=True).has_demo


def test_a_secret_is_never_shown() -> None:
    assert SECRET not in repr(Settings(secret_key=SECRET))
