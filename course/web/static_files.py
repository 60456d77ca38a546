"""Static files: hashed and pre-compressed at install, served with immutable names."""

import gzip
import hashlib
import json
import posixpath
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import brotli
from flask import Flask, Response

from course.foundation.errors import StartError
from course.foundation.settings import ROOT, Settings
from course.web.access import public

SOURCE = ROOT / "static"
BUILT = ROOT / "build" / "static"
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".webmanifest"})
MANIFEST = "manifest.json"
# what one file says of another: `from "./x.js"`, `import("./x.js")`, `url("../img/x.svg")`
REFERENCES = {
    ".js": re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*["'])(\.{1,2}/[^"']+)(?=["'])"""),
    ".css": re.compile(r"""(\burl\(\s*["']?)((?![a-z]+:|[#/"'])[^"')\s]+)(?=["']?\s*\))"""),
}


def build(source: Path, target: Path) -> dict[str, str]:
    """Copies every file of `source` under a hashed name, with .gz and .br beside it; returns the manifest.

    Files that name each other come to name the hashed ones. Raises ValueError for a circle or a missing file.
    """
    if target.exists():
        shutil.rmtree(target)
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
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
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
    destination.write_bytes(content)
    if suffix in COMPRESSED:
        Path(f"{destination}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        Path(f"{destination}.br").write_bytes(brotli.compress(content, quality=11))
    return hashed


def is_immutable(_path: str, url: str) -> bool:
    """Says whether the URL carries a hash, for WhiteNoise."""
    return re.search(r"\.[0-9a-f]{12}(\.[a-z0-9]+)?$", url) is not None


def install_static(app: Flask, settings: Settings) -> None:
    """Gives templates `static_url(name)`: the hashed name where built files are served, else the source file.

    Raises StartError where the folder named holds no built files.
    """
    manifest = _manifest(settings)

    def static_url(name: str) -> str:
        return f"/static/{manifest.get(name, name)}"

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
