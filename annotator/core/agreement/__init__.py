"""How far annotators agree: measures on spans, tokens, units and events, with intervals, pure and fast.

See the docstrings of :mod:`~annotator.core.agreement.formulas` for what each is, with its source.
"""

from annotator.core.agreement.event_counts import EVENTS
from annotator.core.agreement.event_report import EventReport
from annotator.core.agreement.report import MEASURES, Report, report
from annotator.core.agreement.values import Coded, CodedEvent, Measured

__all__ = ["EVENTS", "MEASURES", "Coded", "CodedEvent", "EventReport", "Measured", "Report", "report"]
