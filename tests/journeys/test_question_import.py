"""A trainer brings a bank from Moodle in: the file is looked at, imported, reported on, and taken back."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from quizzes.formats.moodle_xml import write
from quizzes.formats.native import question_from_mapping
from quizzes.questions import DateQuestion
from tests.authoring.sample_bank import sample_bank
from tests.journeys.conftest import sign_in

TRAINER = "sophie@arvanel.example"
PLAIN = 300
HELD = [question for question in sample_bank() if not isinstance(question, DateQuestion)]  # Moodle has no dates
IN = PLAIN + len(HELD) + 1  # and the one that comes in without its picture
BROKEN = """
<question type="category"><category><text>$course$/top/Cassées</text></category></question>
<question type="truefalse"><name><text>Sans énoncé</text></name>
<answer fraction="100"><text>true</text></answer></question>
<question type="ddimageortext"><name><text>À glisser sur une image</text></name>
<questiontext format="html"><text>Glissez.</text></questiontext></question>
<question type="numerical"><name><text>Un nombre illisible</text></name>
<questiontext format="html"><text>Combien ?</text></questiontext>
<answer fraction="100"><text>douze</text></answer></question>
<question type="shortanswer"><name><text>Avec une image SVG</text></name><questiontext format="html">
<text><![CDATA[<p>Que voit-on ? <img src="@@PLUGINFILE@@/schema.svg" alt=""></p>]]></text>
<file name="schema.svg" encoding="base64">PHN2Zy8+</file></questiontext>
<answer fraction="100"><text>un schéma</text></answer></question>
"""


def moodle_bank() -> str:
    """Returns a bank as Moodle exports it: some hundred questions, one of every type, and five that have a fault."""
    plain = [
        question_from_mapping(
            {
                "key": f"relance-{number}",
                "type": "single",
                "difficulty": 3,
                "seconds": 60,
                "sources": [],
                "name": f"Relance n° {number} : que dire au client ?",
                "category": f"Relance/Série {number // 50 + 1}",
                "stem": {"format": "html", "source": f"<p>Facture {number} : que dire au client ?</p>"},
                "options": [
                    {"text": "Rappeler l’échéance", "right": True, "feedback": "Oui."},
                    {"text": "Attendre", "feedback": "Non."},
                ],
                "explanation": None,
            }
        )
        for number in range(PLAIN)
    ]
    # As Moodle writes it: without what only our own questions carry.
    text = re.sub(r"<tag>\s*<text>echeance:[^<]*</text>\s*</tag>", "", write([*plain, *HELD]).text)
    return text.replace("</quiz>", f"{BROKEN}</quiz>")


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_bank_comes_in_is_reported_on_and_taken_back(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], own_site: str, tmp_path: Path
) -> None:
    page = visitor(own_site)
    sign_in(page, TRAINER)
    bank = tmp_path / "banque moodle.xml"
    bank.write_text(moodle_bank(), encoding="utf-8")

    page.goto("/studio/questions/import")
    accessible(page)
    page.set_input_files("#file", bank)
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url("**/imports/*")
    expect(page.get_by_role("heading", name="Aperçu de l’import")).to_be_visible(timeout=30_000)

    accessible(page)
    preview = spaced(page.inner_text("main"))
    assert "Questions refusées\n3" in preview
    assert "Sans énoncé" in preview
    assert "Les questions du type « ddimageortext » ne sont pas importées." in preview
    assert "« schema.svg » n’est pas une image PNG, JPEG, GIF ou WebP : elle est laissée de côté." in preview

    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("heading", name="Import terminé")).to_be_visible(timeout=30_000)
    accessible(page)
    report = spaced(page.inner_text("main"))
    assert f"Questions importées\n{IN}" in report
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le rapport (CSV)").click()
    assert "refusée" in Path(download.value.path()).read_text(encoding="utf-8-sig")

    page.get_by_text("Annuler cet import").first.click()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_role("heading", name="Import annulé")).to_be_visible(timeout=30_000)
    assert f"Brouillons retirés\n{IN}" in spaced(page.inner_text("main"))

    page.goto("/studio/questions/imports")
    accessible(page)
    page.goto("/studio/questions/export?format=csv")
    expect(page.get_by_role("button", name="Télécharger")).to_be_visible()
    accessible(page)


def test_without_scripts_a_large_file_comes_in_too(visitor: Callable[..., Page], own_site: str, tmp_path: Path) -> None:
    page = visitor(own_site, 390, "dark", javascript=False)
    sign_in(page, TRAINER)
    bank = tmp_path / "grande banque.gift"
    bank.write_text(
        "\n\n".join(f"::Question {n}::Combien font {n} et un, en jours ouvrés ? {{#{n + 1}}}" for n in range(4000)),
        encoding="utf-8",
    )

    page.goto("/studio/questions/import")
    page.set_input_files("#file", bank)
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", name="Aperçu de l’import")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Importer 4000 questions").click()

    expect(page.get_by_role("heading", name="Import terminé")).to_be_visible(timeout=30_000)
