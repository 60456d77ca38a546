"""How large a picture is, read from its bytes alone."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from course.foundation.pictures import size_of


def drawn(kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (321, 45)).save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        drawn("PNG"),
        drawn("GIF"),
        drawn("JPEG"),
        drawn("JPEG", progressive=True, comment=b"x" * 60_000),
        drawn("WEBP"),
        drawn("WEBP", lossless=True),
        drawn("WEBP", exif=b"Exif\0\0" + b"\0" * 20),
    ],
    ids=["png", "gif", "jpeg", "progressive", "webp", "lossless", "extended"],
)
def test_pictures_of_points_tell_their_size(content: bytes) -> None:
    assert size_of(content) == (321, 45)


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 496" role="img">', (360, 496)),
        ("<?xml version='1.0'?>\n<!-- <x> -->\n<svg\n viewBox = '-5,-5, 100.4 , 49.6'\n>", (100, 50)),
        ('<svg width="100%" height="20">', None),
        ('<svg viewBox="0 0 0 496">', None),
        ('<svg viewBox="0 0 360">', None),
        ('<svg viewBox="0 0 360 -4">', None),
        ('<svg viewBox="">', None),
        ('<svg viewBox="0 0 1e9 1">', None),
        ('<svg><g viewBox="0 0 3 4">', None),
    ],
)
def test_drawings_have_the_size_of_their_view_box(root: str, size: tuple[int, int] | None) -> None:
    assert size_of(root.encode()) == size


@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b"RIFF....WEBPVP8 ", b"<svg "]),
    st.binary(max_size=60),
)
def test_no_bytes_whatever_are_an_error(start: bytes, rest: bytes) -> None:
    size = size_of(start + rest)

    assert size is None or all(0 < length < 65_536 for length in size)
