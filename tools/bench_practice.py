"""Measures practice: a choice of a call beside an answer that is merely saved, a quarter, a day's optimum, a letter.

See docs/performance.md for how to read what it prints.
"""

import statistics
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

from bench_diagnostic import ARRIVED, Line
from bench_people import PAGE, post, save, sitters
from product import ROOT, Site, Visitor, started, visitors

from course.accounts import services as people
from course.authoring.formats.folder import parse_file
from course.foundation.permissions import Role
from course.simulations.queries.calls import PRACTICE
from course.simulations.queries.scenarios import Script, best_of, published_scenarios, script_of
from course.simulations.services.calls import begin_call
from course.web.transaction import reader, write
from quizzes.portfolio import Settings, best_day, generate, run_quarter
from quizzes.scenarios import choose, offered, start

CALLERS, MOST_RATIO = 12, 1.25  # a choice answers as fast as a saved answer, within what two runs differ by
QUARTER_MS, DAY_MS = 200.0, 1000.0
GENERATED = "workshops/portefeuille-genere.yml"
DEBTORS = 60


def callers(site: Site) -> list[tuple[Visitor, int, list[int]]]:
    """Makes people who each began a call; returns them with the call and the places on the screen of its best path."""
    begun = []
    with site.app.app_context():
        with write() as session:
            cards = published_scenarios(session)
            for number in range(CALLERS):
                person = people.add_person(session, f"caller-{number}@example.org", f"Personne {number}")
                people.grant_role(session, person.id, Role.EMPLOYEE, ARRIVED)
                card = cards[number % len(cards)]
                begun.append((person.id, begin_call(session, person.id, card, PRACTICE, seed=number), card))
        places = [_places(script_of(reader(), card.version_id), number) for number, (*_, card) in enumerate(begun)]
    known = visitors(site.app, [person_id for person_id, *_ in begun])
    return [(visitor, row[1], own) for visitor, row, own in zip(known, begun, places, strict=True)]


def _places(script: Script, seed: int) -> list[int]:
    play, places = start(script.scenario, seed), []
    for key in best_of(script, play.variant.key).choices:
        places.append([choice.key for choice in offered(play)].index(key) + 1)
        play = choose(play, key)
    return places


def played(line: Line, visitor: Visitor, play_id: int, places: list[int], accept: str) -> list[float]:
    """Plays a call to the choice before its last; returns the milliseconds of each."""
    spent = []
    for position, place in enumerate(places[:-1], start=1):
        fields = {"position": str(position), "choice": str(place), "said": ""}
        took, status, _, _ = line.ask(post(visitor, f"/calls/plays/{play_id}/choices", accept, fields))
        if status not in {200, 303}:
            sys.exit(f"A choice gave {status}.")
        spent.append(took)
    return spent


def of_the_engine() -> list[tuple[str, float, float]]:
    """Returns what a quarter of sixty debtors and the optimum of a day cost, in milliseconds, with their aims."""
    entry = parse_file(GENERATED, (ROOT / "content" / GENERATED).read_bytes()).entries[0].value
    settings: Settings = replace(entry.settings, debtors=DEBTORS)
    ledger = generate(settings, "bench")
    return [
        ("a quarter of 60 debtors by the method", _least(lambda: run_quarter(settings, "bench", "method")), QUARTER_MS),
        (
            f"the optimum of a day of {len(ledger.cases)} lines",
            _least(lambda: best_day(ledger, settings.minutes_a_day)),
            DAY_MS,
        ),
    ]


def _least(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        begun = time.process_time()
        work()
        times.append(1000 * (time.process_time() - begun))
    return min(times)


def main() -> None:
    """Prints the medians and the ratio; exit status 1 where an aim is missed."""
    with started(WORKERS="1") as site:
        line = Line(site.address)
        savers = sitters(site.app, CALLERS, questions=10, is_answered=False)
        plain: list[float] = []
        chosen: list[float] = []
        for number, (visitor, play_id, places) in enumerate(callers(site)):
            saved = []
            for position in range(1, 11):
                request = save(savers[number], position)
                request["body"] = request["body"].replace("new-id", uuid.uuid4().hex)
                saved.append(line.ask(request)[0])
            made = played(line, visitor, play_id, places, PAGE)
            if number >= CALLERS // 3:  # the first ones fill the memory of the server
                plain += saved
                chosen += made
    middle, choice = statistics.median(plain), statistics.median(chosen)
    print(f"a plain saved answer                       p50 {middle:6.1f} ms")
    print(
        f"a choice of a call                         p50 {choice:6.1f} ms  ÷ {choice / middle:.2f} (≤ {MOST_RATIO:g})"
    )
    is_missed = choice > MOST_RATIO * middle
    for name, took, aim in of_the_engine():
        print(f"{name:<42} cpu {took:6.1f} ms  (≤ {aim:g})")
        is_missed = is_missed or took > aim
    sys.exit(int(is_missed))


if __name__ == "__main__":
    main()
