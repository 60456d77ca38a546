"""Processes of their own that need not load the product first: they are forked from one that has."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["course.factory", "flask.cli", "werkzeug.serving"])


def apart(act: Callable[..., Any], *given: Any) -> Any:
    """Returns what a function of a module returns in a process of its own."""
    receiver, sender = _LOADED.Pipe(duplex=False)
    process = _LOADED.Process(target=_answer, args=(sender, act, given))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


def _answer(sender: Connection, act: Callable[..., Any], given: tuple[Any, ...]) -> None:
    sender.send(act(*given))


def start(words: Sequence[str], environ: Mapping[str, str], folder: Path, out: Path, err: Path) -> BaseProcess:
    """Starts `flask --app app course …` in this folder and environment; what it says goes into these files."""
    process = _LOADED.Process(target=_command, args=(list(words), dict(environ), folder, out, err))
    process.start()
    return process


def start_serving(environ: Mapping[str, str], folder: Path, port: int, log: Path) -> BaseProcess:
    """Starts to serve the application on this port, with threads, without looking whether its folder is ready."""
    process = _LOADED.Process(target=_serve, args=(dict(environ), folder, port, log))
    process.start()
    return process


def _move(environ: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())


def _command(words: list[str], environ: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    _move(environ, folder, out, err)
    sys.argv = ["flask", "--app", "app", "course", *words]
    from flask.cli import main

    main()


def _serve(environ: dict[str, str], folder: Path, port: int, log: Path) -> None:
    _move(environ, folder, log, log)
    from werkzeug.serving import WSGIRequestHandler, run_simple

    from app import app

    WSGIRequestHandler.log = lambda *_words: None  # type: ignore[method-assign]
    run_simple("127.0.0.1", port, app, threaded=True)
