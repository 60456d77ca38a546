"""What one more proof would change, how far questions carry, and that certainty fades: in words, never in per cent."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from course.competencies.services import record_observation
from course.foundation import clock
from course.learning.views.next_proof import fading_words
from course.web.display import scale_place
from tests import factories
from tests.learning.test_competencies import NOON, prove


def plain(text):
    """Returns a text with plain spaces: French puts others before « : » and inside quotation marks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def soon_after():
    """Today is the day after the proofs."""
    with clock.at(NOON + timedelta(days=1)):
        yield


def page_of(client, key="JUR-1"):
    return plain(client.get(f"/competencies/{key}").text)


def test_with_one_proof_the_state_says_how_many_are_missing_and_nothing_more(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0])

    page = page_of(client)

    assert "encore 2 preuves" in page
    assert "de plus" not in page.split("Les quatre niveaux")[0]


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([1, 1], "Une bonne réponse de plus : acquis. Une fausse : à confirmer."),
        ([0, 0], "Une réponse de plus, juste ou fausse : à confirmer."),
        ([1, 1, 1], "Une bonne réponse de plus : acquis. Une fausse : à confirmer."),
        ([0] * 5, "Une bonne réponse de plus : à confirmer. Une fausse : écart."),
        ([1] * 12, "Une réponse de plus, juste ou fausse, n’y changerait rien."),
    ],
)
def test_it_is_said_what_a_right_and_a_wrong_answer_would_make(client, session, learner, scores, said) -> None:
    prove(session, learner, "JUR-1", [float(score) for score in scores])

    assert said in page_of(client)


def test_an_undecided_competency_says_how_many_questions_are_missing(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0, 1.0, 0.0])

    page, listed = page_of(client), plain(client.get("/competencies").text)

    assert "à confirmer" in page
    assert re.search(r"Pas encore établi : encore \d+ questions environ, si les réponses restent partagées\.", page)
    assert re.search(r"pas encore établi : encore \d+ questions environ", listed)


def test_at_the_very_limit_no_number_of_questions_is_promised(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0, 0.0, 1.0, 0.0])

    page = page_of(client)

    assert "Les preuves sont à la limite du niveau attendu : des questions seules ne trancheront pas" in page
    assert "questions environ" not in page


def test_a_firm_gap_is_not_moved_by_one_answer(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [0.0] * 12)

    page = page_of(client)

    assert "écart ▼" in page
    assert "Une réponse de plus, juste ou fausse, n’y changerait rien." in page


def test_where_nothing_is_required_nothing_is_promised(client, session, learner) -> None:
    prove(session, learner, "JUR-2", [1.0, 0.0, 1.0, 1.0])

    page = page_of(client, "JUR-2")

    assert "de plus" not in page.split("Les quatre niveaux")[0]
    assert "Pas encore établi" not in page


@pytest.mark.parametrize(("key", "level"), [("JUR-1", "Autonome"), ("COM-1", "Avec appui")])
def test_how_far_questions_carry_is_always_said(client, learner, key, level) -> None:
    assert f"Les questions établissent au plus « {level} » ; au-delà, il faut" in page_of(client, key)


def test_beyond_what_questions_establish_no_number_of_questions_is_promised(client, session, learner) -> None:
    competency = session.query(factories.Competency).filter_by(key="COM-1").one()
    factories.require(session, session.query(factories.JobRole).first(), competency, 4)
    prove(session, learner, "COM-1", [1.0] * 20)

    page = page_of(client, "COM-1")

    assert "Des questions seules n’établissent pas ce niveau : une simulation ou un geste observé le fera." in page
    assert "questions environ" not in page


def test_once_a_gesture_was_seen_an_answer_may_change_the_verdict_again(client, session, learner) -> None:
    competency = session.query(factories.Competency).filter_by(key="COM-1").one()
    factories.require(session, session.query(factories.JobRole).first(), competency, 4)
    prove(session, learner, "COM-1", [1.0] * 20)
    boss, day = factories.make_person(session, "Claire"), NOON.date()
    for _time in range(3):
        record_observation(session, boss.id, learner.id, "COM-1", 4, day, "Vu.", today=day)

    page = page_of(client, "COM-1")

    assert "à confirmer par une observation" not in page


def test_proofs_of_eight_months_ago_say_that_certainty_falls(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0, 1.0, 1.0], NOON - timedelta(days=245))

    page, listed = page_of(client), plain(client.get("/competencies").text)

    assert "Sans nouvelle preuve depuis 8 mois : la certitude baisse." in page
    assert "Sans nouvelle preuve depuis 8 mois" in listed


@pytest.mark.parametrize(("days", "said"), [(0, ""), (89, ""), (90, "depuis 3 mois"), (400, "depuis 13 mois")])
def test_certainty_is_said_to_fall_from_the_third_month_on(app, days, said) -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    with app.test_request_context():
        words = fading_words(now - timedelta(days=days), now)

    assert said in words
    assert bool(words) == bool(said)


@pytest.mark.parametrize(("place", "said"), [(2.99, "2,9"), (3.0, "3,0"), (0.04, "0,0"), (4.0, "4,0"), (1.7, "1,7")])
def test_a_place_on_the_scale_never_reads_as_a_level_not_reached(app, place, said) -> None:
    with app.test_request_context():
        assert scale_place(place) == said


def test_levels_are_never_told_as_per_cent(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0, 0.0, 1.0, 1.0], NOON - timedelta(days=245))
    prove(session, learner, "JUR-1", [1.0, 0.0])

    for address in ("/", "/competencies", "/competencies/JUR-1", "/proofs/1", "/modules/cadre-legal"):
        text = re.sub(r"<svg.*?</svg>|<script.*?</script>|<[^>]*>", " ", client.get(address).text, flags=re.DOTALL)
        assert "%" not in text, address
