"""What counts and what is private: one try, a proof for each competency, practice that nobody else ever sees."""

import json
import re

import pytest
from sqlalchemy import select

from course.competencies.models import Estimate, Evidence
from course.competencies.services import object_to
from course.enrolment.queries import completed_item_ids
from course.enrolment.services import assign
from course.foundation import clock
from course.foundation.errors import ConflictError, NotFoundError
from course.foundation.permissions import Role
from course.simulations.queries.open_plays import open_plays
from course.simulations.queries.workshops import play_of
from course.simulations.services.workshops import Beginning, begin_workshop
from tests import factories
from tests.seeds import seeded
from tests.simulations.workshops import (
    begin,
    decide,
    hand_in,
    informed,
    make_generated,
    make_workshop,
    play_good_day,
    play_rows,
)

SKILLS = (("ORG", "ORG-1", False), ("JUR", "JUR-3", False), ("JUR", "JUR-5", False))


def make_people(session):
    """A workshop, a learner and the manager of their team."""
    make_workshop(session)
    factories.make_framework(session, *SKILLS)
    team = factories.make_team(session)
    learner = factories.make_person(session, "Nadia Lambert", team=team)
    return learner, factories.make_manager(session, team)


engine, people = seeded(make_people)


@pytest.fixture
def learner(session, client, sign_in, people):
    return sign_in(client, people[0])


def proofs(session):
    session.expire_all()
    return list(session.execute(select(Evidence).order_by(Evidence.seq)).scalars())


def test_a_counted_day_is_a_proof_for_each_competency_that_the_workshop_measures(learner, session, people) -> None:
    informed(session, people[0])
    play = begin(learner, mode="counted")
    play_good_day(learner, play)

    hand_in(learner, play)

    found = proofs(session)
    assert [proof.weights for proof in found] == [{"ORG-1": 1.0}, {"JUR-3": 1.0}]
    assert {proof.kind for proof in found} == {"simulation"}
    assert {proof.source for proof in found} == {"La balance de novembre"}
    assert {proof.item_version_id for proof in found} == {play_rows(session)[0].version_id}
    assert all(0.0 < proof.score <= 1.0 for proof in found)
    assert session.execute(select(Estimate).where(Estimate.learner_id == people[0].id)).first() is not None
    assert play_rows(session)[0].item_id in completed_item_ids(session, people[0].id)


def test_handed_in_twice_is_one_proof(learner, session, people) -> None:
    informed(session, people[0])
    play = begin(learner, mode="counted")
    play_good_day(learner, play)

    for _ in range(2):
        assert hand_in(learner, play).status_code == 303

    assert len(proofs(session)) == 2


def test_what_counts_is_tried_once(learner, session, people) -> None:
    informed(session, people[0])
    play = begin(learner, mode="counted")
    hand_in(learner, play)

    assert begin(learner, mode="counted") == play
    assert learner.post(f"{play}/stop").status_code == 409
    page = learner.get("/workshops/novembre").text
    assert "revoir la correction" in page
    assert "Commencer ma journée, elle compte" not in page


def test_what_counts_waits_until_the_notice_was_read(learner, session) -> None:
    refused = learner.post("/workshops/novembre", data={"kind": "day", "mode": "counted"})
    assert refused.status_code == 409
    assert play_rows(session) == []

    assert begin(learner, mode="counted", notice="read")
    assert play_rows(session)[0].mode == "counted"


def test_who_saw_the_correction_of_a_ledger_written_by_hand_does_not_count_on_it(learner, session, people) -> None:
    informed(session, people[0])
    hand_in(learner, begin(learner))

    refused = learner.post("/workshops/novembre", data={"kind": "day", "mode": "counted"})

    assert refused.status_code == 409
    assert "déjà vu la correction" in refused.text
    assert "déjà vu la correction" in learner.get("/workshops/novembre").text


@pytest.mark.parametrize(("first", "second"), [("practice", "counted"), ("counted", "practice")])
def test_one_ledger_written_by_hand_is_not_open_in_both_modes(
    learner, session, people, first: str, second: str
) -> None:
    informed(session, people[0])
    begin(learner, mode=first)

    refused = learner.post("/workshops/novembre", data={"kind": "day", "mode": second})

    assert refused.status_code == 409
    assert "dans l’autre mode" in refused.text


def test_the_seed_of_a_day_that_still_counts_cannot_be_practised(learner, session, people) -> None:
    make_generated(session)
    informed(session, people[0])
    play = begin(learner, mode="counted", key="tire")
    number = play.rsplit("/", 1)[1]
    data = {"kind": "day", "mode": "practice", "again": number}

    assert learner.post("/workshops/tire", data=data).status_code == 404
    hand_in(learner, play)
    again = begin(learner, key="tire", again=number)

    counted, practised = play_rows(session)
    assert again != play
    assert counted.seed == practised.seed


def test_a_quarter_never_counts(session, people) -> None:
    workshop = make_generated(session)
    informed(session, people[0])

    with pytest.raises(ConflictError, match="quarter_is_practice"):
        begin_workshop(session, people[0].id, workshop, Beginning("quarter", "counted", 1, {"week": 0}))


def test_practice_leaves_no_proof(learner, session) -> None:
    play = begin(learner)
    play_good_day(learner, play)

    hand_in(learner, play)

    assert proofs(session) == []
    assert session.execute(select(Estimate)).first() is None


def test_a_manager_sees_nothing_of_practice(learner, client, session, people, sign_in) -> None:
    play = begin(learner)
    play_good_day(learner, play)
    hand_in(learner, play)
    manager = sign_in(client, people[1])

    assert manager.get(play).status_code == 404
    assert manager.post(f"{play}/finish").status_code == 404
    for address in ("/team", f"/people/{people[0].id}", f"/team/{people[0].id}"):
        assert "balance" not in manager.get(address).text.lower()


def test_nobody_reads_or_changes_the_play_of_somebody_else(learner, client, session, people, sign_in) -> None:
    play = begin(learner)
    other = sign_in(client, factories.make_person(session, "Karim Diallo"))

    assert other.get(play).status_code == 404
    assert decide(other, play, "P04", "call", "promise_broken").status_code == 404
    assert other.post(f"{play}/stop").status_code == 404
    with pytest.raises(NotFoundError):
        play_of(session, people[1].id, play_rows(session)[0].id)


def test_open_plays_are_told_to_the_home_page_in_one_statement(learner, session, people, count_statements) -> None:
    begin(learner)
    learner_id = people[0].id

    with count_statements() as statements:
        found = open_plays(session, learner_id)

    assert [(one.kind, one.title, one.is_counted) for one in found] == [("workshop", "La balance de novembre", False)]
    assert len(statements) == 1


def test_an_open_day_stands_on_the_home_page_until_it_is_handed_in(learner) -> None:
    play = begin(learner)

    home = learner.get("/").text
    assert f'href="{play}"' in home
    assert "atelier balance âgée · s’entraîner" in home

    hand_in(learner, play)
    assert f'href="{play}"' not in learner.get("/").text


def test_a_proof_says_the_workshop_and_leads_to_its_correction(learner, session, people) -> None:
    informed(session, people[0])
    play = begin(learner, mode="counted")
    play_good_day(learner, play)
    hand_in(learner, play)

    page = learner.get("/competencies/ORG-1").text

    assert "La balance de novembre" in page
    assert "atelier balance âgée" in page
    assert f'href="{play}"' in learner.get("/competencies/ORG-1/proofs/1").text or f'href="{play}"' in page


def test_a_trainer_decides_about_a_contested_day_as_it_was_handed_in(learner, client, session, people, sign_in) -> None:
    informed(session, people[0])
    play = begin(learner, mode="counted")
    decide(learner, play, "P16", "call", "largest_first")
    hand_in(learner, play)
    object_to(session, people[0].id, 1, "Le plan n’était pas dit.")
    trainer = factories.make_person(session, "Sophie Marchand", roles=(Role.EMPLOYEE, Role.TRAINER))
    sign_in(client, trainer)

    address = re.findall(r"/studio/objections/\d+", client.get("/studio/objections").text)[0]
    page = client.get(address).text

    assert "Une journée d’atelier est contestée" in page
    assert "<b>Appeler</b>, C’est un des plus gros montants" in page
    assert "Nadia Lambert" not in page


def test_ones_own_file_of_personal_records_has_the_plays_and_what_was_decided(learner) -> None:
    play = begin(learner)
    decide(learner, play, "P04", "call", "promise_broken")

    tables = json.loads(learner.get("/privacy/export").text)["tables"]["evidence"]

    assert [row["mode"] for row in tables["workshop_play"]] == ["practice"]
    assert [row["body"]["list"] for row in tables["workshop_move"]] == [[["P04", "call", "promise_broken"]]]


def test_a_decision_takes_few_statements(learner, count_statements) -> None:
    play = begin(learner)
    play_good_day(learner, play)

    with count_statements() as statements:
        decide(learner, play, "P04", "escalate", "promise_broken")

    assert len(statements) <= 6, statements


def test_the_pages_take_few_statements_whatever_was_decided(learner, count_statements) -> None:
    play = begin(learner)
    learner.get(play)
    counts = []
    for _ in range(2):
        with count_statements() as statements:
            learner.get(play)
        counts.append(len(statements))
        play_good_day(learner, play)

    assert counts[0] == counts[1] <= 4


def test_before_a_ledger_written_by_hand_is_practised_it_is_said_that_it_may_then_not_count(learner, session) -> None:
    warning = "une fois la correction vue, elle ne peut plus compter"
    make_generated(session)

    assert warning in learner.get("/workshops/novembre").text
    assert warning not in learner.get("/workshops/tire").text


def test_who_is_asked_for_a_day_is_not_led_to_its_correction_first(learner, session, people) -> None:
    today = clock.today("Europe/Paris")
    assign(session, [people[0].id], make_workshop(session).item_id, today, None, today=today)
    session.commit()

    home = learner.get("/").text

    assert "La balance de novembre" in home
    assert "Un seul essai" in home
    assert "Entraînez-vous" not in home
