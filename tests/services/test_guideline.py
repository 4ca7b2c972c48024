"""The guideline and its versions."""

from __future__ import annotations

import pytest

from annotator.core.phrases import Problem
from annotator.services.audit import entries
from annotator.services.guideline import (
    MAX_TEXT,
    guideline_of,
    guideline_version,
    guideline_versions,
    write_guideline,
)


def test_versions_are_kept_and_the_newest_is_in_force(session, project, manager):
    assert guideline_of(session, project) is None
    assert write_guideline(session, project, "# أولا\r\n", made_from=0, by=manager) == 1
    assert write_guideline(session, project, "# ثانيا", made_from=1, by=manager) == 2
    row = guideline_of(session, project)
    assert (row.number, row.text, row.user.name) == (2, "# ثانيا", "huda")
    assert guideline_version(session, project, 1).text == "# أولا"
    assert [one.number for one in guideline_versions(session, project)] == [2, 1]
    assert [one.number for one in guideline_versions(session, project, before=2)] == [1]
    assert str(entries(session, project.id)[0].phrase) == "changed the guideline (version 2)"


def test_the_same_text_makes_no_version(session, project):
    assert write_guideline(session, project, "", made_from=0) == 0
    write_guideline(session, project, "x", made_from=0)
    assert write_guideline(session, project, "x \n", made_from=1) == 1
    assert len(guideline_versions(session, project)) == 1


def test_what_was_made_from_an_older_version_is_refused(session, project, manager):
    write_guideline(session, project, "hers", made_from=0, by=manager)
    with pytest.raises(Problem) as refused:
        write_guideline(session, project, "his", made_from=0)
    assert refused.value.code == "guideline-stale"
    assert guideline_of(session, project).text == "hers"


def test_a_text_too_long_is_refused(session, project):
    with pytest.raises(Problem) as refused:
        write_guideline(session, project, "ا" * (MAX_TEXT + 1), made_from=0)
    assert refused.value.code == "guideline-long"
    assert write_guideline(session, project, "ا" * MAX_TEXT + "\n" * 1_000_000, made_from=0) == 1
