"""The blueprint that the pages of assessment share."""

from flask import Blueprint

blueprint = Blueprint("assessment", __name__, template_folder="../templates")
