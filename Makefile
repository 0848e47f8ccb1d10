# Every target makes the .venv it needs, from a lock with hashes: Python >= 3.11, make and git are enough.
PYTHON ?= python3
ARGS ?=
python := .venv/bin/python
# Four workers on two cores: tests wait for disks and servers, too. Each is handed one test after the other, so that the
# long ones, which come first, are shared out; without those, to talk of each test takes longer than to share them badly.
# What was compiled is kept: the tests start the bot and a homeserver anew dozens of times, and compiling them takes
# longer than starting them. To begin takes each worker some eight seconds of a processor, so a first look has fewer.
workers := -n 4 --dist load --maxschedchunk 1
workers_at_first := -n 3 --dist worksteal
test test-fast prove bench: export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help

.PHONY: help demo run test test-fast prove bench check fix docs lock clean

help: ## say what can be done here
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

demo: .venv/.demo ## watch a quarter of a network on both platforms, all on this machine; ARGS="--once --json FILE" for machines
	@$(python) -m bot demo $(ARGS)

run: .venv/.runtime ## start the bot with your settings (docs/operating.md)
	@$(python) -m bot run $(ARGS)

test: .venv/.dev ## every test, the real homeserver and PostgreSQL included
	$(python) -m pytest $(workers) $(ARGS)

test-fast: .venv/.dev ## a first look: every quick test with one of its values
	$(python) -m pytest $(workers_at_first) -m "not real and not long and not later and not again" $(ARGS)

prove: .venv/.dev ## attack it until it is believed, for hours (docs/proofs.md); goes on where it was cut short
	@$(python) -m tests.proofs --long $(ARGS)

bench: .venv/.dev ## how fast it is beside the least that could do the same; ARGS="--json FILE" for machines
	@$(python) -m benchmarks $(ARGS)

check: .venv/.dev ## format, lint, types, layers, generated docs
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	.venv/bin/lint-imports --no-logo
	$(python) -m bot docs --check

fix: .venv/.dev ## format and mend what ruff can mend
	$(python) -m ruff format .
	$(python) -m ruff check --fix .

docs: .venv/.dev ## write docs/commands.md anew
	$(python) -m bot docs

compile = .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)
lock: .venv/.dev ## resolve pyproject.toml anew into the three locks; UPGRADE=--upgrade for newer versions
	$(compile) --extra demo --group dev -o requirements-dev.lock
	$(compile) --extra demo -c requirements-dev.lock -o requirements-demo.lock
	$(compile) -c requirements-dev.lock -o requirements.lock

clean: ## remove what these targets made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find bot commands digests storage tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# One .venv, three fillings; the wider lock holds the narrower at the same versions, so none undoes another.
.venv/.runtime: requirements.lock .venv/.made
	@$(call fill,$<)
	@touch $@

.venv/.demo: requirements-demo.lock .venv/.made
	@$(call fill,$<)
	@touch .venv/.runtime $@

.venv/.dev: requirements-dev.lock .venv/.made
	@$(call fill,$<)
	@touch .venv/.runtime .venv/.demo $@

# uv comes first, from the same lock (12 s for everything where pip alone takes 43); without it pip goes on alone.
# The parts are said in words because a first run would otherwise look dead.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Roundtable needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv
	@awk '/^[^ #]/ { wanted = /^uv==/ } wanted' requirements-dev.lock > .venv/uv.lock
	@$(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock \
		|| echo "uv is not to be had here."
	@touch $@

# uv knows nothing of pip's configuration (a mirror, a certificate), so where it fails pip has its turn.
define fill
echo "Installing $(1) ..."; \
.venv/bin/uv pip install --quiet --system-certs --python $(python) --require-hashes -r $(1) 2> .venv/uv.log \
	|| { echo "uv could not (.venv/uv.log says why); pip goes on alone, more slowly."; \
	$(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); }
endef
