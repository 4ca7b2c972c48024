"""Who did it and to whom: by word order, voice and the words before a span."""

from __future__ import annotations

import pytest

from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.merge import propose

LABELS = read("conflict")


def roles(text, role):
    arguments = [one.suggestion for one in propose(Document(text), LABELS, registry.all()).arguments]
    return [text[one.span.start : one.span.end] for one in arguments if one.role == role]


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("قصفت القوات الحكومية مطار الضمير", ["القوات الحكومية"], ["مطار الضمير"]),
        ("قال إن القوات الحكومية قصفت مطار الضمير", ["القوات الحكومية"], ["مطار الضمير"]),
        ("تعرض مطار الضمير لقصف من قبل القوات الحكومية", ["القوات الحكومية"], []),
        ("قُصف مطار الضمير", [], ["مطار الضمير"]),
        ("شن هجوما على القوات الحكومية", [], ["القوات الحكومية"]),
    ],
)
def test_initiators_and_targets(text, initiators, targets):
    assert roles(text, "initiator") == initiators
    assert roles(text, "target") == targets
