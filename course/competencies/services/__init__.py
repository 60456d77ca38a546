"""Writes of competencies: the framework, what questions measure, evidence and the estimates that follow from it."""

from course.competencies.services.correcting import Correction, correct_evidence, correct_evidence_of
from course.competencies.services.evidence import Proof, record_evidence, set_item_parameter
from course.competencies.services.projecting import recompute

__all__ = [
    "Correction",
    "Proof",
    "correct_evidence",
    "correct_evidence_of",
    "recompute",
    "record_evidence",
    "set_item_parameter",
]
