"""The command line: one command = one service call. A module holds the commands of one kind."""

from annotator.cli import agreement, learning, people, projects, serving, texts
from annotator.cli.base import main

__all__ = ["agreement", "learning", "main", "people", "projects", "serving", "texts"]
