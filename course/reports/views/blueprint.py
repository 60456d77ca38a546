"""The blueprint that the pages of reports share."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, template_folder="../templates")
