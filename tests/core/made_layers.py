"""Layers for the tests of aligning, differing and gold: by hand, and drawn by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.core.events import Argument, Event
from annotator.core.layer import Layer, MarkedSpan

TEXT = "قصفت الطائرات بحلب وريفها ثم هاجم المسلحون للجيش في دمشق"
PLACES = [(0, 4), (0, 13), (5, 13), (7, 13), (14, 18), (15, 18), (14, 25), (19, 25), (20, 25), (29, 33), (29, 42),
          (34, 42), (43, 47), (44, 47), (51, 55)]  # fmt: skip


def layer(*spans, events=()):
    """Return a layer of spans (start, end, label[, attributes]), ids s0, s1 …; events come as they are."""
    marked = {f"s{i}": MarkedSpan(f"s{i}", *one[:3], dict(*one[3:])) for i, one in enumerate(spans)}
    return Layer(marked, {event.id: event for event in events})


def event(trigger, kind="ATTACK", subtype=None, attributes=None, arguments=(), id_="e0"):
    """Return an event; ``arguments`` are pairs of role and id."""
    return Event(id_, trigger, kind, subtype, attributes or {}, tuple(Argument(*one) for one in arguments))


@st.composite
def layers_of_one(draw):
    """Draw a layer in which no place carries a label twice, and every trigger has one event at most."""
    chosen = draw(st.sets(st.tuples(st.sampled_from(PLACES), st.sampled_from("ABT")), max_size=7))
    counts = st.one_of(st.just({}), st.builds(lambda count: {"count": count}, st.integers(1, 2)))
    spans = [(*place, label, draw(counts)) for place, label in sorted(chosen)]
    fillers = [f"s{i}" for i, one in enumerate(spans) if one[2] != "T"]
    arguments = st.sets(st.tuples(st.sampled_from(["agent", "target"]), st.sampled_from(fillers or ["-"])), max_size=2)
    events = [
        event(
            f"s{i}", draw(st.sampled_from("XY")), draw(st.sampled_from([None, "1", "2"])), draw(counts),
            sorted(draw(arguments)) if fillers else (), f"e{i}",
        )
        for i, one in enumerate(spans) if one[2] == "T" and draw(st.booleans())
    ]  # fmt: skip
    return layer(*spans, events=events)


def documents(least=1, most=4):
    """Draw the layers of a document by annotator; they often hold the same."""
    return st.lists(layers_of_one(), min_size=1, max_size=3).flatmap(
        lambda drawn: st.lists(st.sampled_from(drawn), min_size=least, max_size=most).map(
            lambda chosen: {"abcd"[i]: one for i, one in enumerate(chosen)}
        )
    )


@st.composite
def crowded(draw):
    """Draw three or four layers of one label whose spans overlap in many ways, with up to two events on a trigger."""
    places = st.sets(st.tuples(st.integers(0, 9), st.integers(2, 7)), min_size=1, max_size=4)
    kinds = st.lists(st.tuples(st.sampled_from("XY"), st.sampled_from([None, "1"])), max_size=2)
    layers = {}
    for name in "abcd"[: draw(st.integers(3, 4))]:
        spans = [(start, start + size, "T") for start, size in sorted(draw(places))]
        events = [
            event(f"s{i}", *kind, id_=f"e{i}{n}") for i in range(len(spans)) for n, kind in enumerate(draw(kinds))
        ]
        layers[name] = layer(*spans, events=events)
    return layers


renamings = st.permutations("abcd").map(lambda order: dict(zip("abcd", order, strict=True)))


def renamed(layers, names):
    """Return the same layers under other names, in another order."""
    return dict(sorted(((names[name], one) for name, one in layers.items()), reverse=True))


def plain(layer_):
    """Return what a layer holds without ids and times, sorted."""
    places = {id_: (one.start, one.end, one.label) for id_, one in layer_.spans.items()}
    spans = [(*places[id_], sorted(one.attributes.items())) for id_, one in layer_.spans.items()]
    events = [
        (places[one.trigger], one.type, one.subtype or "", sorted(one.attributes.items()),
         sorted((argument.role, places[argument.span]) for argument in one.arguments))
        for one in layer_.events.values()
    ]  # fmt: skip
    return sorted(spans), sorted(events)
