"""Moodle XML for tests, as Moodle 4 exports it, and what it is read into."""

from quizzes.formats import moodle_xml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'


def quiz(*questions):
    return HEAD + "".join(questions) + "</quiz>\n"


def question(kind, inside="", stem="Quel délai ?", *, name="Délai", text_format="html", files="", common=""):
    return f"""<!-- question: 7  -->
  <question type="{kind}">
    <name>
      <text>{name}</text>
    </name>
    <questiontext format="{text_format}">
      <text><![CDATA[{stem}]]></text>
{files}    </questiontext>
    <generalfeedback format="{text_format}">
      <text></text>
    </generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber></idnumber>
{common}{inside}  </question>
"""


def answer(text, fraction="100", feedback="", inside="", text_format="html"):
    return f"""    <answer fraction="{fraction}" format="{text_format}">
      <text>{text}</text>
      <feedback format="html">
        <text>{feedback}</text>
      </feedback>
{inside}    </answer>
"""


COMBINED = """    <correctfeedback format="html">
      <text>Votre réponse est correcte.</text>
    </correctfeedback>
    <partiallycorrectfeedback format="html">
      <text>Partiellement.</text>
    </partiallycorrectfeedback>
    <incorrectfeedback format="html">
      <text></text>
    </incorrectfeedback>
    <shownumcorrect/>
"""


def multichoice(*answers, single="true", **fields):
    settings = f"""    <single>{single}</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <showstandardinstruction>0</showstandardinstruction>
"""
    return question("multichoice", settings + COMBINED + "".join(answers), **fields)


def loaded(*questions, **options):
    """The questions of a file that has nothing to report."""
    report = moodle_xml.loads(quiz(*questions), **options)
    assert report.problems == (), report.problems
    return report.questions


def only(*questions, **options):
    (found,) = loaded(*questions, **options)
    return found


def problems(*questions, **options):
    """What is reported of a file, as (severity, message id, parameters without the field)."""
    report = moodle_xml.loads(quiz(*questions), **options)
    return [(problem.severity, problem.message_id, dict(problem.params)) for problem in report.problems]
