"""An expert's standard of a competency: where its levels begin; everybody's levels follow, nobody's state changes."""

from collections.abc import Mapping
from typing import Final, NoReturn

from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Competency, CompetencyStandard
from course.competencies.services.ageing import say_anew
from course.foundation import clock
from course.foundation.errors import InvalidInputError
from quizzes.ability import Cuts, JudgementError, standard_from

LONGEST_NOTE: Final = 500


def set_standard(
    session: Session, competency_key: str, judgements: Mapping[str, int], note: str, set_by: int | None
) -> Cuts:
    """Gives a competency the cuts that follow from the level, 0 to 4, of the person who just answers each question, as
    an expert says by question key, and says everybody's level anew. Returns the cuts. Raises InvalidInputError for an
    unknown competency, a question that is not published for it, judgements without cuts, and without a note.
    """
    competency = _competency(session, competency_key)
    words = _note(note)
    difficulties = queries.difficulties_of(session, competency_key, judgements, clock.now())
    for key in judgements:
        if key not in difficulties:
            raise InvalidInputError("standards.unknown_question", key=key)
    try:
        cuts = standard_from([(level, difficulties[key]) for key, level in judgements.items()])
    except JudgementError as error:
        _refuse(error)
    _keep(session, competency, list(cuts), judgements, words, set_by)
    return cuts


def _refuse(error: JudgementError) -> NoReturn:
    if error.reason == "not_harder":
        raise InvalidInputError("standards.not_harder", level=error.level, below=(error.level or 0) - 1) from error
    if error.reason == "too_few":
        raise InvalidInputError("standards.too_few", level=error.level) from error
    raise InvalidInputError("competencies.bad_level") from error


def clear_standard(session: Session, competency_key: str, note: str, set_by: int | None) -> None:
    """Gives a competency the usual cuts again, and says everybody's level anew. Raises InvalidInputError for an unknown
    competency and without a note."""
    _keep(session, _competency(session, competency_key), None, {}, _note(note), set_by)


def _competency(session: Session, key: str) -> Competency:
    competency = queries.competency_to_change(session, key)
    if competency is None:
        raise InvalidInputError("competencies.unknown_competency")
    return competency


def _note(note: str) -> str:
    words = note.strip()
    if not 0 < len(words) <= LONGEST_NOTE:
        raise InvalidInputError("standards.note_needed", longest=LONGEST_NOTE)
    return words


def _keep(
    session: Session,
    competency: Competency,
    cuts: list[float] | None,
    judgements: Mapping[str, int],
    note: str,
    set_by: int | None,
) -> None:
    competency.cuts = cuts
    session.add(
        CompetencyStandard(
            competency_id=competency.id,
            cuts=cuts,
            judgements=dict(judgements),
            note=note,
            set_at=clock.now(),
            set_by=set_by,
        )
    )
    session.flush()
    say_anew(session, competency.key)
