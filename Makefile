# One word for everything that is done often; `make` alone lists them.
PYTHON ?= python3
UV     ?= uv
BIN    := .venv/bin
CORES  := --numprocesses auto --dist loadscope # a module stays on one core: what it builds, it builds once
EXAMPLES ?= 2000

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check sweep pictures deletions hostile sbom bench weigh migrate locks setup-dev

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: ## install Panel into .venv (another Python: make setup PYTHON=python3.12)
	@$(PYTHON) .ci/install.py run

demo: setup ## set up and serve an example panel on 127.0.0.1:8000
	@$(BIN)/panel demo

run: setup ## serve an empty site; prints a one-time link for its first secretariat account
	@$(BIN)/panel serve

test: setup-dev ## set up and run every test, on every core
	@$(BIN)/python -m pytest $(CORES)

check: setup-dev ## format, lint, types, translations, then the tests
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/python -m panel.translations --check
	@$(BIN)/python -m pytest $(CORES)

sweep: setup-dev ## hold every page, for every role and state, in both languages, against the rules of accessibility (twenty minutes)
	@$(BIN)/python -m tests.sweep --processes 2

pictures: setup-dev ## take a picture of every page and state in both languages, on a desk and a phone, into pictures/
	@$(BIN)/python -m tests.sweep.pictures

deletions: setup-dev ## delete every guard, filter and seal call in turn; each must turn a test red (about an hour and a half)
	@$(BIN)/python -m tests.deletions

hostile: setup-dev ## try bad input of every kind on every page, for longer (EXAMPLES=20000)
	@PANEL_HOSTILE_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/hostile

sbom: ## write what Panel is built of, as CycloneDX JSON, to panel.cdx.json
	@$(PYTHON) .ci/sbom.py > panel.cdx.json

bench: setup-dev ## measure the pages against a bare Flask page
	@$(BIN)/python -m tests.bench

weigh: setup-dev ## measure every page of the example panel: bytes, requests, server time, when a browser has drawn it
	@$(BIN)/python -m tests.weigh

migrate: setup ## bring the database to the newest structure
	@$(BIN)/panel init

locks: ## maintainers: choose newest versions within pyproject.toml, with hashes, for Python 3.11 (needs uv)
	@lock="$(UV) pip compile pyproject.toml --quiet --upgrade --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links"; \
	$$lock --output-file locks/run.lock && \
	$$lock --extra dev --constraint locks/run.lock --output-file locks/dev.lock

setup-dev:
	@$(PYTHON) .ci/install.py dev
