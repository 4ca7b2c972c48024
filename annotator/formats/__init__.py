"""Formats: one file = one format. ``registry`` finds them."""

from annotator.core.registry import Registry

registry = Registry("annotator.formats", "format", "annotator.formats")
