"""What an import would do: each question of a file gets its category and its key, and is compared with the bank."""

import base64
import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from course.authoring.formats.question_files import FileProblem, ReadFile, ReadQuestion
from course.authoring.queries.question_files import Place, Standing, State, places_of_questions, standings_of
from course.foundation.errors import InvalidInputError
from course.question_bank.rules import picture_type
from course.question_bank.services.drafts import OURS
from quizzes.formats.metadata import LONGEST_KEY

Outcome = Literal["new", "changed", "same", "refused"]

OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "changed", "same", "refused")
LONGEST_CATEGORY: Final = 300
LONGEST_FILE_NAME: Final = 200
_BLANKS: Final = re.compile(r"\s+")
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_TAG: Final = re.compile(r"<[^<>]*>")
_SHOWN: Final = 80
_NUMBERED: Final = re.compile(r"(.+)-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question of a file, what would become of it and what is wrong with it; `mapping` None: it cannot come in.

    `replaces_draft`: a person wrote the draft whose place it would take.
    """

    line: int
    name: str
    outcome: Outcome
    key: str = ""
    type: str = ""
    category: str = ""
    problems: tuple[FileProblem, ...] = ()
    replaces_draft: bool = False
    mapping: Mapping[str, Any] | None = field(default=None, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an import would do; `problems` belong to the file, not to a question."""

    questions: tuple[PlannedQuestion, ...]
    problems: tuple[FileProblem, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict, hash=False, repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """Returns how many questions there are of each outcome, and how many parts were left out (`ignored`)."""
        found = Counter(question.outcome for question in self.questions)
        notes = [*self.problems, *(problem for question in self.questions for problem in question.problems)]
        ignored = sum(not problem.is_refusal for problem in notes)
        return {**{outcome: found[outcome] for outcome in OUTCOMES}, "ignored": ignored}

    @property
    def is_whole(self) -> bool:
        """Whether everything in the file can come in."""
        return not any(problem.is_refusal for problem in self.problems) and not self.counts["refused"]

    @property
    def to_write(self) -> list[PlannedQuestion]:
        """Returns the questions that would change the bank."""
        return [question for question in self.questions if question.outcome in {"new", "changed"}]

    @property
    def states(self) -> dict[str, State]:
        """Returns what the bank held under each key of the file when the plan was made."""
        return {key: standing.state for key, standing in self.standings.items()}

    @property
    def stamp(self) -> str:
        """Returns a text that changes with what the import would do, so that nobody confirms what they did not see."""
        none: State = (None, None)
        states = self.states
        parts = [(question.key, question.outcome, states.get(question.key, none)) for question in self.questions]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def file_name_of(given: str) -> str:
    """Returns the last part of a path as the browser sent it, on one line."""
    name = _UNSTORABLE.sub("", given.replace("\\", "/").rpartition("/")[2])
    return _BLANKS.sub(" ", name).strip()[-LONGEST_FILE_NAME:] or "questions"


def target_of(given: str, file_name: str, *, is_ours: bool) -> str:
    """Returns the category into which a file goes: the one given, else the file's name; a file of ours says it itself.

    Raises InvalidInputError `exchange.long_category`, `error.bad_text`.
    """
    if _UNSTORABLE.search(given):
        raise InvalidInputError("error.bad_text")
    path = "/".join(part for piece in given.split("/") if (part := _BLANKS.sub(" ", piece).strip()))
    if len(path) > LONGEST_CATEGORY:
        raise InvalidInputError("exchange.long_category", limit=LONGEST_CATEGORY)
    if path or is_ours:
        return path
    return file_name.rpartition(".")[0] or file_name


def plan_import(session: Session, found: ReadFile, target: str) -> Plan:
    """Returns what importing the file into the category would do; reads only."""
    questions, problems = _with_problems(found)
    placed = [_placed(question, target) for question in questions]
    keys = _Keys(places_of_questions(session), (question.key for question in placed if question.mapping is not None))
    known_by_key = {question.line: question.is_known_by_key for question in found.questions}
    keyed = [_keyed(question, keys, is_known=known_by_key.get(question.line, False)) for question in placed]
    standings = standings_of(session, (question.key for question in keyed if question.key))
    return Plan(tuple(_compared(question, standings.get(question.key)) for question in keyed), problems, standings)


# --- Questions and their problems -------------------------------------------------------------------------------------


def _with_problems(found: ReadFile) -> tuple[list[PlannedQuestion], tuple[FileProblem, ...]]:
    """Returns the questions and the refusals by line, each with what was left out of it, and what belongs to none."""
    refusals = [problem for problem in found.problems if problem.is_refusal]
    lines = sorted(
        [*(_question(question) for question in found.questions), *map(_refusal, refusals)],
        key=lambda question: question.line,
    )
    starts = [question.line for question in lines]
    notes: defaultdict[int, list[FileProblem]] = defaultdict(list)
    alone: list[FileProblem] = []
    for problem in found.problems:
        if not problem.is_refusal:
            at = bisect_right(starts, problem.line) - 1
            (notes[at] if at >= 0 and _is_of(problem, lines[at]) else alone).append(problem)
    return [
        replace(line, problems=(*line.problems, *notes[at])) if at in notes else line for at, line in enumerate(lines)
    ], tuple(alone)


def _question(question: ReadQuestion) -> PlannedQuestion:
    mapping = question.mapping
    return PlannedQuestion(
        line=question.line,
        name=str(mapping.get("name") or _beginning(mapping["stem"])),
        outcome="new",
        key=mapping["key"],
        type=mapping["type"],
        category=mapping.get("category") or "",
        mapping=mapping,
    )


def _beginning(stem: str | Mapping[str, str]) -> str:
    """Returns the beginning of a text, for a question without a name."""
    bare = _BLANKS.sub(" ", _TAG.sub(" ", (stem if isinstance(stem, str) else stem["source"])[:2_000])).strip()
    return bare if len(bare) <= _SHOWN else f"{bare[: _SHOWN - 1]}…"


def _refusal(problem: FileProblem) -> PlannedQuestion:
    return PlannedQuestion(problem.line, problem.item, "refused", problems=(problem,))


def _is_of(problem: FileProblem, question: PlannedQuestion) -> bool:
    return problem.line == question.line or not problem.item or problem.item == question.name


# --- Category, pictures, key ------------------------------------------------------------------------------------------


def _placed(question: PlannedQuestion, target: str) -> PlannedQuestion:
    """Returns the question in its category below the target, without what is no picture of ours."""
    if question.mapping is None:
        return question
    category = "/".join(part for part in (target, question.category) if part)
    if len(category) > LONGEST_CATEGORY:
        params = {"limit": LONGEST_CATEGORY}
        problem = FileProblem(question.line, "exchange.long_category", params, is_refusal=True, item=question.name)
        return replace(question, outcome="refused", key="", mapping=None, problems=(*question.problems, problem))
    mapping = {**question.mapping, "category": category} if category else dict(question.mapping)
    problems = [*question.problems]
    files = []
    for file in mapping.pop("files", ()):
        if picture_type(base64.b64decode(file["content"])) is None:
            params = {"name": file["name"]}
            problems.append(FileProblem(question.line, "exchange.bad_picture", params, False, question.name))
        else:
            files.append(file)
    if files:
        mapping["files"] = files
    return replace(question, category=category, mapping=mapping, problems=tuple(problems))


def _keyed(question: PlannedQuestion, keys: "_Keys", *, is_known: bool) -> PlannedQuestion:
    if question.mapping is None:
        return question
    key = question.key if is_known else keys.of(question.key, question.category, question.mapping.get("name"))
    return replace(question, key=key, mapping={**question.mapping, "key": key})


class _Keys:
    """Gives each question of elsewhere the key under which the bank has it, else one that no other question bears.

    Only within a category is the same key the same question: « q1 » of two courses are two questions.
    """

    def __init__(self, places: Mapping[str, Place], in_file: Iterable[str]) -> None:
        self._places = places
        self._taken = set(in_file)
        self._numbered: defaultdict[str, list[str]] = defaultdict(list)
        for key in places:
            if found := _NUMBERED.fullmatch(key):
                self._numbered[found[1]].append(key)

    def of(self, key: str, category: str, name: str | None) -> str:
        place = self._places.get(key)
        if place is None or (place.category or "") == category:
            return key
        for other in sorted(self._numbered[key], key=len):
            if other not in self._taken and self._places[other] == Place(category or None, name):
                self._taken.add(other)
                return other
        return self._free(key)

    def _free(self, key: str) -> str:
        number = 2
        while (found := f"{key[: LONGEST_KEY - len(str(number)) - 1].rstrip('-')}-{number}") in self._taken or (
            found in self._places
        ):
            number += 1
        self._taken.add(found)
        return found


# --- Against the bank -------------------------------------------------------------------------------------------------


def _compared(question: PlannedQuestion, standing: Standing | None) -> PlannedQuestion:
    if question.mapping is None or standing is None or standing.latest is None:
        return question
    if _as_stored(question.mapping, standing.latest) == standing.latest:
        return replace(question, outcome="same")
    return replace(question, outcome="changed", replaces_draft=standing.is_by_hand)


def _as_stored(mapping: Mapping[str, Any], latest: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the body that saving the question over this one would give (see `question_bank.services.drafts`)."""
    body = {**mapping}
    if "files" in body:
        body["files"] = [
            {"name": file["name"], "sha256": hashlib.sha256(base64.b64decode(file["content"])).hexdigest()}
            for file in body["files"]
        ]
    if "competency" not in body:
        for name in OURS:
            body.pop(name, None)
        body |= {name: latest[name] for name in OURS if name in latest}
    return body


def shown_lines(questions: Sequence[PlannedQuestion]) -> list[PlannedQuestion]:
    """Returns the questions with those first that need a look: refused, then incomplete, then as they came."""
    return sorted(questions, key=lambda question: (question.outcome != "refused", not question.problems))
