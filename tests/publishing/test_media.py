"""Pictures are served under the name of their content, for ever, and can do nothing."""

import pytest
from sqlalchemy.orm import Session

from course.publishing.services import save_media
from tests.browsing import Browser
from tests.content_files import SVG


def test_a_picture_is_immutable_and_harmless(session: Session, client: Browser) -> None:
    sha256 = save_media(session, "ligne.svg", "image/svg+xml", SVG.encode())
    session.commit()

    answer = client.get(f"/media/{sha256}")

    assert (answer.status_code, answer.data, answer.mimetype) == (200, SVG.encode(), "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_the_same_picture_is_kept_once(session: Session) -> None:
    first = save_media(session, "a.svg", "image/svg+xml", SVG.encode())

    assert save_media(session, "b.svg", "image/svg+xml", SVG.encode()) == first


@pytest.mark.parametrize("name", ["0" * 64, "x", "A" * 64, "..%2f..%2fetc", "0" * 65, "%00" * 64])
def test_any_other_name_is_not_found(session: Session, client: Browser, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
