"""An entry of `certificates.yml` as a plain value."""

from collections.abc import Mapping
from dataclasses import dataclass

from course.enrolment.rules.certificates import FOR_EVER, Validity


@dataclass(frozen=True, slots=True)
class CertificationEntry:
    """What a certificate asks for: levels 1 to 4 by competency key, and the key of the final assessment to pass."""

    key: str
    title: str
    english: str
    final: str
    requirements: Mapping[str, int]
    validity: Validity = FOR_EVER
