"""What stands in the fields and the mapping of `quizzes.formats.native` that it says, each from the other."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from course.authoring.forms.lesson import whole_of
from course.authoring.forms.question import FORMATS, State, blank_field
from course.authoring.forms.question_fields import all_fields, row_fields
from course.authoring.forms.question_parts import FormField

_BLANKS: Final = re.compile("[\u00a0\u202f\u2009 ]")
_DECIMAL: Final = re.compile(r"[-−]?[0-9]*[.,]?[0-9]+|[-−]?[0-9]+[.,]")
_FRACTION: Final = re.compile(r"-?[0-9]{1,21}/[1-9][0-9]{0,20}")


def mapping_of(kind: str, key: str, state: State) -> dict[str, Any]:
    """Returns the mapping that `quizzes.formats.native` reads; what it cannot take is left for it to refuse."""
    own = _mapped(all_fields(kind), state)
    own.setdefault("explanation", None)
    return {"key": key, "type": kind, **own}


def _mapped(fields: Sequence[FormField], state: State) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        value = _value(field, state[field.name])
        if value is not None or (field.always and field.kind == "whole"):
            found[field.name] = value
    if "options" in found:
        found["options"] = [_scored(found["options"], option) for option in found["options"]]
    return found


def _value(field: FormField, value: Any) -> Any:
    """Returns a field's value as the mapping holds it, None where it is to be left out."""
    if field.kind == "rows":
        rows = [_mapped_row(field, row) for row in value]
        return rows if rows or field.least or field.name == "gaps" else None
    if field.kind == "text":
        if not value["source"].strip():
            return None
        source = value["source"].strip("\n ")
        return source if value["format"] == "markdown" else {"format": value["format"], "source": source}
    if field.kind == "table":
        return _data(value)
    if field.kind == "truth":
        return _truth(field, is_true=value)
    return _typed(field, value.strip())


def _truth(field: FormField, *, is_true: bool) -> bool | None:
    # A mapping without `shuffle` says yes of a question and no of a gap: it is always written.
    return is_true if is_true or field.name == "shuffle" else None


def _mapped_row(rows: FormField, row: State) -> dict[str, Any]:
    mapping = _mapped(row_fields(rows, row.get("kind", "")), row)
    return {"kind": row["kind"], **mapping} if rows.name == "gaps" else mapping


def _typed(field: FormField, value: str) -> Any:
    if field.kind == "lines":
        lines = [line.strip() for line in value.split("\n") if line.strip()]
        return (
            [_number(line) for line in lines] if field.name == "values" else (lines if lines or field.always else None)
        )
    if not value:
        return None
    if field.kind == "whole" or field.name == "difficulty":
        whole = whole_of(value)
        return value if whole is None else whole
    if field.name == "answer" and field.kind == "choice":
        return value == "true"
    readers = {"decimal": _number, "share": _share, "points": _points}
    return readers[field.kind](value) if field.kind in readers else value


def _number(value: str) -> str:
    """Returns a number with a point, as the engine reads it; anything else as it was typed."""
    plain = _BLANKS.sub("", value)
    if not _DECIMAL.fullmatch(plain):
        return value
    plain = plain.replace(",", ".").replace("−", "-").rstrip(".")
    return re.sub(r"^(-?)\.", r"\g<1>0.", plain)


def _share(value: str) -> str | int:
    """Returns a part of the mark, typed in per cent or as a fraction, as an exact fraction."""
    plain = _BLANKS.sub("", value).removesuffix("%").replace("−", "-")
    if _FRACTION.fullmatch(plain):
        return plain
    return _written(Fraction(_number(plain)) / 100) if _DECIMAL.fullmatch(plain) else value


def _points(value: str) -> str | int:
    plain = _BLANKS.sub("", value)
    return _written(Fraction(_number(plain))) if _DECIMAL.fullmatch(plain) else plain


def _written(number: Fraction) -> str | int:
    return number.numerator if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


def _scored(options: Sequence[Mapping[str, Any]], option: dict[str, Any]) -> dict[str, Any]:
    """Returns the option with a score of its own where one of them has one; what is right without one gets all."""
    if not any("score" in other for other in options):
        return option
    score = option.get("score", 1 if option.get("right") else 0)
    return {name: value for name, value in option.items() if name != "right"} | {"score": score}


def _data(value: Mapping[str, Any]) -> dict[str, Any] | None:
    names = _cells(value["names"])
    rows = [_cells(line) for line in value["rows"].split("\n") if line.strip()]
    if not names and not rows:
        return None
    data: dict[str, Any] = {"names": names, "rows": [[_number(cell) for cell in row] for row in rows]}
    return data | {"shared": True} if value["shared"] else data


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(";") if cell.strip()]


# --- From the question ---------------------------------------------------------------------------------------------


def state_of_mapping(mapping: Mapping[str, Any]) -> State:
    """Returns the fields that say what a native mapping says; `mapping_of` gives it back. Pictures are no field."""
    state = _filled(all_fields(mapping["type"]), mapping)
    if "shuffle" in state:
        state["shuffle"] = mapping.get("shuffle", True)
    return state


def _filled(fields: Sequence[FormField], mapping: Mapping[str, Any]) -> State:
    return {field.name: _shown(field, mapping) for field in fields}


def _shown(field: FormField, mapping: Mapping[str, Any]) -> Any:
    value = mapping.get(field.name)
    if field.kind == "rows":
        return [_shown_row(field, row) for row in value or ()]
    if field.name == "decimals" and field.always:
        value = mapping.get("decimals", 2)
    if value is None:
        return blank_field(field)
    return _shown_value(field, value)


def _shown_value(field: FormField, value: Any) -> Any:
    if field.kind == "text":
        return dict(value) if isinstance(value, Mapping) else {"source": value, "format": FORMATS[0]}
    if field.kind == "table":
        rows = "\n".join(" ; ".join(_plain(cell) for cell in row) for row in value["rows"])
        return {"names": " ; ".join(value["names"]), "rows": rows, "shared": bool(value.get("shared"))}
    if field.kind == "truth":
        return bool(value)
    return _plain_of(field, value)


def _plain_of(field: FormField, value: Any) -> str:
    if field.kind == "lines":
        return "\n".join(_plain(entry) for entry in value)
    if field.kind == "share":
        return _per_cent(Fraction(str(value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    return _plain(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _per_cent(share: Fraction) -> str:
    """Returns « 33.5 » for what can be said so exactly with a few digits, else the fraction."""
    hundredths = share * 100
    text = f"{float(hundredths):.4f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == hundredths else f"{share.numerator}/{share.denominator}"


def _shown_row(rows: FormField, mapping: Mapping[str, Any]) -> State:
    if not rows.variants:
        return _filled(rows.fields, mapping)
    kind = mapping["kind"] if rows.name == "gaps" else _parameter_kind(mapping)
    return {"kind": kind, **_filled(row_fields(rows, kind), mapping)}


def _parameter_kind(mapping: Mapping[str, Any]) -> str:
    marks = {"formula": "derived", "values": "list", "first": "days"}
    return next((kind for name, kind in marks.items() if name in mapping), "range")
