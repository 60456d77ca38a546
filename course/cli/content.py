"""Commands about content files: bring in, write out, check, put into canonical form, render again."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from course.authoring.formats.folder import parse_file, read_folder
from course.authoring.formats.problems import Problem
from course.authoring.services.content_check import check_content
from course.authoring.services.content_export import export_content
from course.authoring.services.content_import import (
    ImportedItem,
    ImportReport,
    apply_import,
    prepare_import,
    report_of,
    with_material,
)
from course.authoring.services.rerender import rerender
from course.foundation import clock
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write

ZONE = "Europe/Paris"
SHOWN = 20

folder_argument = click.argument("path", required=False, type=click.Path(path_type=Path))


def add(group: AppGroup) -> None:
    """Adds `import`, `export`, `check`, `format` and `render`."""
    group.command("import", help="Importe les fichiers de contenu qui ont changé.")(_import)
    group.command("export", help="Écrit le contenu publié dans un dossier.")(_export)
    group.command("check", help="Contrôle les fichiers de contenu ; n’écrit rien.")(_check)
    group.command("format", help="Met les fichiers de contenu dans leur forme canonique.")(_format)
    group.command("render", help="Refait le rendu des versions publiées par un rendu plus ancien.")(_render)


def _folder(path: Path | None) -> Path:
    return path if path is not None else Path(current_app.extensions["settings"].content_path)


@folder_argument
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait fait, sans rien écrire.")
@click.option("--material", multiple=True, metavar="CLÉ", help="Leçon dont le fond change : à relire.")
def _import(path: Path | None, dry_run: bool, material: tuple[str, ...]) -> None:
    report = import_folder(_folder(path), dry_run=dry_run, material=material)
    for line in report_lines(report):
        click.echo(line)
    if report.problems:
        click.echo(_("Rien n’a été importé."), err=True)
    if report.problems or report.conflict:
        raise SystemExit(1)


def import_folder(root: Path, *, dry_run: bool = False, material: tuple[str, ...] = ()) -> ImportReport:
    """Imports a folder: reads and renders first, then writes in one short transaction. `material`: lessons that change
    in what they teach. Raises InvalidInputError for one that does not change at all."""
    plan = with_material(prepare_import(reader(), root), material)
    if not dry_run and not plan.problems and plan.files:
        with write() as session:
            apply_import(session, plan)
    return report_of(plan, is_dry=dry_run)


def report_lines(report: ImportReport) -> list[str]:
    """Returns an import's report as lines to print."""
    if report.problems:
        return problem_lines(report.problems)
    counts = _(
        "Contenu : %(new)s nouveaux, %(changed)s modifiés, %(same)s inchangés, %(conflict)s en conflit.",
        new=len(report.new),
        changed=len(report.changed),
        same=report.same,
        conflict=len(report.conflict),
    )
    return [
        *_item_lines(_("Modifié"), report.changed),
        *_item_lines(_("Absent des fichiers, toujours publié"), report.missing),
        *_item_lines(_("Conflit : modifié dans le fichier et dans l’atelier, laissé tel quel"), report.conflict),
        *([_("Essai à blanc : rien n’a été écrit.")] if report.is_dry else []),
        counts,
    ]


def _item_lines(head: str, items: tuple[ImportedItem, ...]) -> list[str]:
    lines = [f"{head} : {item.kind} {item.key} ({item.path})" for item in items[:SHOWN]]
    rest = len(items) - SHOWN
    return [*lines, ngettext("… et %(num)s autre", "… et %(num)s autres", rest)] if rest > 0 else lines


def problem_lines(problems: list[Problem] | tuple[Problem, ...]) -> list[str]:
    """Returns problems as lines: file, line, field, what is wrong."""
    return [problem_line(problem) for problem in problems]


def problem_line(problem: Problem) -> str:
    """Returns « questions/jur-1.yml, ligne 12, options[2].feedback : ce champ est obligatoire. »."""
    place = [problem.file]
    if problem.line:
        place.append(_("ligne %(line)s", line=problem.line))
    if problem.field:
        place.append(problem.field)
    return _("%(place)s : %(text)s", place=", ".join(place), text=sentence(problem.message_id, problem.params))


@click.argument("path", type=click.Path(path_type=Path))
def _export(path: Path) -> None:
    written = export_content(reader(), path)
    click.echo(ngettext("%(num)s fichier écrit.", "%(num)s fichiers écrits.", len(written)))


@folder_argument
def _check(path: Path | None) -> None:
    problems = check_content(_folder(path), clock.today(ZONE))
    for line in problem_lines(problems):
        click.echo(line)
    if problems:
        click.echo(ngettext("%(num)s problème.", "%(num)s problèmes.", len(problems)), err=True)
        raise SystemExit(1)
    click.echo(_("Contenu en ordre."))


@folder_argument
@click.option("--check", "only_check", is_flag=True, help="Nomme les fichiers à changer, sans rien écrire.")
def _format(path: Path | None, only_check: bool) -> None:
    root = _folder(path)
    folder = read_folder(root)
    files = [parse_file(name, content) for name, content in folder.files.items()]
    problems = [*folder.problems, *(problem for file in files for problem in file.problems)]
    for line in problem_lines(problems):
        click.echo(line, err=True)
    changed = [
        file for file in files if file.canonical is not None and file.canonical.encode() != folder.files[file.path]
    ]
    for file in changed:
        click.echo(file.path)
        if not only_check and file.canonical is not None:
            (root / file.path).write_bytes(file.canonical.encode())
    if problems or (only_check and changed):
        raise SystemExit(1)


def _render() -> None:
    with write() as session:
        count = rerender(session)
    click.echo(ngettext("%(num)s version rendue.", "%(num)s versions rendues.", count))
