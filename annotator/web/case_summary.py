"""What a list of cases holds, in a sentence with their number: the number that led there."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_decimal, gettext

from annotator.services.places import Counted
from annotator.services.wanted import Among, Wanted
from annotator.web.case_words import measure_title


def heading(wanted: Wanted) -> str:
    """Return the heading of the page."""
    match wanted.among:
        case Among.AGREED:
            return gettext("Agreed cases")
        case Among.ALL:
            return gettext("All cases")
        case Among.GOLD:
            return gettext("Differences from the gold")
    return gettext("Disagreements")


def summary(wanted: Wanted, found: Counted) -> Sequence[str]:
    """Return how many cases there are of which kind; by pairs too, where that is another number."""
    told = [_more(found.cases) if found.more else _cases(wanted, format_decimal(found.cases))]
    if found.pairs is not None and found.pairs != found.cases:
        pairs = format_decimal(found.pairs)
        told.append(gettext("Counted once for every two annotators: %(number)s.", number=pairs))
    return told


def _more(number: int) -> str:
    return gettext("More than %(number)s cases.", number=format_decimal(number))


def _cases(wanted: Wanted, number: str) -> str:
    if wanted.measure:
        measure = f"\u2068{measure_title(wanted.measure)}\u2069"
        if wanted.among is Among.GOLD:
            return gettext(
                "Cases that lower “%(measure)s” beside the gold: %(number)s.", measure=measure, number=number
            )
        return gettext("Cases that lower “%(measure)s”: %(number)s.", measure=measure, number=number)
    match wanted.among:
        case Among.AGREED:
            return gettext("Cases to which two or more gave the same label: %(number)s.", number=number)
        case Among.ALL:
            return gettext("Cases in documents that two or more have finished: %(number)s.", number=number)
        case Among.GOLD:
            return gettext("Cases at which the work differs from the gold: %(number)s.", number=number)
    return gettext("Cases: %(number)s.", number=number)
