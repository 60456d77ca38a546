"""The entries of the toolbox's files as plain values, and letters as documents."""

from course.toolbox.formats.base import ToolEntry
from course.toolbox.formats.calculators import CalculatorEntry
from course.toolbox.formats.cards import MOMENTS, THEMES, CardEntry, PhraseEntry
from course.toolbox.formats.kits import KitEntry, KitQuestion
from course.toolbox.formats.letters import LetterEntry, LetterField

__all__ = [
    "MOMENTS",
    "THEMES",
    "CalculatorEntry",
    "CardEntry",
    "KitEntry",
    "KitQuestion",
    "LetterEntry",
    "LetterField",
    "PhraseEntry",
    "ToolEntry",
]
