"""Values of the workshop as JSON values and back, exactly: amounts days as texts; what is as by default left out."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from quizzes.errors import EngineError, PortfolioError
from quizzes.portfolio.model import Portfolio
from quizzes.portfolio.plans import QuarterState

T = TypeVar("T")
_WRITE: Mapping[type, Callable[[Any], Any]] = MappingProxyType(
    {Decimal: str, date: date.isoformat, int: int, float: float, bool: bool, str: str, NoneType: lambda value: value}
)


def portfolio_to_mapping(portfolio: Portfolio) -> dict[str, Any]:
    """Returns the portfolio as JSON values; `portfolio_from_mapping` gives back an equal one. Raises nothing."""
    return to_values(portfolio)


def portfolio_from_mapping(mapping: Mapping[str, Any]) -> Portfolio:
    """Returns the portfolio of JSON values. Raises PortfolioError `portfolio.bad_state` for anything else."""
    return from_values(Portfolio, mapping)


def to_json(state: QuarterState) -> dict[str, Any]:
    """Returns a quarter as JSON values; `from_json` gives back an equal one. Raises nothing."""
    return to_values(state)


def from_json(values: Mapping[str, Any]) -> QuarterState:
    """Returns the quarter of JSON values. Raises PortfolioError `portfolio.bad_state` for anything else."""
    return from_values(QuarterState, values)


def to_values(value: Any) -> dict[str, Any]:
    """Returns one dataclass of the workshop as JSON values. Raises nothing."""
    kind: Any = type(value)
    found = {}
    for name, default in _defaults(kind).items():
        own = getattr(value, name)
        if own != default:
            found[name] = _written(own)
    return found


def from_values(kind: type[T], values: Mapping[str, Any]) -> T:
    """Returns the dataclass `kind` of JSON values. Raises PortfolioError `portfolio.bad_state`, which names it."""
    try:
        return cast(T, _read_class(kind, values))
    except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation) as error:
        if isinstance(error, EngineError):
            raise
        raise PortfolioError(kind.__name__, "portfolio.bad_state") from error


def _written(value: Any) -> Any:
    write = _WRITE.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _written(part) for key, part in value.items()}
    return [_written(part) for part in value] if isinstance(value, tuple) else to_values(value)


@cache
def _defaults(kind: Any) -> Mapping[str, Any]:
    return MappingProxyType({field.name: _default(field) for field in fields(kind)})


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


@cache
def _readers(kind: Any) -> Mapping[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return MappingProxyType({field.name: _reader(hints[field.name]) for field in fields(kind)})


def _read_class(kind: Any, values: Mapping[str, Any]) -> Any:
    readers = _readers(kind)
    return kind(**{name: readers[name](value) for name, value in values.items()})


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = _reader(next(part for part in get_args(hint) if part is not NoneType))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(item(part) for part in _checked(value, list))
    if origin is Literal:
        return lambda value: _one_of(value, get_args(hint))
    if origin is not None:
        key, inside = (_reader(part) for part in get_args(hint))
        return lambda value: {key(name): inside(part) for name, part in _checked(value, dict).items()}
    return _plain_reader(hint)


def _plain_reader(hint: type[Any]) -> Callable[[Any], Any]:
    if hint is Decimal:
        return lambda value: Decimal(_checked(value, str))
    if hint is date:
        return lambda value: date.fromisoformat(_checked(value, str))
    if is_dataclass(hint):
        return lambda value: _read_class(hint, _checked(value, dict))
    if issubclass(hint, StrEnum):
        return hint
    return lambda value: _checked(value, hint)


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise TypeError(kind)
    return value


def _one_of(value: Any, choices: tuple[Any, ...]) -> Any:
    if value not in choices:
        raise ValueError(value)
    return value
