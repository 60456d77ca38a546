"""Writes of competencies: the framework, what questions measure, evidence and the estimates that follow from it."""

from course.competencies.services.evidence import Proof, recompute, record_evidence, set_item_parameter

__all__ = ["Proof", "recompute", "record_evidence", "set_item_parameter"]
