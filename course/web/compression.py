"""Pages and JSON compressed, with the algorithm that costs the server least among those the browser reads."""

import gzip
import sys
import threading
from collections.abc import Callable
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from course.web.headers import vary_by

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEAST_BYTES = 800
TYPES = frozenset({"text/html", "text/csv", "application/json"})
_kept = threading.local()


def _zstd(content: bytes) -> bytes:
    # A thread keeps its compressor: making one costs as much as compressing a short page. Beside level 3, level 5 saves
    # 4 % of a lesson's bytes for a quarter of a millisecond.
    if not hasattr(_kept, "compressor"):
        _kept.compressor = zstd.ZstdCompressor(level=5)
    compressed: bytes = _kept.compressor.compress(content, zstd.ZstdCompressor.FLUSH_FRAME)
    return compressed


def _brotli(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, quality=3)
    return compressed


ALGORITHMS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": _zstd,
    "br": _brotli,
    "gzip": lambda content: gzip.compress(content, 3, mtime=0),
}


@lru_cache(maxsize=256)
def chosen(accepted: str) -> str | None:
    """Returns the first of our algorithms that an Accept-Encoding header allows, or None."""
    offered = parse_accept_header(accepted[:200], Accept)
    return next((name for name in ALGORITHMS if offered.quality(name) > 0), None)


def add_compression(app: Flask) -> None:
    """Compresses what is worth it; what streams or is compressed already passes as it is."""

    @app.after_request
    def _compress(response: Response) -> Response:
        headers = response.headers
        if headers.get("Content-Type", "").partition(";")[0] not in TYPES or response.is_streamed:
            return response
        vary_by(headers, "Accept-Encoding")
        algorithm = chosen(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
        if algorithm and (response.content_length or 0) >= LEAST_BYTES and "Content-Encoding" not in headers:
            response.set_data(ALGORITHMS[algorithm](response.get_data()))
            headers["Content-Encoding"] = algorithm
        return response
