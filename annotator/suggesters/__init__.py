"""Suggesters: each module with a ``suggester`` proposes spans; people decide. They import the core only."""

from annotator.core.registry import Registry

registry = Registry("annotator.suggesters", "suggester", "annotator.suggesters")
