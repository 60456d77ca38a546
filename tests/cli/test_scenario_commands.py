"""`flask course scenario check | play | graph` on a file by itself; exit status 1 where something is wrong."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

FILE = Path(__file__).parents[1] / "quizzes" / "scenarios" / "relance.yml"


def run(app, *words):
    result = app.test_cli_runner().invoke(args=["course", "scenario", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    out, err = (text.replace("\u00a0", " ").replace("\u202f", " ") for text in (result.stdout, result.stderr))
    return result.exit_code, out, err


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "cassee.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace("to: rupture", "to: rien"), encoding="utf-8")
    return path


def test_a_scenario_in_order_says_the_best_path_of_each_variant(app):
    code, out, _err = run(app, "check", FILE)

    assert code == 0
    assert out.splitlines()[0] == "Une relance courte : 12 étapes, 3 fins, sans défaut."
    assert "Meilleur chemin de grossiste : a a a a a a a a a a → fin-promesse, 14 sur 15 ; COM-1 6, COM-3 13." in out


def test_faults_are_said_with_file_line_and_field(app, broken):
    code, out, _err = run(app, "check", broken)

    assert code == 1
    assert "cassee.yml" in out
    assert "nodes[3].choices[2].to" in out
    assert "« rien »" in out


def test_what_cannot_be_read_is_said_by_every_command(app, tmp_path):
    path = tmp_path / "vide.yml"
    path.write_text("key: vide\n", encoding="utf-8")

    for command in ("check", "play", "graph"):
        code, out, _err = run(app, command, path)
        assert (code, "title" in out) == (1, True)


def test_a_path_is_played_line_by_line_with_what_is_offered_next(app):
    code, out, _err = run(app, "play", FILE, "a", "b")

    assert code == 0
    assert (
        "2. [ouverture] La comptable : « Bonjour. »\n   b) « Vous êtes en retard ! »\n   relation -1, humeur -1" in out
    )
    assert "[tension] La comptable : « Parlez-moi autrement. »\n   a) « Pardon. Reprenons. »" in out


def test_a_path_to_an_end_says_what_it_came_to(app):
    _code, good, _err = run(app, "play", FILE, *"aaaaaaaaaa", "--variant", "grossiste")
    _code, fault, _err = run(app, "play", FILE, *"abb")

    assert "[fin-promesse] Le virement arrive.\nTotal : 14 sur 14. COM-1 1.00, COM-3 1.00" in good
    assert "[faute grave] Menace d’une saisie sans titre\nTotal : 0 sur 14." in fault


def test_a_choice_that_is_not_offered_and_an_unknown_variant_are_refused(app):
    code, out, err = run(app, "play", FILE, "a", "z")
    assert (code, "« z »" in err, "[ouverture]" in out) == (1, True, True)

    assert run(app, "play", FILE, "--variant", "autre")[0] == 1


def test_the_graph_is_written_as_an_svg_file(app, tmp_path):
    path = tmp_path / "graphe.svg"

    code, out, _err = run(app, "graph", FILE, "-o", path)

    assert (code, str(path) in out) == (0, True)
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Diagnostiquer" in "".join(root.itertext())


def test_a_graph_that_cannot_be_written_and_a_key_that_is_none_are_refused(app, tmp_path):
    assert run(app, "graph", FILE, "-o", tmp_path)[0] == 1
    assert "« rien-de-tel »" in run(app, "check", "rien-de-tel")[2]
