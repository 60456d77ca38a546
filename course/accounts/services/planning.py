"""What importing a file of people would change, worked out on plain values before anything is written."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from course.accounts.formats import COLUMNS, PersonRow, Problem
from course.accounts.rules import folded, folded_job, start_of_change, team_key
from course.foundation.clock import FAR
from course.foundation.permissions import Role

ONE_DAY = timedelta(days=1)
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes of a person: the column, and what stood there and will stand there, as words."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person whom the file adds or changes."""

    line: int
    login: str
    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """What an import did, or would do: people by what becomes of them, teams, people whom the file leaves out."""

    new: tuple[PersonChange, ...]
    changed: tuple[PersonChange, ...]
    same: int
    new_teams: tuple[str, ...]
    moved_teams: tuple[str, ...]
    absent: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def changes_nothing(self) -> bool:
        """Says whether everything in the file is already so."""
        return not (self.new or self.changed or self.new_teams or self.moved_teams)


@dataclass(eq=False, slots=True)
class PlannedTeam:
    """A team that is there (it has an id) or that the import makes."""

    name: str
    parent: "PlannedTeam | None" = None
    id: int | None = None
    key: str = ""
    is_moved: bool = False
    parent_line: int = 0


@dataclass(frozen=True, slots=True)
class Held(Generic[Value]):
    """A dated fact as it stands in the database."""

    id: int
    value: Value
    first: date
    last: date


@dataclass(slots=True)
class Turn(Generic[Value]):
    """How the dated facts of one kind change: rows cut short, rows that go, rows that come."""

    cut: dict[int, date] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    added: list[tuple[str, Value, date]] = field(default_factory=list)

    def end(self, held: Iterable[Held[Value]], day: date) -> None:
        """Ends facts the day before; those that would only begin later go away."""
        for fact in held:
            if fact.first >= day:
                self.gone.append(fact.id)
            elif fact.last >= day:
                self.cut[fact.id] = day - ONE_DAY


@dataclass(slots=True)
class Known:
    """A person as the database knows them, with dated facts that still matter."""

    id: int
    login: str
    name: str
    language: str
    is_suspended: bool
    teams: list[Held[PlannedTeam]] = field(default_factory=list)
    jobs: list[Held[str]] = field(default_factory=list)
    roles: list[Held[Role]] = field(default_factory=list)
    managed: list[Held[PlannedTeam]] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """What the plan starts from: people by login, teams, job names by key, the person who imports."""

    people: dict[str, Known]
    teams: list[PlannedTeam]
    jobs: dict[str, tuple[str, str]]
    actor_id: int | None = None


@dataclass(slots=True)
class Plan:
    """Everything to write, by table."""

    new_people: list[PersonRow] = field(default_factory=list)
    renamed: dict[int, dict[str, str]] = field(default_factory=dict)
    new_teams: list[PlannedTeam] = field(default_factory=list)
    moved_teams: list[PlannedTeam] = field(default_factory=list)
    teams: Turn[PlannedTeam] = field(default_factory=Turn)
    jobs: Turn[str] = field(default_factory=Turn)
    roles: Turn[Role] = field(default_factory=Turn)
    managed: Turn[PlannedTeam] = field(default_factory=Turn)
    audited: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


class Planner:
    """Works out a plan and its report, line by line."""

    def __init__(self, state: State, today: date) -> None:
        """Starts from the state of the database."""
        self.state = state
        self.today = today
        self.plan = Plan()
        self.problems: list[Problem] = []
        self.named: dict[str, list[PlannedTeam]] = {}
        for team in state.teams:
            self.named.setdefault(folded(team.name), []).append(team)
        self.keys = {team.key for team in state.teams}
        self.job_of = {
            folded_job(word): key for key, names in state.jobs.items() for word in (key, key.replace("-", " "), *names)
        }

    def work_out(self, rows: Sequence[PersonRow]) -> PeopleReport:
        """Returns the report of all rows; the plan is complete where it has no problem."""
        for row in rows:
            self._place_team(row)
        for team in (*self.plan.new_teams, *self.plan.moved_teams):
            self._check_circle(team)
        new: list[PersonChange] = []
        changed: list[PersonChange] = []
        for row in rows:
            known = self.state.people.get(row.login)
            differences = tuple(self._differences(row, known))
            change = PersonChange(row.line, row.login, row.name, differences)
            if known is None:
                self.plan.new_people.append(row)
                self.plan.audited.append(("person.added", row.login, {}))
                new.append(change)
            elif differences:
                self._note_change(change)
                changed.append(change)
        self._check_administrators(rows)
        named = {row.login for row in rows}
        return PeopleReport(
            new=tuple(new),
            changed=tuple(changed),
            same=len(rows) - len(new) - len(changed),
            new_teams=tuple(team.name for team in self.plan.new_teams),
            moved_teams=tuple(team.name for team in self.plan.moved_teams),
            absent=tuple(
                person.login
                for person in self.state.people.values()
                if person.login not in named and not person.is_suspended
            ),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line)),
        )

    def _note_change(self, change: PersonChange) -> None:
        changes = {
            COLUMNS[found.column]: [found.before, found.after]
            for found in change.differences
            if found.column in {"nom", "langue", "equipe", "metier"}
        }
        if changes:
            self.plan.audited.append(("person.changed", change.login, {"changes": changes}))

    def _wrong(self, row: PersonRow, column: str, message_id: str, **params: object) -> None:
        self.problems.append(Problem(row.line, column, message_id, params))

    # teams

    def _place_team(self, row: PersonRow) -> None:
        if row.team is None:
            return
        parent = self._team(row, "equipe_parente", row.parent_team) if row.parent_team else None
        team = self._team(row, "equipe", row.team)
        if team is None or parent is None or team.parent is parent:
            if team is not None and parent is not None:
                team.parent_line = team.parent_line or row.line
            return
        if team.parent_line:
            self._wrong(row, "equipe_parente", "people.two_parents", team=team.name, line=team.parent_line)
            return
        team.parent, team.parent_line = parent, row.line
        if team.id is not None:
            self.plan.moved_teams.append(team)

    def _team(self, row: PersonRow, column: str, name: str) -> PlannedTeam | None:
        found = self.named.get(folded(name), [])
        if len(found) > 1:
            self._wrong(row, column, "people.team_ambiguous", team=name)
            return None
        if found:
            return found[0]
        team = PlannedTeam(name, key=team_key(name, self.keys))
        self.keys.add(team.key)
        self.named[folded(name)] = [team]
        self.plan.new_teams.append(team)
        return team

    def _check_circle(self, team: PlannedTeam) -> None:
        seen: set[int] = set()
        place: PlannedTeam | None = team
        while place is not None:
            if id(place) in seen:
                self.problems.append(
                    Problem(team.parent_line, "equipe_parente", "people.team_circle", {"team": team.name})
                )
                return
            seen.add(id(place))
            place = place.parent

    # people

    def _differences(self, row: PersonRow, known: Known | None) -> Iterable[Difference]:
        yield from self._identity(row, known)
        yield from self._team_of(row, known)
        yield from self._job_of(row, known)
        yield from self._roles_of(row, known)
        yield from self._managed_by(row, known)

    def _identity(self, row: PersonRow, known: Known | None) -> Iterable[Difference]:
        if known is None:
            return
        wanted = {"name": row.name, "language": row.language or known.language}
        before = {"name": known.name, "language": known.language}
        changed = {column: value for column, value in wanted.items() if value != before[column]}
        if changed:
            self.plan.renamed[known.id] = changed
        for column, value in changed.items():
            yield Difference({"name": "nom", "language": "langue"}[column], before[column], value)

    def _team_of(self, row: PersonRow, known: Known | None) -> Iterable[Difference]:
        found = self.named.get(folded(row.team or ""), [])
        if len(found) == 1:
            before = self._turn(self.plan.teams, row, known.teams if known else [], found[0])
            if before is not found[0]:
                yield Difference("equipe", before.name if before else "", found[0].name)

    def _job_of(self, row: PersonRow, known: Known | None) -> Iterable[Difference]:
        if row.job is None:
            return
        key = self.job_of.get(folded_job(row.job))
        if key is None:
            names = ", ".join(name for name, _english in self.state.jobs.values())
            self._wrong(row, "metier", "people.unknown_job", job=row.job, known=names)
            return
        before = self._turn(self.plan.jobs, row, known.jobs if known else [], key)
        if before != key:
            yield Difference("metier", self.state.jobs[before][0] if before else "", self.state.jobs[key][0])

    def _turn(self, turn: Turn[Value], row: PersonRow, held: Sequence[Held[Value]], wanted: Value) -> Value | None:
        """Plans the change of the one team or job that a person has; returns what they have before it."""
        current = _on(held, max(row.since or self.today, self.today))
        if current is None or current.value != wanted:
            day = start_of_change(row.since, self.today, current.first if current else None)
            turn.end(held, day)
            turn.added.append((row.login, wanted, day))
        return current.value if current else None

    def _roles_of(self, row: PersonRow, known: Known | None) -> Iterable[Difference]:
        before = self._roles_now(row, known)
        wanted = set(row.roles or before or {Role.EMPLOYEE})
        if row.manages:
            wanted.add(Role.MANAGER)
        if not row.roles and known is not None and not row.manages:
            return
        self._turn_many(self.plan.roles, row, known.roles if known else [], wanted)
        for role in sorted(wanted ^ before):
            is_granted = role in wanted
            if known is not None or role is not Role.EMPLOYEE:
                action = "role.granted" if is_granted else "role.withdrawn"
                self.plan.audited.append((action, row.login, {"role": role.value}))
            yield Difference("roles", "" if is_granted else role.value, role.value if is_granted else "")

    def _roles_now(self, row: PersonRow, known: Known | None) -> set[Role]:
        day = max(row.since or self.today, self.today)
        return {fact.value for fact in known.roles if fact.first <= day <= fact.last} if known else set()

    def _managed_by(self, row: PersonRow, known: Known | None) -> Iterable[Difference]:
        wanted = set()
        for name in row.manages:
            found = self.named.get(folded(name), [])
            if len(found) != 1:
                message = "people.team_ambiguous" if found else "people.unknown_team"
                self._wrong(row, "responsable_de", message, team=name)
            else:
                wanted.add(found[0])
        if not wanted:
            return
        before = self._turn_many(self.plan.managed, row, known.managed if known else [], wanted)
        for team in sorted(wanted ^ before, key=lambda team: team.name):
            is_granted = team in wanted
            action = "management.granted" if is_granted else "management.withdrawn"
            self.plan.audited.append((action, row.login, {"team": team.name}))
            yield Difference("responsable_de", "" if is_granted else team.name, team.name if is_granted else "")

    def _turn_many(
        self, turn: Turn[Value], row: PersonRow, held: Sequence[Held[Value]], wanted: set[Value]
    ) -> set[Value]:
        """Plans the change of the roles or managed teams that a person has; returns those they have before it."""
        seen_from = max(row.since or self.today, self.today)
        current = {fact.value: fact for fact in held if fact.first <= seen_from <= fact.last}
        for value in wanted - current.keys():
            former = [fact for fact in held if fact.value == value]
            turn.end((fact for fact in former if fact.first > seen_from), seen_from)
            day = start_of_change(row.since, self.today, former[-1].first if former else None)
            turn.added.append((row.login, value, day))
        for value in current.keys() - wanted:
            day = start_of_change(row.since, self.today, current[value].first)
            turn.end((fact for fact in held if fact.value == value), day)
        return set(current)

    # administrators

    def _check_administrators(self, rows: Sequence[PersonRow]) -> None:
        lines = {row.login: row for row in rows if row.roles and Role.ADMINISTRATOR not in row.roles}
        before = {person.login: person for person in self.state.people.values() if self._administers(person)}
        left = before.keys() - lines.keys()
        gains = any(Role.ADMINISTRATOR in row.roles for row in rows)
        for login, person in before.items():
            if login in lines and person.id == self.state.actor_id:
                self._wrong(lines[login], "roles", "accounts.own_administrator")
            elif login in lines and not left and not gains:
                self._wrong(lines[login], "roles", "accounts.last_administrator")

    def _administers(self, person: Known) -> bool:
        held = [fact for fact in person.roles if fact.value is Role.ADMINISTRATOR]
        return not person.is_suspended and _on(held, self.today) is not None


def _on(held: Iterable[Held[Value]], day: date) -> Held[Value] | None:
    return next((fact for fact in held if fact.first <= day <= fact.last), None)


def rows_to_add(turn: Turn[Value], person_ids: Mapping[str, int], column: str) -> list[dict[str, object]]:
    """Returns the rows of a table that a turn adds; a team's id is known once the team is written."""
    return [
        {
            "person_id": person_ids[login],
            column: value.id if isinstance(value, PlannedTeam) else value,
            "valid_from": day,
            "valid_to": FAR,
        }
        for login, value, day in turn.added
    ]
