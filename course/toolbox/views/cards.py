"""Reflex cards, one a page, and the phrases by excuse, all on one page with a filter."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from course.catalogue.queries import company_note
from course.catalogue.rules import search_form
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.toolbox.formats import MOMENTS, THEMES
from course.toolbox.queries import ToolRow, tools
from course.toolbox.queries.company import notes_beside
from course.toolbox.views.blueprint import blueprint
from course.toolbox.views.sources import inline, listed, sources_of
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.transaction import reader

LONGEST_FILTER = 100
MOMENT_WORDS = {
    "before": _l("Avant l’appel"),
    "during": _l("Pendant l’appel"),
    "after": _l("Après, dans le dossier"),
    "alarm": _l("Alerte : une date court"),
}
THEME_WORDS = {
    "invoice": _l("La facture"),
    "circuit": _l("Le circuit, la personne"),
    "payment": _l("Le paiement"),
    "cash": _l("La trésorerie"),
    "dispute": _l("Le litige"),
    "terms": _l("Les conditions"),
    "refusal": _l("Le refus, le silence"),
    "consumer": _l("Un particulier"),
}


@blueprint.app_template_global()
def phrase_themes() -> list[tuple[str, str]]:
    """Returns the families of excuses with their words, in the order of the page."""
    return [(name, _(THEME_WORDS[name])) for name in THEMES]


@blueprint.get("/toolbox/cards")
@access(Permission.LEARN)
def cards() -> ResponseReturnValue:
    """The reflex cards, by the moment at which one takes them out."""
    found = list(tools(reader(), "card").values())
    groups = [(_(MOMENT_WORDS[name]), [card for card in found if card.body["moment"] == name]) for name in MOMENTS]
    return render_template("toolbox/cards.html", groups=[group for group in groups if group[1]])


@blueprint.get("/toolbox/cards/<key:key>")
@access(Permission.LEARN)
def card(key: str) -> ResponseReturnValue:
    """One card: when, what to do in order, what to say, what never to do, the next dated step."""
    found = tools(reader(), "card").get(key)
    if found is None:
        raise NotFoundError("error.not_found")
    moment = MOMENT_WORDS[found.body["moment"]]
    return render_template(
        "toolbox/card.html",
        card=found,
        moment=_(moment),
        when=inline(found.content["when"]),
        steps=listed(found, "steps"),
        avoid=listed(found, "avoid"),
        after=inline(found.content["after"]),
        sources=sources_of(reader(), [found]),
        note=company_note(reader(), found.item_id),
        today=clock.today(the_viewer().zone),
    )


@blueprint.get("/toolbox/phrases")
@access(Permission.LEARN)
def phrases() -> ResponseReturnValue:
    """What to answer, by excuse. `q` keeps what holds all its words, `theme` one family of excuses."""
    query = request.args.get("q", "")[:LONGEST_FILTER].strip()
    theme = request.args.get("theme", "")
    everything = list(tools(reader(), "phrase").values())
    kept = [phrase for phrase in everything if _is_kept(phrase, query, theme)]
    groups = [(name, words, [p for p in kept if p.body["theme"] == name]) for name, words in phrase_themes()]
    return render_template(
        "toolbox/phrases.html",
        groups=[group for group in groups if group[2]],
        themes=phrase_themes(),
        query=query,
        theme=theme if theme in THEMES else "",
        count=len(kept),
        is_empty=not everything,
        inline=inline,
        sources=sources_of(reader(), kept) if kept else None,
        notes=notes_beside(reader(), [phrase.item_id for phrase in kept]),
        today=clock.today(the_viewer().zone),
    )


def _is_kept(phrase: ToolRow, query: str, theme: str) -> bool:
    if theme in THEMES and phrase.body["theme"] != theme:
        return False
    return all(word in phrase.search_text for word in search_form(query).split())
