"""Commands about files of questions: bring one in as drafts, write one out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from flask.cli import AppGroup

from course.authoring.formats.question_files import (
    FORMATS,
    FRACTIONS,
    MOST_BYTES,
    FileFormat,
    FractionRule,
    recognised,
)
from course.authoring.formats.questions import write_question
from course.authoring.queries import BankFilter, bank_keys
from course.authoring.queries.question_files import Selection
from course.authoring.services import question_exchange as exchange
from course.authoring.services.question_exchange.exporting import MOST_QUESTIONS
from course.authoring.views.exchange_words import reason
from course.foundation.errors import CourseError, InvalidInputError
from course.question_bank.services import ReadyQuestion, prepare_publications, publish_draft
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write

BY_ENDING: dict[str, FileFormat] = {
    ".gift": "gift",
    ".txt": "gift",
    ".xml": "moodle-xml",
    ".csv": "csv",
    ".xlsx": "xlsx",
}
LONG = 500
AT_ONCE = 100


def add(group: AppGroup) -> None:
    """Adds `questions import` and `questions export`."""
    questions = AppGroup("questions", help="Questions : importer un fichier, exporter.")
    questions.command("import", help="Importe un fichier de questions en brouillons, tout ou rien.")(_import)
    questions.command("export", help="Écrit des questions de la banque dans un fichier.")(_export)
    group.add_command(questions)


@click.argument("file", type=click.Path(path_type=Path))
@click.option("--category", default="", help="La catégorie où ranger les questions ; sans elle, le nom du fichier.")
@click.option("--format", "asked", type=click.Choice(FORMATS), help="Sans lui, le format est reconnu au contenu.")
@click.option("--fractions", type=click.Choice(FRACTIONS), default="keep", help="Notes inconnues de Moodle.")
@click.option("--partial", is_flag=True, help="Importe ce qui est lisible, même si des questions sont refusées.")
@click.option("--publish", is_flag=True, help="Publie les questions importées qui peuvent l’être.")
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait fait, sans rien écrire.")
def _import(
    file: Path, category: str, asked: str | None, fractions: str, partial: bool, publish: bool, dry_run: bool
) -> None:
    content = _content(file)
    file_format = cast("FileFormat", asked) if asked else recognised(content)
    with _said(_("Lecture du fichier…")):
        found = exchange.unpacked(exchange.read_apart(content, file_format, cast("FractionRule", fractions)))
    exchange.check_file(found)
    name = exchange.file_name_of(file.name)
    target = exchange.target_of(category, name, is_ours=found.is_ours)
    plan = exchange.plan_import(reader(), found, target)
    _tell(plan, is_done=not dry_run and (partial or plan.is_whole))
    if dry_run:
        click.echo(_("Essai à blanc : rien n’a été écrit."))
        raise SystemExit(0 if partial or plan.is_whole else 1)
    exchange.check_plan(plan, is_partial=partial)
    with _said(_("Écriture dans la banque…")), write() as session:
        exchange.import_plan(session, plan, file_format, name, target, None)
    if publish:
        _publish([question.key for question in plan.to_write])


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInputError("exchange.unreadable_file", path=str(file), reason=error.strerror or "") from error


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Says on the error stream what is being done and how long it took; the other one is for the report."""
    click.echo(what, err=True, nl=False)
    began = time.monotonic()
    try:
        yield
    finally:
        click.echo(f" {time.monotonic() - began:.1f} s", err=True)


def _tell(plan: exchange.Plan, *, is_done: bool) -> None:
    for problem in plan.problems:
        click.echo(_line(problem.line, problem.item, reason(problem.message_id, problem.params)))
    for question in exchange.shown_lines(plan.questions):
        for problem in question.problems:
            outcome = _("refusée") if problem.is_refusal else _("importée sans ceci")
            name = f"{question.name} ({outcome})" if question.name else outcome
            click.echo(_line(problem.line, name, reason(problem.message_id, problem.params)))
    counts = plan.counts
    said = {outcome: counts[outcome] for outcome in exchange.OUTCOMES}
    done = _l("Questions importées : %(new)s, modifiées : %(changed)s, inchangées : %(same)s, refusées : %(refused)s.")
    to_do = _l(
        "Questions nouvelles : %(new)s, à modifier : %(changed)s, inchangées : %(same)s, refusées : %(refused)s."
    )
    click.echo(_(done if is_done else to_do, **said))


def _line(number: int, item: str, text: str) -> str:
    place = [_("ligne %(line)s", line=number) if number else _("fichier"), *([item] if item else [])]
    return _("%(place)s : %(text)s", place=", ".join(place), text=text)


def _publish(keys: Sequence[str]) -> None:
    published = 0
    for start in range(0, len(keys), AT_ONCE):
        ready, refused = prepare_publications(reader(), keys[start : start + AT_ONCE])
        for row in refused:
            click.echo(f"{row.key} : {sentence(row.message_id, row.params)}")
        published += sum(_is_published(question) for question in ready)
        _progress(start + AT_ONCE, len(keys))
    click.echo(ngettext("%(num)s question publiée.", "%(num)s questions publiées.", published))
    if published < len(keys):
        raise SystemExit(1)


def _is_published(ready: ReadyQuestion) -> bool:
    try:
        with write() as session:
            publish_draft(session, ready, write_question(ready.question), None, _("Import d’un fichier"))
    except CourseError as error:
        click.echo(f"{ready.key} : {sentence(error.message_id, error.params)}")
        return False
    return True


def _progress(done: int, of: int) -> None:
    if of > LONG:
        click.echo(f"\r{min(done, of)} / {of}", err=True, nl=done >= of)


@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "asked", type=click.Choice(FORMATS), help="Sans lui, le format suit la fin du nom.")
@click.option("--category", default="", help="Cette catégorie et ce qu’elle contient.")
@click.option("--competency", default="", help="Les questions de cette compétence, par exemple JUR-1.")
@click.option("--quiz", default="", help="Les questions publiées de ce questionnaire.")
@click.option("--key", "keys", multiple=True, help="Cette question ; répétable.")
def _export(file: Path, asked: str | None, category: str, competency: str, quiz: str, keys: tuple[str, ...]) -> None:
    file_format = cast("FileFormat | None", asked) or BY_ENDING.get(file.suffix.lower())
    if file_format is None:
        raise InvalidInputError("exchange.unknown_format")
    chosen = keys or None
    if competency:
        found = bank_keys(reader(), BankFilter(competency=competency), MOST_QUESTIONS)
        chosen = tuple(key for key in found if chosen is None or key in chosen)
    with _said(_("Écriture du fichier…")):
        written = exchange.export_questions(reader(), Selection(chosen, category, quiz), file_format)
        try:
            file.write_bytes(written.content)
        except OSError as error:
            raise InvalidInputError("exchange.unwritable_file", path=str(file), reason=error.strerror or "") from error
    for one in written.lost:
        for problem in one.problems:
            head = _("pas dans le fichier") if one.is_refused else _("incomplète")
            click.echo(f"{one.key} ({head}) : {reason(problem.message_id, problem.params)}")
    click.echo(ngettext("%(num)s question écrite.", "%(num)s questions écrites.", written.held))
