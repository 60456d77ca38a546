"""JSON as our scripts send it: strict, so that what a reader may do with it is bounded."""

from typing import Any, NoReturn

from flask.json.provider import DefaultJSONProvider


class StrictJson(DefaultJSONProvider):
    """Refuses `NaN`, `Infinity` and bodies nested so deeply that reading them would exhaust the stack."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Returns the value. Raises ValueError, which Flask answers with 400."""
        try:
            return super().loads(s, parse_constant=_refuse, **kwargs)
        except RecursionError as error:
            message = "nested too deeply"
            raise ValueError(message) from error


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is no JSON"
    raise ValueError(message)
