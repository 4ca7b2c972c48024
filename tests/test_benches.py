"""The benchmarks are run by hand (`make bench`): that they can still be, is seen here."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

BENCHES = sorted(path.stem for path in (Path(__file__).parent / "bench").glob("test_*.py"))


@pytest.mark.parametrize("name", BENCHES)
def test_a_benchmark_still_fits_the_program(name):
    assert [one for one in vars(import_module(f"tests.bench.{name}")) if one.startswith("test_")]
