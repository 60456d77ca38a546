"""The blueprint that the pages of simulations share."""

from flask import Blueprint

blueprint = Blueprint("simulations", __name__, template_folder="../templates")
