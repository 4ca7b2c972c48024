"""The rules of the pattern suggester: one module for each kind of span."""
