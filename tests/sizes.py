"""Report the sizes of files and functions: median and ninetieth percentile of lines, and the longest ones."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles


def tracked(pattern: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files", pattern], capture_output=True, text=True, check=True).stdout.split()
    return [Path(name) for name in names]


def functions(path: Path) -> Iterable[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path}:{node.name}"


def report(title: str, sizes: list[tuple[int, str]]) -> None:
    numbers = [size for size, _ in sizes]
    print(f"{title}: {len(numbers)}, median {median(numbers):.0f}, p90 {quantiles(numbers, n=10)[-1]:.0f}")
    for size, name in sorted(sizes, reverse=True)[:5]:
        print(f"  {size:5} {name}")


KINDS = {"Python files": "annotator/*.py", "Scripts": "static/js/*.js", "Templates": "templates/*"}

if __name__ == "__main__":
    for title, pattern in KINDS.items():
        report(title, [(len(path.read_text("utf-8").splitlines()), str(path)) for path in tracked(pattern)])
    report("Functions", [one for path in tracked("annotator/*.py") for one in functions(path)])
