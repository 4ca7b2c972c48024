"""The versions of a label set, each with what it changed."""

from __future__ import annotations

from annotator import labelsets
from annotator.services.labels import PAGE, label_set_choices, toml_of, version, versions
from annotator.services.relabel import change_label_set


def recoloured(project, colour):
    return toml_of(project).replace('colour = "#0072b2"', f'colour = "{colour}"', 1)


def test_versions_are_listed_with_what_they_changed(session, project, manager):
    text = toml_of(project)
    change_label_set(session, project, recoloured(project, "#000001"), "x", by=manager)
    change_label_set(session, project, text, "x", by=manager)
    listed = versions(session, project)
    assert [(one.number, one.who, [change.id for change in one.changes]) for one in listed] == [
        (3, "huda", ["PERSON"]),
        (2, "huda", ["PERSON"]),
        (1, "", []),
    ]
    assert version(session, project, 1).toml == version(session, project, 3).toml == labelsets.text("conflict")
    assert version(session, project, 4) is None


def test_many_versions_are_listed_in_pages(session, project):
    changed = toml_of(project)
    for number in range(2, PAGE + 4):
        changed = changed.replace('id = "conflict"', f'id = "conflict{number}"').replace(
            f'id = "conflict{number - 1}"', f'id = "conflict{number}"'
        )
        change_label_set(session, project, changed, "x")
    first = versions(session, project)
    rest = versions(session, project, before=first[-1].number)
    assert [one.number for one in (*first, *rest)] == list(range(PAGE + 3, 0, -1))
    assert all(one.changes for one in (*first, *rest)[:-1])


def test_the_sets_that_ship_are_offered():
    assert [name for name, _ in label_set_choices()] == list(labelsets.names())
