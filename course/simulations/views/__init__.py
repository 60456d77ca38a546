"""The pages of simulations."""

from course.simulations.views import workshops
from course.simulations.views.blueprint import blueprint

__all__ = ["blueprint", "workshops"]
