"""Write a label set as TOML that reads well by hand; ``read_label_set`` gives the same label set back."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.labels import Attribute, EventType, Guideline, Label, LabelSet, Role, Subtype, Titles

_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(32), 127)} | {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\t"): "\\t",
}
_BLOCK_ESCAPES = _ESCAPES | {ord("\n"): "\n"}


def write_label_set(label_set: LabelSet) -> str:
    """Return ``label_set`` as TOML."""
    return "\n".join(_label_set(label_set)).lstrip("\n") + "\n"


def _label_set(label_set: LabelSet) -> Iterator[str]:
    yield from _named(label_set.id, label_set.title)
    for label in label_set.labels:
        yield from _label("[[labels]]", "labels", label)
    if label_set.trigger:
        yield from _label("[trigger]", "trigger", label_set.trigger)
    for kind in label_set.event_types:
        yield from _event_type(kind)
    for attribute in label_set.event_attributes:
        yield from _attribute("event_attributes", attribute)
    for role in label_set.roles:
        yield from _role(role)


def _label(header: str, path: str, label: Label) -> Iterator[str]:
    yield from ("", header)
    yield from _named(label.id, label.title)
    yield f"colour = {_string(label.colour)}"
    if label.key:
        yield f"key = {_string(label.key)}"
    yield from _guideline(label.guideline, label.retired)
    for attribute in label.attributes:
        yield from _attribute(f"{path}.attributes", attribute)


def _event_type(kind: EventType) -> Iterator[str]:
    yield from _kind("event_types", kind)
    for subtype in kind.subtypes:
        yield from _kind("event_types.subtypes", subtype)


def _kind(path: str, kind: EventType | Subtype) -> Iterator[str]:
    yield from ("", f"[[{path}]]")
    yield from _named(kind.id, kind.title)
    yield from _guideline(kind.guideline, kind.retired)


def _guideline(guideline: Guideline, retired: bool) -> Iterator[str]:
    yield from (f"guideline.{language} = {_string(text)}" for language, text in guideline.text.items())
    if guideline.example:
        yield f"example = {_string(guideline.example)}"
    if guideline.counter_example:
        yield f"counter_example = {_string(guideline.counter_example)}"
    if retired:
        yield "retired = true"


def _attribute(path: str, attribute: Attribute) -> Iterator[str]:
    yield from ("", f"[[{path}]]")
    yield from _named(attribute.id, attribute.title)
    yield f"kind = {_string(attribute.kind)}"
    if attribute.required:
        yield "required = true"
    if attribute.choices:
        yield "choices = ["
        for choice in attribute.choices:
            yield f"  {{id = {_string(choice.id)}, title = {_titles(choice.title)}}},"
        yield "]"


def _role(role: Role) -> Iterator[str]:
    yield from ("", "[[roles]]")
    yield from _named(role.id, role.title)
    yield f"labels = [{', '.join(_string(label) for label in role.labels)}]"
    if not role.many:
        yield "many = false"
    if role.phrase:
        yield f"phrase = {_titles(role.phrase)}"
    if role.retired:
        yield "retired = true"


def _named(own_id: str, title: Titles) -> Iterator[str]:
    yield f"id = {_string(own_id)}"
    yield f"title = {_titles(title)}"


def _titles(titles: Titles) -> str:
    return "{" + ", ".join(f"{language} = {_string(title)}" for language, title in titles.items()) + "}"


def _string(value: str) -> str:
    if "\n" in value:
        return f'"""\n{value.translate(_BLOCK_ESCAPES)}"""'
    return f'"{value.translate(_ESCAPES)}"'
