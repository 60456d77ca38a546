"""What people of the demonstration do that counts: quizzes, diagnostics, gestures seen, proofs contested, reviews."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from course.assessment import services as assessment
from course.assessment.queries import attempt_of
from course.assessment.queries.diagnostics import asked_question
from course.assessment.queries.reviews import review_day
from course.assessment.rules.diagnostics import is_pause
from course.assessment.services.diagnosing import answer_diagnostic, begin_diagnostic
from course.assessment.services.requesting import request_diagnostic
from course.assessment.services.reviewing import answer_card, first_card
from course.competencies.queries import proofs_of
from course.competencies.rules import ANSWER
from course.competencies.services import decide_objection, object_to, record_observation
from course.demonstration.cast import Member
from course.demonstration.rules import GROWTH, SEED, UNSURE_BELOW, Learner, answer_of, working_hours
from course.foundation import clock
from course.question_bank.queries import StoredQuiz, quiz_of, stored_questions
from quizzes.ability import DEFAULT_CUTS
from quizzes.questions import Question

ZONE = "Europe/Paris"
Event = tuple[datetime, Callable[[datetime], None]]
# Who took a diagnostic, how many days ago: asked for by their manager.
DIAGNOSTICS: Mapping[str, int] = {"Hélène Duval": 23, "Thomas Le Goff": 19, "Julie Morel": 16, "Fatou Sarr": 12}
# Who sat the final assessment, how many days ago; it earns a certificate where the levels are there, then or later.
FINAL = "finale-recouvrement"
FINALS: Mapping[str, int] = {
    "Claire Vasseur": 6,
    "Marc Oberlin": 95,
    "Isabelle Noël": 45,
    "Hélène Duval": 20,
    "Rémi Castel": 31,
    "Louis Perrot": 26,
    "Inès Carpentier": 9,
    "Hugo Fabre": 38,
    "Samir Belkacem": 17,
    "Julie Morel": 24,
}
# What a manager saw: how many days ago, of which competency, in their words.
SEEN: Mapping[str, tuple[tuple[int, str, str], ...]] = {
    "Nadia Benali": (
        (40, "COM-1", "Appel à Mécalor suivi en double écoute : ouverture claire, silence tenu, promesse complète."),
        (18, "COM-3", "Objection « virement parti » : a demandé la preuve sans accuser, a fixé le rappel."),
    ),
    "Paul Nguyen": ((33, "COM-1", "Trois appels écoutés : la date est demandée, le nom de qui valide ne l’est pas."),),
    "Hélène Duval": ((27, "COM-4", "Échéancier en six fois négocié seule, écrit et signé le jour même."),),
    "Thomas Le Goff": ((21, "COM-2", "Relance relue : ton juste, objet clair, mais aucune date de réponse attendue."),),
    "Inès Carpentier": ((14, "COM-5", "Client très en colère : a laissé parler, a reformulé, a repris le fil."),),
}


@dataclass(frozen=True, slots=True)
class Player:
    """A member with the person made of them and what they truly know."""

    member: Member
    person_id: int
    truth: Learner
    required: Mapping[str, int]


def sit(session: Session, player: Player, quiz: StoredQuiz, at: datetime, *, share: float, rng: Random) -> None:
    """Takes a counted quiz when `share` of the history has passed, as such a person does."""
    wanted = {key for key, level in player.required.items() if level > 0}
    with clock.at(at):
        assessment.read_notice(session, player.person_id)
        attempt_id = assessment.start_attempt(session, player.person_id, quiz, wanted, seed=rng.getrandbits(32))
    attempt = attempt_of(session, player.person_id, attempt_id)
    stored = stored_questions(session, [slot.question_version_id for slot in attempt.slots])
    for slot in attempt.slots:
        question = stored[slot.question_version_id].with_figures(slot.drawn, "fr").question
        at += timedelta(seconds=rng.randrange(12, 40))
        given = _given(player, question, share, rng)
        with clock.at(at):
            assessment.save_answer(
                session, player.person_id, attempt_id, slot.position, given, f"demo-{attempt_id}-{slot.position}"
            )
    with clock.at(at + timedelta(seconds=20)):
        assessment.finish_attempt(session, player.person_id, attempt_id)


def _given(player: Player, question: Question, share: float, rng: Random) -> dict[str, Any]:
    chance = player.truth.chance(question, share)
    is_right = rng.random() < chance
    return answer_of(question, is_right, not is_right and chance < UNSURE_BELOW and rng.random() < 0.4, rng)


def measurements(session: Session, player: Player, today: datetime, rng: Random, manager_id: int) -> list[Event]:
    """Returns the diagnostic that a person took, the gestures that their manager saw, the final that they sat."""
    events = _final(session, player, today)
    ago = DIAGNOSTICS.get(player.member.name)
    if ago is not None:
        at = working_hours(today - timedelta(days=ago), rng)
        own = Random(rng.random())  # noqa: S311 - the demonstration must be the same everywhere
        events.append((at, partial(diagnose, session, player, manager_id=manager_id, rng=own)))
    for ago, key, words in SEEN.get(player.member.name, ()):
        at = working_hours(today - timedelta(days=ago), rng)
        events.append((at, partial(_observe, session, player, manager_id=manager_id, key=key, words=words)))
    return events


def _final(session: Session, player: Player, today: datetime) -> list[Event]:
    ago, quiz = FINALS.get(player.member.name), quiz_of(session, FINAL)
    if ago is None or quiz is None:
        return []
    own = Random(f"{SEED}-{player.member.account}-{FINAL}")  # noqa: S311 - the demonstration must be the same everywhere
    at = working_hours(today - timedelta(days=ago), own)
    return [(at, partial(sit, session, player, quiz, share=1.0, rng=own))]


def diagnose(session: Session, player: Player, at: datetime, *, manager_id: int, rng: Random) -> None:
    """Takes a diagnostic that a manager asked for, in sittings of ten on following days."""
    asked_at = at - timedelta(days=2)
    with clock.at(asked_at):
        due_on = (at + timedelta(days=7)).date()
        request_diagnostic(session, manager_id, [player.person_id], "Préparer le parcours", due_on, asked_at.date())
    with clock.at(at):
        assessment.read_notice(session, player.person_id)
        attempt_id = begin_diagnostic(session, player.person_id, at.date(), seed=rng.getrandbits(30))
    is_ended, position = False, 1
    while not is_ended:
        at += timedelta(seconds=rng.randrange(15, 50))
        if is_pause(position - 1):
            at = working_hours(at + timedelta(days=1), rng)
        asked = asked_question(session, player.person_id, attempt_id, position)
        stored = stored_questions(session, [asked.question_version_id])[asked.question_version_id]
        given = _given(player, stored.with_figures(asked.drawn, "fr").question, 0.9, rng)
        client_id = f"demo-{attempt_id}-{position}"
        with clock.at(at):
            step = answer_diagnostic(session, player.person_id, attempt_id, position, given, client_id, at.date())
            if step.saved_at is None:  # what cannot be read is no answer: then one says that one does not know
                given = {"unknown": True}
                again = f"{client_id}-again"
                step = answer_diagnostic(session, player.person_id, attempt_id, position, given, again, at.date())
        is_ended, position = step.is_ended, position + 1


def _observe(session: Session, player: Player, at: datetime, *, manager_id: int, key: str, words: str) -> None:
    ability = player.truth.abilities[key] - GROWTH * 0.1
    level = sum(ability >= cut for cut in DEFAULT_CUTS)
    with clock.at(at):
        record_observation(session, manager_id, player.person_id, key, level, at.date(), words, at.date())


def contest(session: Session, player: Player, keys: Sequence[str], text: str, at: datetime) -> int | None:
    """Contests the last answer that went wrong in the first of these competencies that has one; returns the
    objection's id, None where there is none."""
    answers = (proof for key in keys for proof in proofs_of(session, player.person_id, key) if proof.kind == ANSWER)
    wrong = next((proof for proof in answers if proof.score < 0.5), None)
    if wrong is None:
        return None
    with clock.at(at):
        return object_to(session, player.person_id, wrong.seq, text)


def decide(
    session: Session, trainer_id: int, objection_id: int | None, decision: str, answer: str, at: datetime
) -> None:
    """Decides on an objection, where there was one."""
    if objection_id is not None:
        with clock.at(at):
            decide_objection(session, trainer_id, objection_id, decision, answer)


def review(session: Session, player: Player, at: datetime, most: int, rng: Random) -> None:
    """Reviews a few cards one day."""
    for _ in range(most):
        at += timedelta(seconds=rng.randrange(15, 50))
        with clock.at(at):
            asked = first_card(session, player.person_id, review_day(session, player.person_id, at, ZONE))
            if asked is None:
                return
            given = _given(player, asked.stored.question, 0.9, rng)
            client_id = f"demo-{player.person_id}-{asked.stored.item_id}-{asked.reviews}"
            answer_card(session, player.person_id, asked, given, client_id, float(rng.randrange(8, 60)), ZONE)
