"""`docs/settings.md` says of every setting what the program believes."""

import re
from dataclasses import MISSING, fields

from course.foundation.settings import Settings
from tests.architecture.sources import ROOT

LINE = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \|", re.MULTILINE)


def documented(page: str) -> dict[str, str]:
    return {name: default.strip("` ") for name, default in LINE.findall(page)}


def default_of(name: str) -> str:
    value = next(field.default for field in fields(Settings) if field.name == name)
    assert value is not MISSING
    if isinstance(value, bool):
        return str(int(value))
    return str(value).removeprefix(f"{ROOT}/")


def test_every_setting_is_documented_with_its_default() -> None:
    page = documented((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))

    settings = {field.name.upper(): default_of(field.name) for field in fields(Settings)}

    assert page == settings


def test_a_setting_missing_from_the_page_is_found() -> None:
    page = documented("| `PORT` | `8000` | the port |\n")

    assert page == {"PORT": "8000"}
    assert set(page) != {field.name.upper() for field in fields(Settings)}
