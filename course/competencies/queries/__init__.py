"""Reads of competencies: the framework, a learner's states, the proofs behind them, and what the projection needs."""

from course.competencies.queries.projection import (
    Parameter,
    StoredState,
    estimates_by_competency,
    learners_with_evidence,
    log_of,
    model_framework,
    parameters_at,
    state_to_update,
    tallies_of,
)
from course.competencies.queries.shown import (
    CompetencyRow,
    CompetencyState,
    DomainRow,
    HistoryPoint,
    ProofRow,
    framework,
    history_of,
    proofs_of,
    required_levels,
    states_of,
)

__all__ = [
    "CompetencyRow",
    "CompetencyState",
    "DomainRow",
    "HistoryPoint",
    "Parameter",
    "ProofRow",
    "StoredState",
    "estimates_by_competency",
    "framework",
    "history_of",
    "learners_with_evidence",
    "log_of",
    "model_framework",
    "parameters_at",
    "proofs_of",
    "required_levels",
    "state_to_update",
    "states_of",
    "tallies_of",
]
