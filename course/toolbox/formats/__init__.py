"""The entries of the toolbox's files as plain values, letters and documents as files."""

from course.toolbox.formats.base import ToolEntry
from course.toolbox.formats.calculators import CalculatorEntry
from course.toolbox.formats.cards import MOMENTS, THEMES, CardEntry, PhraseEntry
from course.toolbox.formats.documents import DOCUMENT_KINDS, DocumentEntry
from course.toolbox.formats.kits import KitEntry, KitQuestion
from course.toolbox.formats.letters import LetterEntry, LetterField

__all__ = [
    "DOCUMENT_KINDS",
    "MOMENTS",
    "THEMES",
    "CalculatorEntry",
    "CardEntry",
    "DocumentEntry",
    "KitEntry",
    "KitQuestion",
    "LetterEntry",
    "LetterField",
    "PhraseEntry",
    "ToolEntry",
]
