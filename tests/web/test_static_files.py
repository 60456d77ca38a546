"""Static files: immutable names, compressed beforehand, and names inside files follow."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from course.factory import create_test_app
from course.web.headers import FIXED
from course.web.static_files import SOURCE, build, is_immutable


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static") / "built"
    build(SOURCE, folder)
    return folder


@pytest.fixture(scope="module")
def app_with_files(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_test_app(static_path=str(built), instance_path=str(tmp_path_factory.mktemp("instance")))


@pytest.fixture
def manifest(built: Path) -> dict[str, str]:
    return json.loads((built / "manifest.json").read_text(encoding="utf-8"))


def test_every_source_file_has_a_name_that_carries_its_content(manifest: dict[str, str]) -> None:
    sources = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*") if path.is_file()}

    assert set(manifest) == sources
    assert all(is_immutable("", hashed) for hashed in manifest.values())
    assert not is_immutable("", "css/app.css")


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_file_is_served_for_ever_and_compressed(app_with_files: Flask, manifest, coding: str, unpack) -> None:
    path = f"/static/{manifest['css/app.css']}"

    answer = app_with_files.test_client().get(path, headers={"Accept-Encoding": coding}, buffered=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == coding
    assert "immutable" in answer.headers["Cache-Control"]
    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert unpack(answer.data) == (SOURCE / "css" / "app.css").read_bytes()


def test_pages_name_the_built_files(app_with_files: Flask, manifest: dict[str, str]) -> None:
    page = app_with_files.jinja_env.globals["static_url"]

    with app_with_files.test_request_context():
        assert page("css/app.css") == f"/static/{manifest['css/app.css']}"


def test_without_built_files_the_sources_are_served(app: Flask) -> None:
    with app.test_request_context():
        assert app.jinja_env.globals["static_url"]("css/app.css") == "/static/css/app.css"


def test_files_that_name_each_other_name_the_built_ones(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "js").mkdir(parents=True)
    (source / "css").mkdir()
    (source / "img").mkdir()
    (source / "img" / "rule.svg").write_text("<svg/>", encoding="utf-8")
    (source / "css" / "a.css").write_text('p{background:url("../img/rule.svg")} i{background:url(data:x)}', "utf-8")
    (source / "js" / "a.js").write_text('import { b } from "./b.js";\nconst c = import("./b.js");\n', "utf-8")
    (source / "js" / "b.js").write_text("export const b = 1;\n", encoding="utf-8")

    manifest = build(source, tmp_path / "built")

    script = (tmp_path / "built" / manifest["js/a.js"]).read_text(encoding="utf-8")
    style = (tmp_path / "built" / manifest["css/a.css"]).read_text(encoding="utf-8")
    module = manifest["js/b.js"].removeprefix("js/")
    assert script == f'import {{ b }} from "./{module}";\nconst c = import("./{module}");\n'
    assert f'url("../{manifest["img/rule.svg"]}")' in style
    assert "url(data:x)" in style


def test_a_module_that_does_not_exist_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.js").write_text('import "./gone.js";', encoding="utf-8")

    with pytest.raises(ValueError, match=re.escape("a.js > gone.js")):
        build(tmp_path / "source", tmp_path / "built")
