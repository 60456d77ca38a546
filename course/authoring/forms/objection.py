"""What a browser sends when a trainer decides on a contested proof."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from course.competencies.rules import LONGEST_WORDS

_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision as it was sent, « kept » or « withdrawn » where it is one, and the reason."""

    decision: str = ""
    answer: str = ""


def read_decision(form: Mapping[str, str]) -> Decision:
    """Returns what was sent; a reason that is too long stays so, up to one sign more than is allowed."""
    answer = _UNSTORABLE.sub(" ", form.get("answer", "").replace("\r\n", "\n")).strip()
    return Decision(form.get("decision", "")[:20], answer[: LONGEST_WORDS + 1])
