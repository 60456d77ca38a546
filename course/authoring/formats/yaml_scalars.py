"""What an unquoted YAML value means, in the narrow reading that every YAML reader shares."""

import re
from datetime import date
from typing import Final

import yaml

Scalar = str | int | float | bool | date | None

_RESOLVERS: Final = yaml.SafeLoader.yaml_implicit_resolvers
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTHS: Final = {"true": True, "false": False}
_NOTHING: Final = frozenset({"", "~", "null"})


class AmbiguousError(ValueError):
    """Readers of YAML would not agree on what this is; it needs quotes."""


def is_text(plain: str) -> bool:
    """Says whether every reader takes the unquoted value for a text."""
    resolvers = [*_RESOLVERS.get(plain[:1], ()), *_RESOLVERS.get(None, ())]
    return not any(form.match(plain) for _tag, form in resolvers)


def scalar_of(plain: str) -> Scalar:
    """Returns the value of an unquoted scalar. Raises AmbiguousError for `yes`, `012`, `1_000`, `12:30` …"""
    if plain in _TRUTHS:
        return _TRUTHS[plain]
    if plain in _NOTHING:
        return None
    if is_text(plain):
        return plain
    return _number_or_day(plain)


def _number_or_day(plain: str) -> Scalar:
    if _WHOLE.fullmatch(plain):
        return int(plain)
    if _DECIMAL.fullmatch(plain):
        return float(plain)
    if _DAY.fullmatch(plain):
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
    raise AmbiguousError(plain)
