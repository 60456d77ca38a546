"""Pages come compressed as the browser reads them, and whole where they were put together from pieces."""

import gzip

import brotli
import pytest

from course.web.compression import chosen, zstd
from course.web.pieces import cut, filled, slot
from tests.browsing import Browser

READ = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
SIGN_IN = "/sign-in"


@pytest.mark.parametrize("name", READ)
def test_a_page_comes_as_the_browser_reads_it(client: Browser, name: str) -> None:
    plain = client.get(SIGN_IN, headers={"Accept-Encoding": "identity"})

    answer = client.get(SIGN_IN, headers={"Accept-Encoding": name})

    assert (answer.headers["Content-Encoding"], int(answer.headers["Content-Length"])) == (name, len(answer.data))
    assert len(answer.data) < len(plain.data) / 2
    assert b"</html>" in READ[name](answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("*", "zstd"),
        ("", None),
        ("identity", None),
        ("zstd;q=0, *;q=0", None),
        ("\x00;;q=nan,,", None),
    ],
)
def test_what_the_browser_does_not_read_is_not_sent(accepted: str, expected: str | None) -> None:
    assert chosen(accepted) == expected


def test_a_short_answer_is_not_worth_it(client: Browser) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip, br, zstd"})

    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_pieces_stand_where_their_markers_stood() -> None:
    html = f"<p>{slot('one')}, déjà, {slot('two')}</p>"

    whole = filled(cut(html), {"one": "été".encode(), "two": b"<b>2</b>"})

    assert whole.decode() == "<p>été, déjà, <b>2</b></p>"
    assert filled(cut("nothing"), {}) == b"nothing"
