"""« Atelier de contenu »: the tree, what waits for the trainer, and the texts to copy into a lesson."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.assessment.queries.grading import waiting_questions
from course.authoring.queries import insertable_questions, studio_modules
from course.authoring.queries.misfits import flags_on_desk
from course.authoring.queries.practice import practice_links
from course.authoring.views.blueprint import blueprint
from course.authoring.views.objections import objections_to_decide
from course.catalogue.queries import open_remarks, outline
from course.catalogue.services import close_remark as close
from course.foundation.permissions import Permission
from course.references.queries import laws, terms
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.transaction import reader, write

LONGEST_SEARCH = 200


@blueprint.get("/studio")
@access(Permission.AUTHOR)
def studio() -> ResponseReturnValue:
    """Modules and lessons with their states; what waits for the trainer; search by `?q=`."""
    sought = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    modules = studio_modules(reader(), sought)
    flags = {} if sought else flags_on_desk(reader())
    return render_template(
        "authoring/studio.html",
        sought=sought,
        modules=modules,
        waiting=[lesson for module in modules for lesson in module.lessons if lesson.draft_at],
        remarks=[] if sought else open_remarks(reader()),
        lessons=outline(reader()),
        to_grade=0 if sought else sum(row.waiting for row in waiting_questions(reader(), the_viewer().id)),
        contested=0 if sought else len(objections_to_decide(reader(), the_viewer().id)),
        keys_to_check=sum(flag.kind == "key" for flag in flags.values()),
        flagged=len(flags),
    )


@blueprint.post("/studio/remarks/<id:remark_id>/close")
@access(Permission.AUTHOR)
def close_remark(remark_id: int) -> ResponseReturnValue:
    """Marks a reader's remark as dealt with."""
    with write() as session:
        close(session, remark_id, the_viewer().id)
    flash(_("La remarque est close."))
    return redirect(url_for("authoring.studio", _anchor="attend"), 303)


@blueprint.get("/studio/directives")
@access(Permission.AUTHOR)
def directives() -> ResponseReturnValue:
    """Every legal reference, word and question with the text that names it in a lesson, to copy."""
    return render_template(
        "authoring/directives.html",
        laws=laws(reader()).values(),
        terms=terms(reader()).values(),
        questions=insertable_questions(reader()),
        lessons=outline(reader()).lessons,
        practice=list(practice_links(reader())),
    )
