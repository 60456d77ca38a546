"""Commands about what is known of people: levels rebuilt from the evidence, calibrations, the work of every night."""

from datetime import datetime

import click
from flask.cli import AppGroup

from course.assessment.services.certifying import issue_due_certificates
from course.authoring.views.reliability_words import difficulty_words
from course.competencies.queries import ParameterBook, log_lengths
from course.competencies.queries.calibration import question_keys
from course.competencies.queries.reliability import CalibrationRow, calibrations
from course.competencies.services import age_estimates, batches_of, recompute_some, run_calibration
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes.ability import LEARNERS_NEEDED

TOLERANCE = 1e-9
SHOWN = 20
LONG = 10_000


def add(group: AppGroup) -> None:
    """Adds `calibrate`, `nightly` and `recompute`."""
    group.command("calibrate", help="Fait suivre aux difficultés des questions les réponses nouvelles.")(_calibrate)
    group.command("nightly", help="Le travail de la nuit : calibration, oubli, certificats. Une fois par jour.")(
        _nightly
    )
    group.command("recompute", help="Recalcule tous les niveaux à partir des preuves et dit l’écart.")(_recompute)


def _calibrate() -> None:
    with write() as session:
        calibration_id = run_calibration(session, None)
    if calibration_id is None:
        click.echo(_("Aucune réponse nouvelle depuis la dernière calibration."))
        return
    for line in _lines(calibrations(reader(), 1)[0]):
        click.echo(line)


def _lines(row: CalibrationRow) -> list[str]:
    """Returns what a calibration did as lines to print, the largest moves first."""
    answers = ngettext("%(num)s réponse nouvelle", "%(num)s réponses nouvelles", row.answers)
    if row.status == "frozen":
        people = _("%(learners)s personnes mesurées sur %(needed)s", learners=row.learners, needed=LEARNERS_NEEDED)
        return [_("%(answers)s. Difficultés figées : %(people)s.", answers=answers, people=people)]
    if population := row.report.get("population"):
        return [
            _(
                "%(answers)s. Niveau moyen estimé d’après %(learners)s personnes : %(mean)s."
                " Les difficultés bougeront dès la prochaine calibration.",
                answers=answers,
                learners=population["learners"],
                mean=difficulty_words(population["mean"]),
            )
        ]
    items = row.moves
    moved = ngettext("%(num)s difficulté a bougé", "%(num)s difficultés ont bougé", len(items))
    keys = question_keys(reader(), [item["version_id"] for item in items[:SHOWN]])
    return [
        _(
            "%(answers)s ; %(moved)s (ancrage %(shift)s).",
            answers=answers,
            moved=moved,
            shift=difficulty_words(row.shift),
        ),
        *(
            _(
                "%(key)s : %(before)s → %(after)s",
                key=keys[item["version_id"]],
                before=difficulty_words(item["from_b"]),
                after=difficulty_words(item["b"]),
            )
            for item in items[:SHOWN]
        ),
        *([ngettext("… et %(num)s autre", "… et %(num)s autres", rest)] if (rest := len(items) - SHOWN) > 0 else []),
    ]


def _nightly() -> None:
    try:
        _calibrate()
    except ConflictError as error:  # what comes next does not need it, and tomorrow's makes up for it
        click.echo(sentence(error.message_id, error.params), err=True)
    at = clock.now()
    aged = _age(at)
    click.echo(ngettext("%(num)s personne : niveaux à jour.", "%(num)s personnes : niveaux à jour.", aged))
    with write() as session:
        issued = issue_due_certificates(session)
    if issued:
        click.echo(ngettext("%(num)s attestation délivrée.", "%(num)s attestations délivrées.", issued))


def _age(at: datetime) -> int:
    """Says everybody's levels as of an instant, each part in a transaction of its own; returns of how many people."""
    total, done = 0, 1
    while done:
        with write() as session:
            done = age_estimates(session, at)
        total += done
    return total


@click.option("--after", default=0, metavar="PERSONNE", help="Reprend après la personne de ce numéro.")
def _recompute(after: int) -> None:
    lengths = [one for one in log_lengths(reader()) if one[0] > after]
    rows, book = dict(lengths), ParameterBook()
    done, total, departure = 0, sum(rows.values()), 0.0
    for some in batches_of(lengths):
        with write() as session:
            departure = max(departure, recompute_some(session, some, book))
        done += sum(rows[learner_id] for learner_id in some)
        _tell(done, total, some[-1])
    click.echo(
        ngettext(
            "%(num)s personne recalculée ; plus grand écart : %(gap)s.",
            "%(num)s personnes recalculées ; plus grand écart : %(gap)s.",
            len(lengths),
            gap=departure,
        )
    )
    if departure > TOLERANCE:
        raise ConflictError("competencies.departure", gap=departure)


def _tell(done: int, of: int, last: int) -> None:
    """Says on the error stream, in place, how far a long rebuild is and from where it would go on."""
    if of > LONG:
        place = _("%(done)s preuves sur %(all)s ; reprendre ici : --after %(last)s", done=done, all=of, last=last)
        click.echo(f"\r{place}", err=True, nl=done >= of)
