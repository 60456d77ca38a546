"""A lesson or the law behind a certificate changed: reading it again is proposed, and the certificate stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from course.assessment.services import read_notice
from course.authoring.services.content_import import import_content, prepare_import, with_material
from course.cli.content import import_folder
from course.enrolment.models import Refresher
from course.enrolment.queries.refreshers import open_refreshers
from course.enrolment.services.certificates import revoke_certificate
from course.enrolment.services.refreshers import propose_refreshers, settle_refresher
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.permissions import Role
from course.publishing.models import Publication
from course.publishing.queries import item_of
from course.references import services as references
from course.references.formats import LawEntry
from tests import factories
from tests.authoring.conftest import form_of, the_desk
from tests.content_files import FILES, LESSON_PATH, change, write_files
from tests.enrolment.certifying import (
    NOON,
    issued_to,
    make_certification,
    make_final,
    make_ready,
    pass_final,
    prove,
)
from tests.learning.content import make_lesson, make_programme
from tests.seeds import seeded

LAW = LawEntry(
    key="c-com-l441-10",
    code="Code de commerce",
    article="L441-10",
    title="Délais de paiement",
    summary="Le délai convenu ne dépasse pas soixante jours.",
    grade="A",
    checked_on=date(2026, 11, 22),
    in_force_from=date(2019, 4, 26),
)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def make_holder(session):
    """Who holds a certificate that rests on the lesson « echeance » and the law it names."""
    make_programme(session)
    person, quiz = make_ready(session, has_framework=True)
    pass_final(session, person, quiz)
    assert issued_to(session, person)
    return person


engine, holder = seeded(make_holder)


def asked(session, person):
    return [(row.kind, row.key, row.message) for row in open_refreshers(session, person.id)]


def renew_lesson(session, key="echeance"):
    return make_lesson(session, key, position=1, text=f"Un autre texte de {key}.").version_id


def test_a_lesson_that_changes_in_what_it_teaches_is_proposed_to_holders_alone(session, holder):
    stranger = factories.make_person(session)
    version = renew_lesson(session)

    count = propose_refreshers(session, "lesson", "echeance", version, "Le taux a changé")

    assert count == 1
    assert asked(session, holder) == [("lesson", "echeance", "Le taux a changé")]
    assert open_refreshers(session, holder.id)[0].title == "Leçon echeance"
    assert asked(session, stranger) == []
    assert issued_to(session, holder)[0].state(NOON.date()) == "valid"


def test_the_same_change_twice_asks_once_and_a_lesson_that_no_certificate_rests_on_asks_nobody(session, holder):
    version = renew_lesson(session)
    other = make_lesson(session, "autre", position=2, competencies=(("COM-1", 1, 2),)).version_id

    for _ in range(2):
        propose_refreshers(session, "lesson", "echeance", version)

    assert propose_refreshers(session, "lesson", "autre", other) == 0
    assert len(session.execute(select(Refresher)).all()) == 1


def test_a_certificate_issued_on_the_new_version_asks_nothing(session, holder):
    version = issued_to(session, holder)[0].basis["lessons"]["echeance"]

    assert propose_refreshers(session, "lesson", "echeance", version) == 0


def test_expired_and_revoked_certificates_ask_nothing(session, holder):
    version = renew_lesson(session)
    with clock.at(NOON + timedelta(days=900)):
        expired = propose_refreshers(session, "lesson", "echeance", version)
    revoke_certificate(session, factories.make_person(session).id, issued_to(session, holder)[0].id, "Parce que")

    assert (expired, propose_refreshers(session, "lesson", "echeance", version)) == (0, 0)


def test_what_was_proposed_goes_with_a_revoked_certificate(session, holder):
    propose_refreshers(session, "lesson", "echeance", renew_lesson(session))

    revoke_certificate(session, factories.make_person(session).id, issued_to(session, holder)[0].id, "Parce que")

    assert asked(session, holder) == []


def test_reading_it_again_settles_every_change_of_it_until_the_next(session, holder):
    propose_refreshers(session, "lesson", "echeance", renew_lesson(session), "Un")
    propose_refreshers(session, "lesson", "echeance", renew_lesson(session), "Deux")
    (row,) = open_refreshers(session, holder.id)

    settle_refresher(session, holder.id, row.id)
    after = asked(session, holder)
    propose_refreshers(session, "lesson", "echeance", renew_lesson(session), "Trois")

    assert row.message == "Deux"
    assert after == []
    assert asked(session, holder) == [("lesson", "echeance", "Trois")]


def test_nobody_settles_what_another_is_asked(session, holder):
    propose_refreshers(session, "lesson", "echeance", renew_lesson(session))
    (row,) = open_refreshers(session, holder.id)

    with pytest.raises(NotFoundError):
        settle_refresher(session, factories.make_person(session).id, row.id)

    assert len(asked(session, holder)) == 1


def test_completing_the_lesson_settles_it(client, session, sign_in, holder):
    propose_refreshers(session, "lesson", "echeance", renew_lesson(session))

    sign_in(client, holder).post("/lessons/echeance/complete")

    assert asked(session, holder) == []


@pytest.mark.parametrize(
    ("changes", "is_material"),
    [
        ({"summary": "Le délai ne dépasse pas trente jours."}, True),
        ({"in_force_to": date(2026, 12, 31)}, True),
        ({"note": "Modifié en 2026."}, True),
        ({"checked_on": date(2026, 11, 28)}, False),
        ({"grade": "B", "url": "https://www.legifrance.gouv.fr/x", "facts": ("F1.01",)}, False),
    ],
)
def test_a_law_changes_by_its_text_and_dates_and_not_by_how_it_was_checked(session, changes, is_material):
    references.save_law(session, LAW, "source")

    made = references.save_law(session, replace(LAW, **changes), f"source {changes}")

    said = session.execute(select(Publication.is_material).where(Publication.version_id == made.id)).scalar_one()
    assert made.is_material is is_material
    assert bool(said) is is_material


def test_a_law_that_is_new_is_no_change(session):
    assert references.save_law(session, LAW, "source").is_material is False


# --- Through the files and the studio ------------------------------------------------------------------------------


@pytest.fixture
def folder(session, tmp_path):
    """The small programme, imported from these files."""
    text = FILES[LESSON_PATH].replace("[DAF](mot:daf)", "[DAF](mot:daf) et [L441-10](loi:c-com-l441-10)")
    root = write_files(tmp_path / "content", {**FILES, LESSON_PATH: text})
    assert import_content(session, root).problems == ()
    return root


@pytest.fixture
def reader_of_files(session, folder):
    """Who holds a certificate that rests on the lesson « calculer » of the files and the law it names."""
    quiz = make_final(session, competencies=("JUR-1",))
    make_certification(session, requirements={"JUR-1": 2})
    person = factories.make_person(session)
    read_notice(session, person.id)
    prove(session, person.id, "JUR-1")
    pass_final(session, person, quiz)
    (found,) = issued_to(session, person)
    assert found.basis["lessons"].keys() == {"calculer"}
    assert found.basis["laws"].keys() == {"c-com-l441-10"}
    return person


@pytest.mark.unseeded
def test_an_import_that_changes_the_law_asks_and_one_that_dates_its_check_does_not(session, folder, reader_of_files):
    change(
        folder,
        "legal.yml",
        "    facts: [F1.01]\n    checked_on: 2026-11-22",
        "    facts: [F1.01]\n    checked_on: 2026-11-27",
    )
    import_content(session, folder)
    checked = asked(session, reader_of_files)
    change(folder, "legal.yml", "30 jours", "45 jours")

    import_content(session, folder)

    assert checked == []
    assert asked(session, reader_of_files) == [("law", "c-com-l441-10", "")]


@pytest.mark.unseeded
def test_an_import_asks_for_lessons_that_are_named_as_changed_alone(session, folder, reader_of_files):
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")
    import_content(session, folder)
    silent = asked(session, reader_of_files)
    change(folder, LESSON_PATH, "croit au 11", "dit le 11")
    session.commit()

    import_folder(folder, material=("calculer",))

    assert silent == []
    assert asked(session, reader_of_files) == [("lesson", "calculer", "")]


def test_a_lesson_that_does_not_change_cannot_be_said_to(session, folder):
    with pytest.raises(InvalidInputError):
        with_material(prepare_import(session, folder), ["calculer"])


@pytest.mark.unseeded
@pytest.mark.parametrize("is_material", [True, False])
def test_the_tick_in_the_studio_asks_with_the_message_of_the_publication(
    client, session, sign_in, folder, reader_of_files, is_material
):
    trainer = factories.make_person(session, "Hélène", roles=(Role.TRAINER,))
    browser = sign_in(client, trainer)
    text = form_of(session)["text"] + "\r\n\r\nUne règle nouvelle.\r\n"
    browser.post("/studio/lessons/calculer/draft", data=form_of(session, text=text))
    desk = the_desk(session)
    ticked = {"material": "1"} if is_material else {}

    answer = browser.post(
        "/studio/lessons/calculer/publish",
        data={
            "revision": desk.revision,
            "published": desk.published_version_id,
            "message": "La règle a changé",
            **ticked,
        },
    )

    item = item_of(session, "lesson", "calculer")
    last = session.execute(
        select(Publication.is_material).where(Publication.item_id == item.id).order_by(Publication.id.desc()).limit(1)
    ).scalar_one()
    assert answer.status_code == 303
    assert last is is_material
    assert asked(session, reader_of_files) == ([("lesson", "calculer", "La règle a changé")] if is_material else [])


def test_the_publish_form_keeps_the_tick_where_it_is_shown_again(client, session, sign_in, folder):
    trainer = factories.make_person(session, "Hélène", roles=(Role.TRAINER,))
    browser = sign_in(client, trainer)
    browser.post("/studio/lessons/calculer/draft", data=form_of(session, title="Autre titre"))
    fresh = browser.get("/studio/lessons/calculer/publish").text

    again = browser.post("/studio/lessons/calculer/publish", data={"message": "", "material": "1"})

    assert 'name="material" value="1" aria' in fresh
    assert again.status_code == 422
    assert 'name="material" value="1" checked' in again.text


@pytest.mark.unseeded
def test_proposing_takes_two_statements_whatever_the_number_of_certificates(session, count_statements):
    make_programme(session)
    person, quiz = make_ready(session, has_framework=True)
    pass_final(session, person, quiz)
    for _ in range(4):
        other = factories.make_person(session)
        read_notice(session, other.id)
        prove(session, other.id, "JUR-1", "JUR-2")
        pass_final(session, other, quiz)
    version = renew_lesson(session)

    with count_statements() as statements:
        count = propose_refreshers(session, "lesson", "echeance", version)

    assert count == 5
    assert len(statements) == 2
