"""Regrades in any order, and several at once: what stands is what the logs say, to the last digit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from course.assessment.models import Attempt, AttemptSlot, Grade, Regrade
from course.assessment.queries.regrading import regrades_of
from course.assessment.services.regrading import apply_regrade, plan_regrade, take_back_regrade
from course.competencies.models import Evidence
from course.competencies.services import recompute
from course.foundation import clock
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.foundation.permissions import Role
from course.question_bank.queries import published_question
from course.web.transaction import write
from tests import factories
from tests.assessment.test_regrading import (  # noqa: F401 - `engine` and `trainer` are fixtures
    NOON,
    WHY,
    apply,
    by,
    count,
    engine,
    full,
    learner,
    levels,
    mend,
    options,
    trainer,
)


@pytest.mark.parametrize("seed", range(4))
def test_any_history_of_regrades_leaves_what_the_log_rebuilds(session, trainer, seed):  # noqa: F811 - the fixture
    rng = Random(seed)
    made = []
    for step in range(10):
        with clock.at(NOON + timedelta(hours=step)):
            stored = published_question(session, "q-cle")
            act = rng.choice(["sit", "sit", "key", "full", "back"])
            if act == "sit" or not made:
                learner(session, *(rng.choice("abc") for _ in range(3)))
            if act == "key":
                stored = mend(session, options=options(rng.choice("abc")))
            wanted = full(stored) if act == "full" else by(stored)
            if act in {"key", "full"} and plan_regrade(session, wanted).changes:
                apply(session, trainer, wanted)
                made.append(regrades_of(session, stored.item_id)[0].id)
            if act == "back" and made:
                take_back_regrade(session, trainer.id, stored.item_id, made.pop(rng.randrange(len(made))))
    before = levels(session)

    assert recompute(session)[1] < 1e-9
    assert levels(session) == before
    newest = select(Grade.slot_id, func.max(Grade.number).label("number")).group_by(Grade.slot_id).subquery()
    totals = session.execute(
        select(Attempt.mark, func.sum(Grade.fraction))
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .join(Grade, Grade.slot_id == AttemptSlot.id)
        .join(newest, (newest.c.slot_id == Grade.slot_id) & (newest.c.number == Grade.number))
        .group_by(Attempt.id)
    ).all()
    assert all(mark == total for mark, total in totals)


def test_eight_applies_at_once_are_one(own_app):
    with own_app.app_context(), write() as session:
        factories.make_framework(session)
        factories.make_question(session, "q-cle", options=options("b"))
        factories.make_quiz(session, "point", ["q-cle"])
        trainer_id = factories.make_person(session, roles=(Role.TRAINER,)).id
        for _ in range(5):
            learner(session, "c")
        wanted = by(mend(session))
        digest = plan_regrade(session, wanted).digest

    def act(_number):
        with own_app.app_context():
            try:
                with write() as session:
                    apply_regrade(session, trainer_id, wanted, WHY, digest)
            except ConflictError:
                return False
            else:
                return True
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(act, range(8)))

    with own_app.app_context():
        assert won.count(True) == 1
        assert count(db.session, Regrade) == 1
        assert count(db.session, Grade) == 10
        assert count(db.session, Evidence) == 10
        assert recompute(db.session)[1] < 1e-9
