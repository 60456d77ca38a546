"""The blueprint that the pages of learning share."""

from flask import Blueprint

blueprint = Blueprint("learning", __name__, template_folder="../templates")
