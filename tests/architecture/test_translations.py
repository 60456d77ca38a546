"""The English catalogue says everything that the French screens say."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT

ENGLISH = ROOT / "course" / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say today."""
    pot = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "-k", "_l"]
    subprocess.run([*command, "-o", str(pot), "."], cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (str(value),)


def problem(message: Message, english: Catalog) -> str:
    translated = english.get(message.id)
    if translated is None:
        return "missing"
    if translated.fuzzy:
        return "uncertain"
    if not all(texts(translated.string)) or not translated.string:
        return "empty"
    asked = set(PLACEHOLDER.findall(texts(message.id)[-1]))
    given = [set(PLACEHOLDER.findall(text)) for text in texts(translated.string)]
    if given[-1] != asked or not all(found <= asked for found in given):
        return "other placeholders"
    return ""


def test_every_text_has_its_english(template: Catalog, english: Catalog) -> None:
    found = [f"{texts(message.id)[0]!r}: {problem(message, english)}" for message in template if message.id]

    assert [line for line in found if not line.endswith(": ")] == []


def test_the_catalogue_keeps_nothing_that_nobody_says(template: Catalog, english: Catalog) -> None:
    stale = [texts(message.id)[0] for message in english if message.id and template.get(message.id) is None]

    assert stale == []
    assert list(english.obsolete) == []


def test_every_incompleteness_is_found() -> None:
    template = Catalog()
    for text in ("Absent", "Vide", "Douteux", "Bonjour %(name)s", "Juste"):
        template.add(text)
    template.add(("%(num)s preuve", "%(num)s preuves"))
    english = read_po(
        io.BytesIO(
            b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
            b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
            b'msgid "Vide"\nmsgstr ""\n\n#, fuzzy\nmsgid "Douteux"\nmsgstr "Doubtful"\n\n'
            b'msgid "Bonjour %(name)s"\nmsgstr "Hello %(nom)s"\n\nmsgid "Juste"\nmsgstr "Right"\n\n'
            b'msgid "%(num)s preuve"\nmsgid_plural "%(num)s preuves"\nmsgstr[0] "One proof"\nmsgstr[1] ""\n'
        ),
        locale="en",
    )

    found = [problem(message, english) for message in template if message.id]

    assert found == ["missing", "empty", "uncertain", "other placeholders", "", "empty"]


def test_the_catalogue_is_where_the_program_looks_for_it() -> None:
    assert ENGLISH.is_relative_to(Path(ROOT / "course" / "web" / "translations"))
