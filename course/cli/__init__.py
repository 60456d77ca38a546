"""The commands `flask course …`."""

from flask import Flask


def add_commands(app: Flask) -> None:
    """Registers the commands."""
