"""Static files: hashed and pre-compressed at install, served with immutable names.

Pages and style sheets belong together, so a server keeps the names of its start. A build under a running server takes
nothing away from it: what the last build named stays beside the new files for a while.
"""

import gzip
import hashlib
import json
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from flask import Flask, Response
from whitenoise import WhiteNoise

from course.foundation import clock
from course.foundation.errors import StartError
from course.foundation.settings import ROOT, Settings
from course.web.access import public

SOURCE = ROOT / "static"
BUILT = ROOT / "build" / "static"
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".webmanifest"})
MANIFEST = "manifest.json"
PREFIX = "/static/"
HASHED = re.compile(r"(.*)\.[0-9a-f]{12}(\.[a-z0-9]+)?")
DAYS_KEPT = 7  # after a build that no longer names a file: servers not yet started again and open pages ask for it
# what one file says of another: `from "./x.js"`, `import("./x.js")`, `url("../img/x.svg")`
REFERENCES = {
    ".js": re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*["'])(\.{1,2}/[^"']+)(?=["'])"""),
    ".css": re.compile(r"""(\burl\(\s*["']?)((?![a-z]+:|[#/"'])[^"')\s]+)(?=["']?\s*\))"""),
}


def build(source: Path, target: Path) -> dict[str, str]:
    """Copies every file of `source` under a hashed name, with .gz and .br beside it; returns the manifest.

    Files that name each other come to name the hashed ones; those of the build before stay for a week, and what is
    there is whole at every moment. Raises ValueError for a circle or a missing file.
    """
    names = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    manifest: dict[str, str] = {}

    def add(name: str, asked_by: tuple[str, ...] = ()) -> str:
        if name in asked_by or name not in names:
            message = f"{' > '.join((*asked_by, name))}: a circle or a missing file"
            raise ValueError(message)
        if name not in manifest:
            content = _rewritten(source / name, name, lambda other: add(other, (*asked_by, name)))
            manifest[name] = _write(target, name, content)
        return manifest[name]

    for name in sorted(names):
        add(name)
    former = _manifest_in(target)
    _put(target / MANIFEST, json.dumps(manifest, indent=1).encode("utf-8"))
    _forget_old(target, manifest.values(), former.values())
    return manifest


def _rewritten(path: Path, name: str, hashed_of: Callable[[str], str]) -> bytes:
    pattern = REFERENCES.get(path.suffix)
    if pattern is None:
        return path.read_bytes()
    folder = posixpath.dirname(name)

    def replace(found: re.Match[str]) -> str:
        hashed = posixpath.relpath(hashed_of(posixpath.normpath(posixpath.join(folder, found[2]))), folder or ".")
        return found[1] + (hashed if hashed.startswith(".") else f"./{hashed}")

    return pattern.sub(replace, path.read_text(encoding="utf-8")).encode("utf-8")


def _write(target: Path, name: str, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:12]
    suffix = Path(name).suffix
    hashed = f"{name.removesuffix(suffix)}.{digest}{suffix}"
    destination = target / hashed
    destination.parent.mkdir(parents=True, exist_ok=True)
    if suffix in COMPRESSED:
        _put(Path(f"{destination}.gz"), gzip.compress(content, 9, mtime=0))
        _put(Path(f"{destination}.br"), brotli.compress(content, quality=11))
    _put(destination, content)
    return hashed


def _put(path: Path, content: bytes) -> None:
    """Writes the file in one step: nobody ever reads half of it."""
    part = Path(f"{path}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _forget_old(target: Path, current: Iterable[str], former: Iterable[str]) -> None:
    """Removes what no build has named for a while; the time of a file that this build let go of is now."""
    now = clock.now().timestamp()
    kept, left = _with_compressed(current), _with_compressed(former)
    for path in target.rglob("*"):
        name = path.relative_to(target).as_posix()
        if name in kept or name == MANIFEST or not path.is_file():
            continue
        if name in left:
            os.utime(path, (now, now))
        elif path.stat().st_mtime < now - DAYS_KEPT * 86_400:
            path.unlink()


def _with_compressed(names: Iterable[str]) -> set[str]:
    return {f"{name}{end}" for name in names for end in ("", ".gz", ".br")}


def is_immutable(_path: str, url: str) -> bool:
    """Says whether the URL carries a hash, for WhiteNoise."""
    return HASHED.fullmatch(url) is not None


class BuiltFiles:
    """Serves the built files before the application is asked, and finds its way where they were built anew."""

    def __init__(self, application: WSGIApplication, folder: Path, fixed: Mapping[str, str]) -> None:
        self._application = application
        self._folder = folder
        self._fixed = fixed
        self._noise = WhiteNoise(
            application,
            root=str(folder),
            prefix=PREFIX,
            allow_all_origins=False,
            immutable_file_test=is_immutable,
            add_headers_function=self._add_fixed,
        )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers with the file whose name carries this hash; where it is gone, says where its successor is."""
        url = environ.get("PATH_INFO", "")
        if not url.startswith(PREFIX) or not is_immutable("", url):
            return self._application(environ, start_response)
        try:
            return self._served(self._noise.files[url], environ, start_response)
        except (KeyError, FileNotFoundError):
            return self._found_late(url, environ, start_response)

    def _found_late(self, url: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Looks at the newest build: it has what a server that started later names, and successors of the rest."""
        plain = HASHED.sub(r"\1\2", url.removeprefix(PREFIX))
        hashed = _manifest_in(self._folder).get(plain, "")
        if not (self._folder / hashed).is_file():
            return self._application(environ, start_response)
        newest = f"{PREFIX}{hashed}"
        if newest != url:
            start_response("302 Found", [("Location", newest), ("Cache-Control", "no-store"), *self._fixed.items()])
            return []
        file = self._noise.files[url] = self._noise.get_static_file(str(self._folder / hashed), url)
        return self._served(file, environ, start_response)

    def _served(self, file: Any, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._noise.serve(file, environ, start_response)
        return answer

    def _add_fixed(self, answer: Any, _path: str, _url: str) -> None:
        for name, value in self._fixed.items():
            answer[name] = value  # the server's own headers class has no update()


def _manifest_in(folder: Path) -> dict[str, str]:
    """Returns the manifest of the folder, or an empty one where there is none to read."""
    try:
        found: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def install_static(app: Flask, settings: Settings) -> None:
    """Gives templates `static_url(name)`: the hashed name where built files are served, else the source file.

    Raises StartError where the folder named holds no built files.
    """
    manifest = _manifest(settings)

    def static_url(name: str) -> str:
        return f"{PREFIX}{manifest.get(name, name)}"

    @public
    def robots() -> Response:
        return app.send_static_file("robots.txt")

    app.jinja_env.globals["static_url"] = static_url
    app.add_url_rule("/robots.txt", view_func=robots)


def _manifest(settings: Settings) -> dict[str, str]:
    if not settings.static_path:
        return {}
    try:
        found: dict[str, str] = json.loads((Path(settings.static_path) / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise StartError("start.folder", path=settings.static_path, reason=error.strerror or "") from error
    return found
