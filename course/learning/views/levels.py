"""« Mes compétences »: all of them, and one with the evidence behind its figure."""

from flask import render_template
from flask.typing import ResponseReturnValue

from course.accounts.queries import job_role_of
from course.catalogue.queries import outline
from course.competencies.queries import framework, objections_of, proofs_of, states_of
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.learning import queries
from course.learning.views.blueprint import blueprint
from course.learning.views.competencies import builders_of, chart_of, row_of, shown_history
from course.learning.views.next_proof import NOTHING, ceiling_words, outlooks
from course.learning.views.proofs import objection_lines, told
from course.web.access import access, the_viewer
from course.web.transaction import reader


@blueprint.get("/competencies")
@access(Permission.LEARN)
def competencies() -> ResponseReturnValue:
    """All competencies, with what may be said of each; what became of the proofs that one contested."""
    viewer = the_viewer()
    day = clock.today(viewer.zone)
    histories = queries.histories_of(reader(), viewer.id)
    states = states_of(reader(), viewer.id, day)
    ahead = outlooks(reader(), viewer.id, states)
    rows = {
        state.competency.key: row_of(
            state, histories.get(state.competency.key, ()), ahead.get(state.competency.key, NOTHING)
        )
        for state in states
    }
    return render_template(
        "learning/competencies.html",
        domains=framework(reader()),
        rows=rows,
        job=job_role_of(reader(), viewer.id, day),
        objections=objection_lines(objections_of(reader(), viewer.id), clock.now()),
    )


@blueprint.get("/competencies/<competency:key>")
@access(Permission.LEARN)
def competency(key: str) -> ResponseReturnValue:
    """One competency: its levels, where one stands, what one more proof would change, the proofs behind the figure."""
    viewer = the_viewer()
    states = states_of(reader(), viewer.id, clock.today(viewer.zone))
    state = next((state for state in states if state.competency.key == key), None)
    if state is None:
        raise NotFoundError("error.not_found")
    history = shown_history(queries.histories_of(reader(), viewer.id).get(key, []))
    behind = queries.sittings_behind(reader(), viewer.id)
    proofs = told(proofs_of(reader(), viewer.id, key), behind, objections_of(reader(), viewer.id))
    lessons, quizzes = builders_of(outline(reader()), key)
    return render_template(
        "learning/competency.html",
        state=state,
        row=row_of(state, history, outlooks(reader(), viewer.id, [state]).get(key, NOTHING)),
        ceiling=ceiling_words(state),
        history=history,
        chart=chart_of(history, state.required),
        proofs=proofs,
        lessons=lessons,
        quizzes=quizzes,
    )
