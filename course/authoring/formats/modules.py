"""`module.yml`: read and written."""

from course.authoring.formats.fields import NO_DAY, Fields
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Prose, write_yaml
from course.catalogue.formats import ModuleEntry


def read_module(node: Node, problems: Problems) -> ModuleEntry:
    """Returns the module that the file describes; faults are noted."""
    fields = Fields(node, problems)
    module = ModuleEntry(
        key=fields.key("key"),
        number=fields.whole("number", 1, 99) or 0,
        title=fields.text("title", 200),
        english=fields.text("english", 200, required=False),
        summary=fields.text("summary", 2000),
        as_of=fields.day("as_of") or NO_DAY,
        legal_reviewer=fields.text("legal_reviewer", 200, required=False),
    )
    fields.finish()
    return module


def write_module(module: ModuleEntry) -> str:
    """Returns the canonical file."""
    english = {"english": module.english} if module.english else {}
    return write_yaml(
        {
            "key": module.key,
            "number": module.number,
            "title": module.title,
            **english,
            "summary": Prose(module.summary),
            "as_of": module.as_of,
            "legal_reviewer": module.legal_reviewer,
        }
    )
