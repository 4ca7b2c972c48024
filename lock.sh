#!/usr/bin/env bash
# Write requirements.lock and requirements-dev.lock from pyproject.toml: versions and hashes, no addresses.
# An override with a marker that never holds keeps a package, and all that only it needs, out of the resolution.
set -euo pipefail
cd "$(dirname "$0")"
python=.venv/bin/python
[ -x .venv/bin/uv ] || $python -m pip install -q uv
overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT
$python - > "$overrides" <<'PY'
import tomllib
for name in tomllib.load(open("pyproject.toml", "rb"))["tool"]["annotator"]["lock"]["leave-out"]:
    print(f"{name} ; sys_platform == 'never'")
PY
lock() {
  .venv/bin/uv pip compile pyproject.toml "${@:2}" --universal --python-version 3.11 --override "$overrides" \
    --no-annotate --no-header --no-emit-index-url --generate-hashes --quiet \
    | awk "/^[A-Za-z0-9]/ { keep = (\$0 !~ /sys_platform == 'never'/) } keep" > "$1"
}
lock requirements.lock --group build
lock requirements-dev.lock --group build --group dev
