"""What is learned from the made-up lessons, learned once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def model():
    from lessons import LABELS, LESSONS

    from annotator.suggesters.learned import suggester

    return suggester.learn(LESSONS, LABELS)
