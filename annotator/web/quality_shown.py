"""The plot of the page of quality."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_date, format_percent, gettext

from annotator.core.quality import f1
from annotator.services.quality import Week
from annotator.web.charts import Plot, Series, plot
from annotator.web.language import direction

MOST_WEEKS = 26
"""So many weeks are drawn; the table has all of them."""
NAMED = 6
"""So many of them are named below, about."""


def over_time(weeks: Sequence[Week]) -> Plot | None:
    """Return F1 week by week, just so and without clitics; ``None`` where there is no line to draw."""
    drawn = [one for one in weeks if f1(one.judged.free).value is not None][-MOST_WEEKS:]
    if len(drawn) < 2:
        return None
    first = drawn[0].begins
    places = [(one.begins - first).days / 7 for one in drawn]
    free = [f1(one.judged.free).value or 0.0 for one in drawn]
    exact = [f1(one.judged.exact).value or 0.0 for one in drawn]
    step = -(-len(drawn) // NAMED)
    named = {0, len(drawn) - 1, *range(0, len(drawn) - step, step)}
    return plot(
        [
            Series("first", gettext("Clitics aside"), list(zip(places, free, strict=True))),
            Series("second", gettext("Exact"), list(zip(places, exact, strict=True))),
        ],
        [(places[one], format_date(drawn[one].begins, "d MMM")) for one in sorted(named)],
        [(share / 4, format_percent(share / 4)) for share in range(5)],
        mirrored=direction() == "rtl",
    )
