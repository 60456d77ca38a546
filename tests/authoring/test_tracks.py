"""`tracks.yml`: each lint fires on one fault; the file keeps its form; an import publishes it."""

from pathlib import Path

import pytest

from course.authoring.formats.problems import Problems
from course.authoring.formats.tracks import read_tracks, write_tracks
from course.authoring.formats.yaml_reading import read_yaml
from course.authoring.services.content_check import check_content
from course.authoring.services.content_import import import_content
from course.catalogue.queries import tracks
from tests.authoring.test_content_check import TODAY
from tests.content_files import change, write_files

TRACKS = """tracks:
  - key: premiere-semaine
    title: Première semaine
    english: First week
    summary: Cinq jours.
    summary_english: Five days.
    days: 7
    stages:
      - title: Lundi
        english: Monday
        steps:
          - lecon:calculer
          - revision

  - key: metier
    title: Chargé de recouvrement
    english: Collections officer
    summary: Le métier.
    summary_english: The job.
    days: 90
    job_role: charge-de-recouvrement
"""


SECOND_DAY = """      - title: Mardi
        english: Tuesday
        steps:
          - revision
          - lecon:calculer
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = write_files(tmp_path / "content")
    (found / "tracks.yml").write_text(TRACKS, encoding="utf-8")
    return found


def problems(folder: Path) -> list[tuple[int, str]]:
    return [(one.line, one.message_id) for one in check_content(folder, TODAY) if one.file == "tracks.yml"]


def test_the_file_is_in_order_and_keeps_its_form(folder: Path) -> None:
    noted = Problems("tracks.yml")
    node = read_yaml(TRACKS, noted)
    assert node is not None

    entries = [entry for entry, _node in read_tracks(node, noted)]

    assert problems(folder) == []
    assert write_tracks(entries) == TRACKS


@pytest.mark.parametrize(
    ("old", "new", "line", "message_id"),
    [
        ("lecon:calculer", "lecon:autre", 12, "content.unknown_lesson"),
        ("lecon:calculer", "appel:autre", 12, "content.unknown_practice"),
        ("lecon:calculer", "atelier:autre", 12, "content.unknown_practice"),
        ("lecon:calculer", "questionnaire:autre", 12, "content.unknown_quiz"),
        ("lecon:calculer", "loi:c-com-l441-10", 12, "track.bad_step"),
        ("          - revision\n", SECOND_DAY, 17, "track.step_twice"),
        ("job_role: charge-de-recouvrement", "job_role: autre", 21, "track.unknown_job_role"),
        ("    job_role: charge-de-recouvrement\n", "", 15, "track.stages_or_job_role"),
        ("    days: 7\n", "    days: 7\n    job_role: charge-de-recouvrement\n", 9, "track.stages_or_job_role"),
        ("    job_role: charge", "    final: autre\n    job_role: charge", 21, "content.unknown_quiz"),
    ],
)
def test_a_fault_is_found_at_its_line(folder: Path, old: str, new: str, line: int, message_id: str) -> None:
    change(folder, "tracks.yml", old, new)

    assert (line, message_id) in problems(folder)


def test_a_training_quiz_ends_no_track(folder: Path) -> None:
    change(folder, "tracks.yml", "    job_role: charge", "    final: cadre-legal-entrainement\n    job_role: charge")

    assert problems(folder)[-1] == (21, "certification.not_final")


def test_an_import_publishes_the_tracks_in_their_order(session, folder: Path) -> None:
    import_content(session, folder)

    assert [(card.key, card.job_role) for card in tracks(session)] == [
        ("premiere-semaine", ""),
        ("metier", "charge-de-recouvrement"),
    ]
