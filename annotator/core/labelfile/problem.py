"""What is wrong in a label set's file: every error with its line, told at once."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.phrases import N_, Phrase, Problem


@dataclass(frozen=True, slots=True)
class LineError:
    """One error: the line it stands on, counted from 1, and the sentence that names it."""

    line: int
    phrase: Phrase


class LabelSetProblem(Problem):
    """A label set's file cannot be used; ``errors`` holds every error in it, in the order of the lines."""

    def __init__(self, name: str, errors: list[LineError]) -> None:
        """Take the name of the file and at least one error."""
        self.errors = tuple(sorted(errors, key=lambda error: error.line))
        super().__init__(
            "label-set",
            N_("The label set “%(name)s” cannot be used. Errors: %(count)s, the first in line %(line)s."),
            name=name,
            line=self.errors[0].line,
            count=len(self.errors),
        )
