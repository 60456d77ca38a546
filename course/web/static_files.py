"""Static files: hashed and pre-compressed at install, served with immutable names."""

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import brotli
from flask import Flask, url_for

from course.foundation.settings import ROOT, Settings

SOURCE = ROOT / "static"
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".webmanifest"})
MANIFEST = "manifest.json"


def build(source: Path, target: Path) -> dict[str, str]:
    """Copies every file of `source` under a name with its hash, with .gz and .br beside it; returns and writes the manifest."""
    if target.exists():
        shutil.rmtree(target)
    manifest: dict[str, str] = {}
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:12]
        hashed = f"{name.removesuffix(path.suffix)}.{digest}{path.suffix}"
        destination = target / hashed
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_bytes(content)
        if path.suffix in COMPRESSED:
            Path(f"{destination}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
            Path(f"{destination}.br").write_bytes(brotli.compress(content, quality=11))
        manifest[name] = hashed
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return manifest


def is_immutable(_path: str, url: str) -> bool:
    """Says whether the URL carries a hash, for WhiteNoise."""
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) >= 3 and len(parts[-2]) == 12


def install_static(app: Flask, settings: Settings) -> None:
    """Gives templates `static_url(name)`: the hashed name where the files were built, else the source file."""
    manifest_path = Path(settings.static_path) / MANIFEST
    manifest: dict[str, str] = {}
    if manifest_path.is_file():
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))

    def static_url(name: str) -> str:
        hashed = manifest.get(name)
        return f"/static/{hashed}" if hashed else url_for("static", filename=name)

    app.jinja_env.globals["static_url"] = static_url
