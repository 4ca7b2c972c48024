"""``python -m annotator`` is the command ``annotator``."""

from annotator.cli import main

main(prog_name="annotator")
