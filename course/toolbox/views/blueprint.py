"""The blueprint that the pages of toolbox share."""

from flask import Blueprint

blueprint = Blueprint("toolbox", __name__, template_folder="../templates")
