r"""Questions in GIFT, the text format of Moodle: read as Moodle's own parser reads it, and written so that it can.

Beyond Moodle: ids, tags and our own fields travel in `//` comment lines for every type; a category is kept without
`$course$` and `top`, with `//` for a slash inside a name (« Recouvrement/Délais 30//45 jours »); a weight written with
five decimals or more (33.33333) is the fraction that it abbreviates (1/3); a catch-all `=%0%*#feedback` at the end of a
short answer is its `otherwise`; the items of an ordering inherit the format of the question and know its escapes.
Where Moodle takes the text « 0 » for an empty one, or an unreadable number for « any number », it is not followed: the
first is read as it stands, the second refused.
"""

from quizzes.formats.gift.reading import loads
from quizzes.formats.gift.writing import dumps, write

__all__ = ["dumps", "loads", "write"]
