"""Static files: immutable names, compressed beforehand, and names inside files follow."""

import gzip
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from course.factory import create_test_app
from course.foundation import clock
from course.web.headers import FIXED
from course.web.static_files import DAYS_KEPT, SOURCE, BuiltFiles, build, is_immutable


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


class RunningServer:
    """A server that started on the first build of a folder, whose one source is then written anew."""

    def __init__(self, folder: Path) -> None:
        self.source, self.target = folder / "source", folder / "built"
        self.source.mkdir()
        self.first = self.build("p{color:red}")
        self.client = Client(BuiltFiles(Response("not built", status=404), self.target, FIXED))

    def build(self, text: str) -> str:
        (self.source / "app.css").write_text(text, encoding="utf-8")
        return f"/static/{build(self.source, self.target)['app.css']}"

    def get(self, url: str, *, follow_redirects: bool = False) -> TestResponse:
        return self.client.get(url, follow_redirects=follow_redirects, buffered=True)


@pytest.fixture
def server(tmp_path: Path) -> RunningServer:
    return RunningServer(tmp_path)


def test_a_build_under_a_running_server_takes_no_file_away_and_brings_the_new_ones(server: RunningServer) -> None:
    second = server.build("p{color:blue}")

    old, new = server.get(server.first), server.get(second)

    assert (old.status_code, old.text) == (200, "p{color:red}")
    assert (new.status_code, new.text) == (200, "p{color:blue}")
    assert "immutable" in new.headers["Cache-Control"]
    assert {name: new.headers.get(name) for name in FIXED} == FIXED


def test_a_built_file_that_is_gone_leads_to_its_successor_and_the_way_is_not_kept(server: RunningServer) -> None:
    shutil.rmtree(server.target)
    second = server.build("p{color:blue}")

    answer = server.get(server.first)

    assert (answer.status_code, answer.headers["Location"]) == (302, second)
    assert answer.headers["Cache-Control"] == "no-store"
    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    assert server.get(server.first, follow_redirects=True).text == "p{color:blue}"


def test_a_name_of_which_there_is_no_file_is_left_to_the_application(server: RunningServer) -> None:
    odd = ["none.0123456789ab.css", "../app.0123456789ab.css", "/etc/a.0123456789ab", "manifest.json", ""]
    answers = [server.get(f"/static/{name}") for name in odd]
    shutil.rmtree(server.target)
    answers.append(server.get(server.first))

    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "not built")}


def test_a_build_forgets_what_no_build_has_named_for_a_week(server: RunningServer) -> None:
    part = server.target / "app.css.1.part"
    part.write_text("left by a build that was stopped", encoding="utf-8")
    second = server.build("p{color:blue}")
    first = server.target / server.first.removeprefix("/static/")

    with clock.at(clock.now() + timedelta(days=DAYS_KEPT - 1)):
        server.build("p{color:green}")
    is_there_in_the_week = first.is_file()
    with clock.at(clock.now() + timedelta(days=DAYS_KEPT + 1)):
        server.build("p{color:green}")

    assert is_there_in_the_week
    assert not list(server.target.glob(f"{first.name}*"))
    assert not part.exists()
    assert (server.target / second.removeprefix("/static/")).is_file(), "let go of six days later, so kept longer"
