"""Writes of competencies: the framework, what questions measure, evidence and the estimates that follow from it."""

from course.competencies.services.ageing import age_estimates
from course.competencies.services.calibrating import run_calibration
from course.competencies.services.correcting import Correction, correct_evidence, correct_evidence_of
from course.competencies.services.evidence import Proof, record_evidence, set_item_parameter
from course.competencies.services.notice import read_notice
from course.competencies.services.objecting import decide_objection, object_to, take_objection_back
from course.competencies.services.observing import record_observation, withdraw_observation
from course.competencies.services.projecting import batches_of, recompute, recompute_some
from course.competencies.services.standards import clear_standard, set_standard

__all__ = [
    "Correction",
    "Proof",
    "age_estimates",
    "batches_of",
    "clear_standard",
    "correct_evidence",
    "correct_evidence_of",
    "decide_objection",
    "object_to",
    "read_notice",
    "recompute",
    "recompute_some",
    "record_evidence",
    "record_observation",
    "run_calibration",
    "set_item_parameter",
    "set_standard",
    "take_objection_back",
    "withdraw_observation",
]
