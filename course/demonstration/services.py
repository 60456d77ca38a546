"""Fills an empty database with the demonstration, through the same services as real people use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from course.accounts import queries as accounts
from course.accounts import services as people
from course.accounts.models import Person
from course.accounts.rules import DEMO_PASSWORD
from course.assessment.services.certifying import issue_due_certificates
from course.assessment.services.requesting import request_diagnostic
from course.catalogue.queries import LessonCard, outline
from course.catalogue.services import add_remark
from course.competencies.queries import framework, required_levels
from course.competencies.services import age_estimates, run_calibration
from course.demonstration.cast import MEMBERS, ORGANISATION, ROOT_TEAM, STARS, TEAMS, Member
from course.demonstration.playing import Event, Player, contest, decide, measurements, review, sit
from course.demonstration.practising import begin_for_the_visitor, plays
from course.demonstration.rules import SEED, learner, working_hours
from course.enrolment import services as enrolment
from course.foundation import clock
from course.foundation.database import count_anew
from course.foundation.errors import ConflictError
from course.question_bank.queries import quiz_of

HISTORY = timedelta(days=182)
LOOKED_AT_EVERY = 4  # people: these tables grow from nothing in one transaction
GROWING = ("attempt", "attempt_slot", "response", "grade", "evidence", "exposure", "estimate", "estimate_history")
POINTS = ("cadre-legal-point", "communication-point", "organisation-point")
DOMAINS = (
    "point-procedures",
    "point-relation",
    "facturation-point",
    "risque-client-point",
    "litiges-point",
    "indicateurs-point",
    "outils-point",
)


def load_demonstration(session: Session) -> int:
    """Makes organisation, teams, forty people and six months of history; returns how many people there are.

    Raises ConflictError where anybody exists already: it is never loaded over real records.
    """
    if accounts.count_people(session):
        raise ConflictError("demonstration.not_empty")
    rng = Random(SEED)  # noqa: S311 - the demonstration must be the same everywhere
    today = clock.now()
    began = today - HISTORY
    with clock.at(began):
        people.save_organisation(session, ORGANISATION, is_demo=True)
        players = _make_people(session, began.date(), rng)
    lessons = [lesson for module in outline(session).modules for lesson in module.lessons]
    for place, player in enumerate(players):
        if player.member.job:
            _live(session, player, lessons, (began, today), players[1].person_id)
        if place % LOOKED_AT_EVERY == 0:
            count_anew(session, *GROWING)
    _recent_events(session, players, lessons, today)
    _objections(session, {player.member.name: player for player in players}, today)
    _last_night(session, today)
    return len(players)


def _last_night(session: Session, at: datetime) -> None:
    """What every night does: difficulties follow the answers, levels fade, certificates that are due are issued."""
    run_calibration(session, None)
    while age_estimates(session, at):
        continue
    issue_due_certificates(session)


def _make_people(session: Session, since: date, rng: Random) -> list[Player]:
    root = people.save_team(session, *ROOT_TEAM)
    teams = {ROOT_TEAM[0]: root} | {key: people.save_team(session, key, name, root.id) for key, name in TEAMS}
    jobs = {job.key: job for job in accounts.job_roles(session)}
    all_domains = framework(session)
    domains = {c.key: domain.key for domain in all_domains for c in domain.competencies}
    password = people.hash_password(DEMO_PASSWORD)
    players = []
    for member in MEMBERS:
        person = _make_person(session, member, since, password if member in STARS else None)
        if member.team:
            people.move_to_team(session, person.id, teams[member.team].id, since)
        for team in member.manages:
            people.make_manager(session, person.id, teams[team].id, since)
        required: Mapping[str, int] = {}
        if member.job:
            people.set_job(session, person.id, jobs[member.job].id, since)
            required = required_levels(session, jobs[member.job].id, clock.now().date())
        truth = learner(list(domains), domains, required, member.progress, rng)
        players.append(Player(member, person.id, truth, required))
    return players


def _make_person(session: Session, member: Member, since: date, password_hash: str | None) -> Person:
    person = people.add_person(session, member.account, member.name)
    person.password_hash = password_hash
    for role in member.roles:
        people.grant_role(session, person.id, role, since)
    return person


def _live(
    session: Session, player: Player, lessons: Sequence[LessonCard], span: tuple[datetime, datetime], manager_id: int
) -> None:
    """Plays one person's six months: lessons read, and what counts."""
    began, today = span
    rng = Random(f"{SEED}-{player.member.account}")  # noqa: S311 - same
    diligence = rng.betavariate(4, 2)
    own = _own_lessons(lessons, player.required)
    for place, lesson in enumerate(own):
        share = place / len(own)
        if rng.random() < diligence * (1.0 - 0.5 * share) and not _is_kept_for_the_visitor(player, lesson.module_key):
            day = began + HISTORY * 0.9 * share + timedelta(days=10 + rng.randrange(10))
            if day < today - timedelta(days=3):
                with clock.at(working_hours(day, rng)):
                    enrolment.complete(session, player.person_id, lesson.item_id, lesson.version_id)
    events = _sittings(session, player, span, rng, diligence)
    events += measurements(session, player, today, rng, manager_id)
    events += plays(session, player, today)
    for at, act in sorted(events, key=lambda event: event[0]):
        act(at)


def _sittings(
    session: Session, player: Player, span: tuple[datetime, datetime], rng: Random, diligence: float
) -> list[Event]:
    """Returns the counted quizzes of one person's six months: when, and that they are taken."""
    began, today = span
    sittings = [(key, 0.06 + 0.1 * place) for place, key in enumerate(DOMAINS)]
    sittings += [(key, 0.66 + 0.05 * place) for place, key in enumerate(DOMAINS)]
    sittings += [(POINTS[1], 0.35), (POINTS[0], 0.5), (POINTS[2], 0.65), (POINTS[1], 0.88), (POINTS[0], 0.92)]
    found: list[Event] = []
    for key, share in sorted(sittings, key=lambda pair: pair[1]):
        quiz = quiz_of(session, key)
        if quiz is None or rng.random() > 0.55 + 0.4 * diligence or _is_kept_for_the_visitor(player, quiz.module_key):
            continue
        day = began + HISTORY * share + timedelta(days=rng.randrange(-6, 7))
        at = working_hours(min(day, today - timedelta(days=4)), rng)
        own = Random(f"{SEED}-{player.member.account}-{key}-{share}")  # noqa: S311 - same
        found.append((at, partial(sit, session, player, quiz, share=share, rng=own)))
    return found


def _is_kept_for_the_visitor(player: Player, module_key: str | None) -> bool:
    # Who signs in as Nadia takes « Cadre légal » for the first time and sees the level move.
    return player.member is STARS[0] and module_key == "cadre-legal"


def _own_lessons(lessons: Sequence[LessonCard], required: Mapping[str, int]) -> list[LessonCard]:
    return [
        lesson
        for lesson in lessons
        if any(required.get(key, 0) >= levels[0] for key, levels in lesson.competencies.items())
    ]


def _recent_events(session: Session, players: Sequence[Player], lessons: Sequence[LessonCard], today: datetime) -> None:
    """What makes the screens of the four accounts speak today: due dates, a choice to ask about, a reader's remark."""
    nadia, claire = players[0], players[1]
    by_key = {lesson.key: lesson for lesson in lessons}
    quizzes = [found for key in POINTS if (found := quiz_of(session, key)) is not None]
    with clock.at(working_hours(today - timedelta(days=16), Random(1))):  # noqa: S311 - same
        learners = [p.person_id for p in players if p.member.team == "pme-particuliers"]
        for quiz in quizzes[2:]:
            enrolment.assign(
                session, learners, quiz.item_id, (today - timedelta(days=2)).date(), claire.person_id, "Point d’équipe"
            )
        for quiz in quizzes[:1]:
            enrolment.assign(
                session, [nadia.person_id], quiz.item_id, (today + timedelta(days=5)).date(), claire.person_id
            )
    with clock.at(working_hours(today - timedelta(days=1), Random(3))):  # noqa: S311 - same
        due_on = (today + timedelta(days=12)).date()
        reason = "Préparer votre entretien de décembre"
        request_diagnostic(session, claire.person_id, [nadia.person_id], reason, due_on, clock.now().date())
    begin_for_the_visitor(session, nadia, "pas-de-tresorerie", working_hours(today - timedelta(days=1), Random(5)))  # noqa: S311 - same
    for ago in (9, 5, 2):
        review(session, nadia, working_hours(today - timedelta(days=ago), Random(ago)), 8, Random(SEED + ago))  # noqa: S311 - same
    lesson = by_key.get("promesse-en-cinq-elements")
    if lesson is not None:
        with clock.at(working_hours(today - timedelta(days=9), Random(2))):  # noqa: S311 - same
            enrolment.commit_to(session, nadia.person_id, lesson.item_id, lesson.tomorrow[0], clock.now().date())
            add_remark(
                session,
                nadia.person_id,
                "Dans l’exemple Mécalor, peut-on accepter une date « en fin de journée » sans heure ?",
                lesson.item_id,
            )


LEGAL = ("JUR-1", "JUR-3", "JUR-2", "JUR-4", "JUR-5")


def _objections(session: Session, players: Mapping[str, Player], today: datetime) -> None:
    """What people contested: one waits for the trainer, one was kept with a reason, one was withdrawn."""
    trainer_id = players[STARS[2].name].person_id
    monday = working_hours(today - timedelta(days=3), Random(4))  # noqa: S311 - same
    text = "L’énoncé ne dit pas si le client est un professionnel : sans cela, les deux réponses se défendent."
    contest(session, players["Paul Nguyen"], LEGAL, text, monday)
    kept = contest(
        session, players["Karim Haddad"], ("JUR-3", *LEGAL), "J’avais compris « mise en demeure » simple.", monday
    )
    answer = "L’énoncé nomme l’effet demandé : interrompre. Seul l’acte cité le fait. Voyez la leçon, bloc 3."
    decide(session, trainer_id, kept, "kept", answer, monday + timedelta(hours=5))
    wrong = contest(
        session, players["Camille Roche"], ("FAC-1", "FAC-2", *LEGAL), "La mention demandée a changé depuis.", monday
    )
    answer = "Vous avez raison : la question datait. La preuve est retirée, la question est corrigée."
    decide(session, trainer_id, wrong, "withdrawn", answer, monday + timedelta(hours=6))
