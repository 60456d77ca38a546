"""Measures the measuring on worlds of known truth: gap accuracy, coverage, Brier, verdicts, drift; tables, curves.

`make simulate` runs it; alone: `.venv/bin/python tools/simulate.py [people]`. The curves go to `build/simulation/`.
`tests/simulation/` holds the same worlds to the goals, with fewer people.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from quizzes.selection import MOST
from tests.simulation import goals
from tests.simulation.candidates import (
    DEGENERATE,
    INFORMATION_SEPARATE,
    OURS,
    RANDOM_ITEMS,
    RANDOM_SEPARATE,
    SERVED,
    SERVED_LATER,
)
from tests.simulation.measures import Reading, bias, brier, coverage, established, gap_accuracy, reliability, rmse
from tests.simulation.nights import POPULATIONS, nights
from tests.simulation.percentages import accuracy_of_percentages
from tests.simulation.sittings import AGED, Diagnosed, diagnose, study
from tests.simulation.worlds import Bank, Knowledge, N, People, bank, people

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "build" / "simulation"
SEED, PEOPLE, BANK = 20_261_128, 300, 1_000
SHOWN, CURVE = (20, 30, 40, 60), (5, 10, 15, 20, 25, 30, 35, 40, 50, 60)
LINES = {"this": "#00527a", "maximum information": "#b35900", "random items": "#6b6b6b", "percentages": "#7a5195"}
KNOWLEDGE: tuple[Knowledge, ...] = ("calibrated", "located", "guessed")


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table in columns."""
    cells = [[each if isinstance(each, str) else f"{each:.3f}" for each in row] for row in ([*header], *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(header))]
    print(f"\n{title}")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), flush=True)


def items_table(group: People, banks: dict[Knowledge, Bank]) -> dict[str, dict[int, float]]:
    """Prints gap accuracy by number of questions and way to measure; returns the curves on the calibrated bank."""
    bank_ = banks["calibrated"]
    curves = {"percentages": accuracy_of_percentages(bank_, group, SEED, (*CURVE, 200, 400))}
    rows: list[tuple[str, str, dict[int, float]]] = [
        ("percentages of random items, best thresholds", "calibrated", curves["percentages"])
    ]
    for name, candidate in (("random items", RANDOM_SEPARATE), ("maximum information", INFORMATION_SEPARATE)):
        curves[name] = accuracies(diagnose(candidate, bank_, group, SEED, CURVE))
        rows.append((candidate.name, "calibrated", curves[name]))
    rows.append(
        (
            RANDOM_ITEMS.name + ", this model",
            "calibrated",
            accuracies(diagnose(RANDOM_ITEMS, bank_, group, SEED, CURVE)),
        )
    )
    for known, questions in banks.items():
        found = accuracies(diagnose(OURS, questions, group, SEED, CURVE))
        rows.append((OURS.name, known, found))
        curves.setdefault(OURS.name, found)
    table(
        "Gap accuracy by number of questions, 20 competencies, bank of 1,000",
        ("way", "bank", *map(str, SHOWN)),
        ((name, known, *(found[mark] for mark in SHOWN)) for name, known, found in rows),
    )
    print(
        f"  percentages after 200 and 400 questions: {curves['percentages'][200]:.3f}, {curves['percentages'][400]:.3f}"
    )
    return curves


def accuracies(diagnosed: Diagnosed) -> dict[int, float]:
    """Returns gap accuracy by number of questions."""
    return {mark: gap_accuracy(reading) for mark, reading in diagnosed.readings.items()}


def ended_table(diagnosed: dict[Knowledge, Diagnosed]) -> None:
    """Prints what diagnostics that end by the rule come to."""
    rows = [
        (
            known,
            float(each.lengths.mean()),
            float((each.lengths < 40).mean()),
            gap_accuracy(each.ended),
            gap_accuracy(each.readings[30]),
            brier(each.ended),
            coverage(each.ended),
            *established(each.ended),
            float(each.exposure.max()),
        )
        for known, each in diagnosed.items()
    ]
    header = ("bank", "questions", "ended before 40", "gap accuracy", "at 30", "Brier", "coverage")
    table("Diagnostics that end by the rule", (*header, "verdicts a person", "of these right", "most exposed"), rows)


def proved_table(group: People, banks: dict[Knowledge, Bank], diagnosed: dict[Knowledge, Diagnosed]) -> None:
    """Prints what is gained and lost when questions go to what can still get three direct proofs."""
    rows = []
    for known in ("calibrated", "guessed"):
        for candidate in (OURS, SERVED_LATER, SERVED):
            ours = candidate is OURS
            found = diagnosed[known] if ours else diagnose(candidate, banks[known], group, SEED, (MOST,))
            reading = found.readings[MOST]
            rows.append((candidate.name, known, gap_accuracy(reading), brier(reading), *established(reading)))
    header = ("way", "bank", "gap accuracy", "Brier", "verdicts a person", "of these right")
    table("Forty questions, what people may be told", header, rows)


def study_table(readings: dict[Knowledge, dict[int | str, Reading]]) -> None:
    """Prints what is believed of people who take quizzes for weeks, then none."""
    header = (
        "bank",
        "moment",
        "RMSE",
        "bias",
        "coverage",
        "gap accuracy",
        "Brier",
        "verdicts a person",
        "of these right",
    )
    rows = [
        (
            known,
            f"{moment} answers a competency" if isinstance(moment, int) else moment,
            rmse(reading),
            bias(reading),
            coverage(reading),
            gap_accuracy(reading),
            brier(reading),
            *established(reading),
        )
        for known, found in readings.items()
        for moment, reading in found.items()
    ]
    table("Quizzes with corrections over 60 days, 60 days of half the competencies, 180 days of none", header, rows)


def narrow_table(group: People, questions: Bank) -> None:
    """Prints what a diagnostic establishes when fewer competencies are required."""
    rows = []
    for wanted in (4, 8, 12, N):
        few = replace(group, required=np.where(np.arange(N) < wanted, group.required, 0))
        found = diagnose(OURS, questions, few, SEED, (40,))
        judged = found.ended.among(np.arange(N) < wanted)
        rows.append((str(wanted), float(found.lengths.mean()), gap_accuracy(judged), *established(judged)))
    header = ("required", "questions", "gap accuracy", "verdicts a person", "of these right")
    table("Diagnostics of fewer competencies, calibrated bank", header, rows)


def populations_table(rounds: int) -> None:
    """Prints how far the scale is carried off by the people who answer, with and without the anchor."""
    rows = []
    for name, mean in {"as believed": 0.0, **POPULATIONS}.items():
        for anchored in (True, False):
            found = [nights(mean, SEED + each, anchored=anchored) for each in range(rounds)]
            rows.append(
                (name, "anchored" if anchored else "unanchored", fmean(map(bias, found)), fmean(map(coverage, found)))
            )
    table(
        f"Calibration night after night, mean of {rounds} banks of 300",
        ("people", "calibration", "bias", "coverage"),
        rows,
    )


def degenerate_table(group: People, banks: dict[Knowledge, Bank]) -> None:
    """Prints every goal for ours and for the candidates that must fail; an asterisk stands where one fails."""
    columns = {}
    for candidate in (OURS, *DEGENERATE):
        checks = goals.of_calibrated_diagnostics(diagnose(candidate, banks["calibrated"], group, SEED, (40,)))
        checks += goals.of_guessed_diagnostics(diagnose(candidate, banks["guessed"], group, SEED, (40,)))
        checks += goals.of_study(study(candidate, banks["guessed"], group, SEED))
        columns[candidate.name] = checks
    rows = []
    for place, goal in enumerate(columns[OURS.name]):
        reached = (checks[place] for checks in columns.values())
        cells = [f"{each.value:.3f}{'' if each.holds else ' *'}" for each in reached]
        rows.append((goal.name, f"{goal.low:g}–{goal.high:g}", *cells))
    table(f"Goals, {len(group)} people (* fails)", ("goal", "between", *columns), rows)


def draw_accuracy(curves: dict[str, dict[int, float]]) -> None:
    """Draws gap accuracy against the number of questions."""
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    for name, colour in LINES.items():
        axes.plot(CURVE, [curves[name][mark] for mark in CURVE], "o-", color=colour, markersize=4)
        axes.annotate(name, (CURVE[-1], curves[name][CURVE[-1]]), (6, -3), textcoords="offset points", color=colour)
    axes.axhline(goals.ACCURACY_CALIBRATED, color="black", linewidth=0.8, linestyle=":")
    axes.annotate("goal", (CURVE[0], goals.ACCURACY_CALIBRATED), (0, 3), textcoords="offset points")
    axes.set(
        xlabel="questions (20 competencies, calibrated bank)",
        ylabel="right gap decisions",
        xlim=(3, 85),
        xticks=range(10, 61, 10),
    )
    keep(figure, axes, "accuracy")


def draw_reliability(readings: dict[str, Reading]) -> None:
    """Draws how often a required level is truly reached against the probability that is announced."""
    figure = Figure(figsize=(5.5, 5.2), layout="constrained")
    axes = figure.subplots()
    axes.plot((0, 1), (0, 1), color="black", linewidth=0.8, linestyle=":")
    for (name, reading), colour in zip(readings.items(), LINES.values(), strict=False):
        points = reliability(reading)
        axes.plot(
            [each[0] for each in points], [each[1] for each in points], "o-", color=colour, label=name, markersize=4
        )
    axes.set(xlabel="announced P(level ≥ required)", ylabel="share that truly reaches it", aspect="equal")
    axes.legend(loc="upper left", frameon=False)
    keep(figure, axes, "reliability")


def keep(figure: Figure, axes: Axes, name: str) -> None:
    """Writes a picture to `build/simulation/`."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#dddddd", linewidth=0.5)
    figure.savefig(PICTURES / f"{name}.png", dpi=150)


def main(count: int) -> None:
    """Prints all tables and draws both pictures, with `count` people."""
    began = time.monotonic()
    PICTURES.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    group = people(rng, count)
    banks = {known: bank(rng, BANK, known) for known in KNOWLEDGE}
    draw_accuracy(items_table(group, banks))
    diagnosed = {known: diagnose(OURS, questions, group, SEED, (30, 40)) for known, questions in banks.items()}
    ended_table(diagnosed)
    proved_table(group, banks, diagnosed)
    narrow_table(group, banks["calibrated"])
    studied = {known: study(OURS, banks[known], group, SEED) for known in ("calibrated", "guessed")}
    study_table(studied)
    populations_table(rounds=5)
    degenerate_table(group.first(count // 3), banks)
    draw_reliability(
        {
            "diagnostic, calibrated bank": diagnosed["calibrated"].ended,
            "diagnostic, author-guessed bank": diagnosed["guessed"].ended,
            "quizzes, 5 answers a competency": studied["guessed"][5],
            AGED: studied["guessed"][AGED],
        }
    )
    print(f"\n{count} people, seed {SEED}, {time.monotonic() - began:.0f} s; curves in {PICTURES.relative_to(ROOT)}/")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
