"""Measures the matrix of a manager of five thousand people: first reading, later ones, statements and size of the page.

See docs/performance.md for how to read what it prints.
"""

import statistics
import sys
import time
import urllib.request
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from bench_people import MANAGER
from product import Site, person_named, started, visitors
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from course.accounts.models import JobAssignment, JobRole, Membership, Person, RoleGrant, Team
from course.competencies.models import Competency, Estimate, EstimateState
from course.demonstration.cast import ROOT_TEAM
from course.foundation.clock import FAR
from course.foundation.database import db
from course.foundation.permissions import Role
from course.web.transaction import write

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
LATER = 5
SINCE, AT = date(2026, 1, 1), datetime(2026, 11, 1, tzinfo=UTC)


def add_people(session: Session, count: int) -> None:
    """Adds people with a team, a job and a level in every competency, straight into the tables."""
    rng = Random(count)
    team = session.execute(select(Team.id).where(Team.key == ROOT_TEAM[0])).scalar_one()
    jobs = list(session.execute(select(JobRole.id)).scalars())
    competencies = list(session.execute(select(Competency.id)).scalars())
    rows = [
        {"login": f"grand-{number}@arvanel.example", "name": f"Personne {number}", "language": "fr", "created_at": AT}
        for number in range(count)
    ]
    session.execute(insert(Person), [row | {"is_suspended": False} for row in rows])
    ids = list(session.execute(select(Person.id).where(Person.login.like("grand-%"))).scalars())
    dated = {"valid_from": SINCE, "valid_to": FAR}
    session.execute(insert(Membership), [{"person_id": one, "team_id": team, **dated} for one in ids])
    session.execute(
        insert(JobAssignment), [{"person_id": one, "job_role_id": rng.choice(jobs), **dated} for one in ids]
    )
    role = Role.EMPLOYEE.value
    session.execute(insert(RoleGrant), [{"person_id": one, "role": role, **dated} for one in ids])
    states = [
        {"learner_id": one, "seq": 60, "model_version": "bench", "state": b"", "updated_at": AT, "estimated_at": None}
        for one in ids
    ]
    session.execute(insert(EstimateState), states)
    for first in range(0, len(ids), 500):
        some = ids[first : first + 500]
        session.execute(insert(Estimate), [_level(rng, one, key) for one in some for key in competencies])


def _level(rng: Random, learner_id: int, competency_id: int) -> dict[str, Any]:
    place = rng.uniform(0.3, 3.7)
    chances = [min(0.99, max(0.01, 0.5 + place - level)) for level in (1, 2, 3, 4)]
    return {
        "learner_id": learner_id,
        "competency_id": competency_id,
        "mean": place - 2.0,
        "sd": 0.5,
        **dict(zip(("p1", "p2", "p3", "p4"), chances, strict=True)),
        "place": place,
        "low": max(0.0, place - 0.8),
        "high": min(4.0, place + 0.8),
        "direct_proofs": rng.randrange(0, 12),
        "ceiling": 3,
        "last_proof_at": AT,
    }


def read(site: Site, cookies: str) -> tuple[float, int]:
    """Asks for the page once; returns seconds and bytes."""
    request = urllib.request.Request(f"{site.address}/team?domain=all", headers={"Cookie": cookies})
    begun = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        size = len(answer.read())
    return time.perf_counter() - begun, size


def count_statements(site: Site, cookies: str) -> int:
    """Returns how many statements a later reading takes."""
    client = site.app.test_client(use_cookies=False)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with site.app.app_context():
        engine = db.engine
    client.get("/team?domain=all", headers={"Cookie": cookies})
    event.listen(engine, "before_cursor_execute", note)
    client.get("/team?domain=all", headers={"Cookie": cookies})
    event.remove(engine, "before_cursor_execute", note)
    return len([one for one in seen if not one.startswith(("BEGIN", "COMMIT", "ROLLBACK"))])


def main() -> None:
    """Prints one line a figure."""
    with started(WORKERS="1") as site:
        with site.app.app_context(), write() as session:
            add_people(session, PEOPLE)
        (manager,) = visitors(site.app, [person_named(site.app, MANAGER)])
        first, size = read(site, manager.header)
        later = [read(site, manager.header)[0] for _ in range(LATER)]
        print(f"matrix of {PEOPLE:,} people x 25: {size / 1e6:.1f} MB")
        print(f"  first reading   {first:6.2f} s")
        print(f"  later readings  {statistics.median(later):6.2f} s (median of {LATER})")
        print(f"  statements      {count_statements(site, manager.header):6d}")


if __name__ == "__main__":
    main()
