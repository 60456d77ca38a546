"""The words on screen for roles, acts of the journal and columns of the file of people."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from course.foundation.permissions import Role
from course.web.display import day as shown_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l

ROLES: dict[str, str] = {
    Role.EMPLOYEE.value: _l("Employé"),
    Role.TRAINER.value: _l("Formateur"),
    Role.MANAGER.value: _l("Responsable"),
    Role.ADMINISTRATOR.value: _l("Administrateur"),
}
ACTIONS: dict[str, str] = {
    "answer.graded": _l("Réponse rédigée notée"),
    "answer.read": _l("Réponse rédigée lue, sans nom"),
    "certificate.read": _l("Dossier d’attestation lu"),
    "certificate.revoked": _l("Attestation annulée"),
    "assignment.cancelled": _l("Assignation annulée"),
    "assignment.made": _l("Assignation faite"),
    "diagnostic.requested": _l("Diagnostic demandé"),
    "diagnostic.cancelled": _l("Demande de diagnostic annulée"),
    "path.proposed": _l("Parcours proposé"),
    "path.changed": _l("Format d’une étape du parcours changé"),
    "path.restored": _l("Format proposé rétabli"),
    "management.granted": _l("Équipe confiée"),
    "management.withdrawn": _l("Équipe retirée"),
    "password.changed": _l("Mot de passe changé"),
    "people.imported": _l("Personnes importées"),
    "person.added": _l("Personne ajoutée"),
    "person.changed": _l("Personne modifiée"),
    "person.invited": _l("Invitation faite"),
    "person.read": _l("Fiche lue"),
    "person.restored": _l("Personne rétablie"),
    "person.suspended": _l("Personne suspendue"),
    "regrade.made": _l("Question notée de nouveau"),
    "regrade.names_read": _l("Noms lus dans un aperçu de nouvelle correction"),
    "regrade.taken_back": _l("Nouvelle correction annulée"),
    "role.granted": _l("Rôle donné"),
    "role.withdrawn": _l("Rôle retiré"),
    "sessions.ended": _l("Sessions fermées"),
    "team.added": _l("Équipe créée"),
    "team.moved": _l("Équipe déplacée"),
    "team.renamed": _l("Équipe renommée"),
    "time.changed": _l("Temps des questionnaires changé"),
}
COLUMNS: dict[str, str] = {
    "name": _l("nom"),
    "language": _l("langue"),
    "team": _l("équipe"),
    "job": _l("métier"),
    "nom": _l("nom"),
    "langue": _l("langue"),
    "equipe": _l("équipe"),
    "metier": _l("métier"),
    "roles": _l("rôle"),
    "responsable_de": _l("responsable de"),
}
LANGUAGES = {"fr": "Français", "en": "English"}


def role_name(role: str) -> str:
    """Returns the word for a role."""
    return _(ROLES[role]) if role in ROLES else role


def action_name(action: str) -> str:
    """Returns the words for an act of the journal; an act of another room shows its own name."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def column_name(column: str) -> str:
    """Returns the word for what changes of a person."""
    return _(COLUMNS[column]) if column in COLUMNS else column


def value_name(column: str, value: str) -> str:
    """Returns a role or a language in words, anything else as it is, nothing as a dash."""
    if column == "roles":
        return role_name(value)
    return LANGUAGES.get(value, value) if column in {"language", "langue"} else value or "—"


def told(detail: Mapping[str, Any]) -> list[str]:
    """Returns the detail of a line of the journal as short phrases."""
    phrases = [
        _("%(what)s : %(before)s → %(after)s", what=column_name(column), before=before or "—", after=after or "—")
        for column, (before, after) in (detail.get("changes") or {}).items()
    ]
    phrases += [role_name(str(detail["role"]))] if "role" in detail else []
    phrases += [_("équipe %(team)s", team=detail["team"])] if "team" in detail else []
    phrases += [_("export de l’équipe")] if "export" in detail else []
    phrases += _places(detail)
    phrases += _counts(detail)
    if "from" in detail:
        phrases.append(_("à partir du %(day)s", day=shown_day(date.fromisoformat(str(detail["from"])))))
    if detail.get("file"):
        phrases.append(_("par fichier"))
    return phrases


def _places(detail: Mapping[str, Any]) -> list[str]:
    if "parent" in detail and "before" in detail:
        return [_("de %(before)s à %(after)s", before=detail["before"] or "—", after=detail["parent"] or "—")]
    if detail.get("parent"):
        return [_("sous %(parent)s", parent=detail["parent"])]
    return [_("auparavant %(before)s", before=detail["before"])] if detail.get("before") else []


def _counts(detail: Mapping[str, Any]) -> list[str]:
    if "same" not in detail:
        return []
    counts = {name: detail.get(name, 0) for name in ("new", "changed", "same")}
    return [_("%(new)s ajoutées, %(changed)s modifiées, %(same)s inchangées", **counts)]
