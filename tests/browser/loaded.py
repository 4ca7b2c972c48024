"""Importing this loads all that a server needs: for the process that servers are forked from (serving.py)."""

from annotator.app import create_app
from annotator.cli import main
from annotator.services.suggest import warm
from annotator.web import blueprints
from annotator.web.language import collect_messages

PROGRAM = (main, create_app, blueprints())
collect_messages()
warm()
