"""The pages of simulations."""

from course.simulations.views import call_debrief, calls, playing, relays, workshops
from course.simulations.views.blueprint import blueprint

__all__ = ["blueprint", "call_debrief", "calls", "playing", "relays", "workshops"]
