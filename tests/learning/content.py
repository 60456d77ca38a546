"""Makes the content that tests of learning read, through the services of the product."""

from datetime import date

from sqlalchemy.orm import Session

from course.catalogue import services as catalogue
from course.catalogue.formats import LessonEntry, ModuleEntry
from course.catalogue.queries import LessonCard, outline
from course.references import services as references
from course.references.formats import LawEntry, TermEntry
from tests import factories

TEXT = """Une facture, deux dates.

[[prediction:jur-1-avant]]

## Le contrat d’abord

Lisez [l’article L441-10](loi:c-com-l441-10) et le mot [échéance](mot:echeance).

[[loi:c-com-l441-10]]

[[question:jur-1-pendant]]

## Les pièges

Ne comptez pas le jour de départ. <script>alert(1)</script>
"""


def make_module(session: Session, key: str = "cadre-legal", number: int = 1, title: str = "Cadre légal") -> None:
    """Makes and publishes a module."""
    entry = ModuleEntry(key, number, title, f"Ce que dit {title}.", date(2026, 11, 22))
    catalogue.save_module(session, entry, f"source {key}")
    session.flush()


def make_lesson(
    session: Session,
    key: str,
    module: str = "cadre-legal",
    position: int = 1,
    text: str = "Du texte.",
    competencies: tuple[tuple[str, int, int], ...] = (("JUR-1", 1, 2),),
    title: str | None = None,
) -> LessonCard:
    """Makes and publishes a lesson of eight minutes; returns its card."""
    entry = LessonEntry(
        key=key,
        title=title or f"Leçon {key}",
        outcome="dater une échéance",
        minutes=8,
        competencies=competencies,
        facts=(),
        false_ideas=(),
        examples=(),
        tomorrow=("relis la clause", "vérifie la date", "note la règle"),
        text=text,
    )
    rendered = catalogue.render_lesson(entry, {})
    catalogue.save_lesson(session, entry, f"source {key} {text}", rendered, module, position)
    session.flush()
    card = outline(session).lesson(key)
    assert card is not None
    return card


def make_programme(session: Session) -> LessonCard:
    """Makes a framework, a law, a word, two questions, a module and the lesson « echeance »; returns its card."""
    factories.make_framework(session)
    references.save_law(
        session,
        LawEntry(
            key="c-com-l441-10",
            code="Code de commerce",
            article="L441-10",
            title="Délais de paiement",
            summary="Le délai convenu ne dépasse pas soixante jours.",
            grade="A",
            checked_on=date(2026, 11, 22),
            in_force_from=date(2019, 4, 26),
        ),
        "source",
    )
    references.save_term(session, TermEntry("echeance", "Échéance", "Due date", "Le jour où il faut payer."), "source")
    factories.make_question(session, "jur-1-avant")
    factories.make_question(session, "jur-1-pendant")
    make_module(session)
    return make_lesson(session, "echeance", text=TEXT, title="Calculer une échéance")
