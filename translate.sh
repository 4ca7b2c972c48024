#!/usr/bin/env bash
# Collect the sentences of the interface, bring the Arabic catalogue up to date, compile it.
set -euo pipefail
cd "$(dirname "$0")"
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
.venv/bin/pybabel -q extract -F babel.cfg -k _ -k gettext -k ngettext:1,2 -k lazy_gettext -k N_ -k t \
  --no-location --sort-output --omit-header -o "$pot" annotator templates static/js
.venv/bin/pybabel -q update -i "$pot" -d annotator/translations -l ar --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
.venv/bin/pybabel -q compile -d annotator/translations -l ar --statistics
