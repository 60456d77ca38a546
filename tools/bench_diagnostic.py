"""Measures a diagnostic: an answer and the question that follows it, beside an answer of a quiz that is merely saved.

See docs/performance.md for how to read what it prints.
"""

import http.client
import statistics
import sys
import time
import uuid
from urllib.parse import urlsplit

from bench_people import JOB, PAGE, Request, get, post, save, sitters
from product import Site, Visitor, started, visitors

from course.accounts import queries as accounts
from course.accounts import services as people
from course.assessment import services
from course.assessment.services.diagnosing import begin_diagnostic
from course.foundation import clock
from course.foundation.permissions import Role
from course.web.transaction import write

TAKERS, QUESTIONS, MOST_RATIO = 6, 40, 3.0
ARRIVED = clock.now().date().replace(year=clock.now().year - 1)


def takers(site: Site) -> list[tuple[Visitor, int]]:
    """Makes people in the job that requires every competency, each with a diagnostic begun."""
    with site.app.app_context(), write() as session:
        job = next(job for job in accounts.job_roles(session) if job.key == JOB)
        rows = []
        for number in range(TAKERS):
            person = people.add_person(session, f"taker-{number}@example.org", f"Personne {number}")
            people.grant_role(session, person.id, Role.EMPLOYEE, ARRIVED)
            people.set_job(session, person.id, job.id, ARRIVED)
            person.created_at = clock.now().replace(year=ARRIVED.year)
            services.read_notice(session, person.id)
            attempt_id = begin_diagnostic(session, person.id, clock.now().date(), seed=number)
            rows.append((person.id, attempt_id))
    known = visitors(site.app, [person_id for person_id, _ in rows])
    return [(visitor, row[1]) for visitor, row in zip(known, rows, strict=True)]


class Line:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, address: str) -> None:
        """Connects."""
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def ask(self, request: Request) -> tuple[float, int, bytes, str]:
        """Sends a request; returns milliseconds, status, body and where it leads."""
        begun = time.perf_counter()
        self.connection.request(
            request["method"], request["path"], request.get("body", "").encode() or None, request["headers"]
        )
        answer = self.connection.getresponse()
        body = answer.read()
        return 1000 * (time.perf_counter() - begun), answer.status, body, answer.headers.get("Location", "")


def diagnosed(line: Line, visitor: Visitor, attempt_id: int) -> tuple[list[float], list[float]]:
    """Takes a diagnostic to its end, always « Je ne sais pas »; returns milliseconds of answers, and of answers with
    the question that follows."""
    alone, both = [], []
    for position in range(1, QUESTIONS + 1):
        fields = {"client_id": uuid.uuid4().hex, "do": "unknown"}
        spent, status, _, target = line.ask(post(visitor, f"/diagnostic/{attempt_id}/answers/{position}", PAGE, fields))
        if status != 303:
            sys.exit(f"An answer gave {status}.")
        following, status, _, _ = line.ask(get(visitor, target))
        alone.append(spent)
        both.append(spent + following)
        if "/diagnostics/" in target:
            break
    return alone, both


def main() -> None:
    """Prints the medians and their ratio; exit status 1 where the ratio is too high."""
    with started(WORKERS="1") as site:
        line = Line(site.address)
        savers = sitters(site.app, TAKERS, questions=10, is_answered=False)
        plain: list[float] = []
        alone: list[float] = []
        both: list[float] = []
        for number, (visitor, attempt_id) in enumerate(takers(site)):
            saved = []
            for position in [*range(1, 11)] * 3:
                request = save(savers[number], position)
                request["body"] = request["body"].replace("new-id", uuid.uuid4().hex)
                saved.append(line.ask(request)[0])
            answered, followed = diagnosed(line, visitor, attempt_id)
            if number:  # the first ones fill the memory of the server
                plain += saved
                alone += answered
                both += followed
    middle, answer, whole = (statistics.median(times) for times in (plain, alone, both))
    print(f"a plain saved answer                       p50 {middle:6.1f} ms")
    print(
        f"an answer of a diagnostic, next one chosen p50 {answer:6.1f} ms  ÷ {answer / middle:.2f} (≤ {MOST_RATIO:g})"
    )
    print(f"with the page of the next question         p50 {whole:6.1f} ms  ÷ {whole / middle:.2f}")
    sys.exit(int(answer > MOST_RATIO * middle))


if __name__ == "__main__":
    main()
