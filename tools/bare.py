"""The bare Flask application beside which `bench.py` measures ours: the least that any page costs under the server."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Says hello."""
    return "hello"
