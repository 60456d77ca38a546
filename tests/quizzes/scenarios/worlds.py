"""Small scenarios drawn by Hypothesis, loops and conditions included, and every call that can be played in one."""

from hypothesis import strategies as st

from quizzes.scenarios import choose, offered, points_of, start
from tests.quizzes.scenarios.sample import MAPPING, choice, node

FLAGS = ("rejet", "absence")
METERS = ("mood", "trust", "minutes", "relation")
CHANGES = st.integers(-2, 2)
EFFECTS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("mood", "trust", "relation", "efficacy", "legality"), CHANGES),
        "learn": st.lists(st.sampled_from(FLAGS), min_size=1, max_size=1),
        "forget": st.lists(st.sampled_from(FLAGS), min_size=1, max_size=1),
        "promise": st.lists(st.sampled_from(["amount", "date"]), min_size=1, max_size=1),
    },
)
WHEN = st.one_of(
    st.builds(lambda meter, least: {"at_least": {meter: least}}, st.sampled_from(METERS), st.integers(0, 5)),
    st.builds(lambda meter, most: {"at_most": {meter: most}}, st.sampled_from(METERS), st.integers(0, 5)),
    st.builds(lambda flag, name: {name: [flag]}, st.sampled_from(FLAGS), st.sampled_from(["knows", "ignores"])),
    st.just({"promised": ["amount"]}),
    st.just({"unpromised": ["date"]}),
)
ENDINGS = ("fin-promesse", "fin-vague", "fin-litige")


@st.composite
def worlds(draw):
    """Draws the mapping of a scenario of up to five nodes; what leads back is offered once, a way on is always open."""
    count = draw(st.integers(1, 5))
    nodes = [node(f"n{place}", *(draw(choices(place, count, key)) for key in "abc")) for place in range(count)]
    return MAPPING | {"start": "n0", "nodes": nodes}


@st.composite
def choices(draw, place, count, key):
    """Draws a choice; « a » is always open and leads on, « c » may lead back or be a fault."""
    onward = [f"n{other}" for other in range(place + 1, count)] + list(ENDINGS)
    made = choice(key, draw(st.sampled_from(onward)), effects=draw(EFFECTS), minutes=draw(st.integers(0, 3)))
    made["scores"] = {"COM-1": draw(st.integers(0, 4)), "COM-3": draw(st.integers(0, 2))}
    if key == "a":
        return made
    if draw(st.booleans()):
        made["when"] = draw(WHEN)
    if draw(st.booleans()):
        made["to"] = [{"when": draw(WHEN), "to": draw(st.sampled_from(onward))}, {"to": made["to"]}]
    what = draw(st.sampled_from(["on", "back", "fault"])) if key == "c" else "on"
    if what == "back":
        made |= {"once": True, "to": f"n{draw(st.integers(0, place))}"}
    if what == "fault":
        del made["to"]
        made["fault"] = {"title": "Une faute", "facts": ["F2.19"]}
    return made


def every_call(scenario, variant):
    """Goes through every call that can be played to its end."""
    waiting = [start(scenario, 1, variant)]
    while waiting:
        play = waiting.pop()
        if play.is_over:
            yield play
        waiting.extend(choose(play, choice.key) for choice in offered(play))


def worth(play):
    """What the best path maximises."""
    return (play.state.axes.total if play.ending_key else 0, sum(points_of(play).values()))
