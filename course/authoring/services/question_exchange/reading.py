"""Reads a file of questions from anybody in a child process with little time and memory, so that none stalls us."""

import json
import os
import signal
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import Final

from course.authoring.formats.question_files import (
    MOST_BYTES,
    FileFormat,
    FileProblem,
    FractionRule,
    ReadFile,
    ReadQuestion,
)
from course.foundation.errors import InvalidInputError

SECONDS: Final = 20.0
"""How long a file may take on a busy machine; of work it may take ten seconds, which the child itself sees to."""
AT_ONCE: Final = 2
"""So many files are read at the same time by one process of the server; the next one waits, then is refused."""
MOST_UNPACKED: Final = 96 * 1024 * 1024
NEEDED: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
ROOT: Final = Path(__file__).resolve().parents[4]
_turns: Final = threading.BoundedSemaphore(AT_ONCE)


def read_apart(content: bytes, file_format: FileFormat, fractions: FractionRule = "keep") -> bytes:
    """Returns what a file holds, packed for `unpacked`.

    Raises InvalidInputError `exchange.too_large`, `exchange.too_slow` past ten seconds of work, `exchange.unreadable`
    where the child gave up, `exchange.busy` where two other files are being read all the while.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInputError("exchange.too_large", megabytes=MOST_BYTES // 1_000_000)
    if not _turns.acquire(timeout=SECONDS):
        raise InvalidInputError("exchange.busy")
    try:
        return _answer(content, file_format, fractions)
    finally:
        _turns.release()


def _answer(content: bytes, file_format: FileFormat, fractions: FractionRule) -> bytes:
    # Only what Python needs to find itself: the child sees no secret of the environment.
    environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "course.authoring.formats.question_file_child", file_format, fractions]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the words are ours
            command, input=content, capture_output=True, env=environment, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise InvalidInputError("exchange.too_slow") from None
    if done.returncode == -signal.SIGXCPU:
        raise InvalidInputError("exchange.too_slow")
    if done.returncode != 0:
        raise InvalidInputError("exchange.unreadable")
    return done.stdout


def unpacked(answer: bytes) -> ReadFile:
    """Returns what `read_apart` gave. Raises InvalidInputError `exchange.unreadable` beyond what a file may become."""
    opened = zlib.decompressobj()
    text = opened.decompress(answer, MOST_UNPACKED)
    if not opened.eof:
        raise InvalidInputError("exchange.unreadable")
    plain = json.loads(text)
    return ReadFile(
        questions=tuple(ReadQuestion(*question) for question in plain["questions"]),
        problems=tuple(FileProblem(*problem) for problem in plain["problems"]),
        is_ours=plain["is_ours"],
        peak=plain["peak"],
    )
