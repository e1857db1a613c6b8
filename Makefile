# What a person types here. `make up` is the first command; everything else it needs, it prepares.

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
VENV := .venv
RUN := $(VENV)/bin/python
PO := $(wildcard src/fangzhi/*/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
VENDOR := src/fangzhi/web/static/vendor
FONTS := src/fangzhi/casework/papers/fonts
ASSETS := $(VENDOR)/htmx/htmx.min.js
CODE := src tests tools benchmarks

.PHONY: help up demo .venv test check lint types bench bundle lock notice readme messages clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:
	@echo 'make up       start Fangzhi on http://127.0.0.1:$(PORT)/ (PORT=… to choose)'
	@echo 'make .venv    prepare what a run needs and start nothing'
	@echo 'make demo     the same with an office of synthetic cases, in a state folder of its own'
	@echo 'make test     everything that must hold'
	@echo 'make check    its quick part, in under a minute'
	@echo 'make bench    the benchmarks, beside their peers'
	@echo 'make bundle   one archive that installs without a network'
	@echo 'make clean    remove everything that make made'

up: .venv
	@exec $(VENV)/bin/fangzhi up --port $(PORT)

demo: export FANGZHI_HOME = $(CURDIR)/build/demo
demo: .venv
	@env -u FANGZHI_DATABASE_URL $(VENV)/bin/fangzhi demo
	@exec env -u FANGZHI_DATABASE_URL $(VENV)/bin/fangzhi up --port $(PORT)

# --- what a run needs -------------------------------------------------------------------------------------------

.venv: $(VENV)/ready $(ASSETS) $(MO)

$(VENV)/ready: requirements/build.txt pyproject.toml tools/environment.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'fangzhi: Python 3.11 or newer is needed as $(PYTHON) (make PYTHON=… names another)' >&2; exit 1; }
	@echo 'Preparing .venv …' >&2
	@$(PYTHON) tools/environment.py build $(VENV)
	@touch $@

$(ASSETS): package-lock.json tools/assets.py | $(VENV)/ready
	@$(RUN) -m tools.assets
	@touch $@

%.mo: %.po tools/messages.py | $(VENV)/ready
	@$(RUN) -m tools.messages compile
	@touch $@

# --- what must hold ---------------------------------------------------------------------------------------------

$(VENV)/ready-dev: requirements/dev.txt $(VENV)/ready
	@echo 'Preparing what the tests need …' >&2
	@$(PYTHON) tools/environment.py dev $(VENV)
	@touch $@

lint: .venv $(VENV)/ready-dev
	@mkdir -p build
	@$(VENV)/bin/ruff format --check --quiet $(CODE)
	@$(VENV)/bin/ruff check --quiet $(CODE)
	@$(VENV)/bin/lint-imports --no-logo > build/imports.log 2>&1 || { cat build/imports.log; exit 1; }
	@$(VENV)/bin/deptry --no-ansi src > build/deptry.log 2>&1 || { cat build/deptry.log; exit 1; }
	@$(RUN) -m tools.messages check
	@$(RUN) -m tools.openapi check
	@$(RUN) -m django makemigrations --check --dry-run --settings tests.settings > build/migrations.log || { cat build/migrations.log; exit 1; }

types: $(VENV)/ready-dev
	@$(VENV)/bin/mypy --no-error-summary

test: lint types
	@$(RUN) -m pytest -n $(JOBS)
	@$(RUN) -m tools.postgres $(RUN) -m pytest -m database -n $(JOBS)

check: lint types
	@$(RUN) -m pytest -n $(JOBS) -m 'not journey and not slow'

# --- the rest ---------------------------------------------------------------------------------------------------

build/bench/ready: requirements/bench.txt
	@$(PYTHON) tools/environment.py bench build/bench
	@touch $@

bench: .venv build/bench/ready
	@$(RUN) -m benchmarks.reader --peers build/bench/bin/python
	@$(RUN) -m benchmarks.pages
	@$(RUN) -m benchmarks.exports
	@$(RUN) -m benchmarks.reconciliation
	@$(RUN) -m benchmarks.mutations
	@$(RUN) -m benchmarks.loading
	@$(RUN) -m tools.postgres $(RUN) -m benchmarks.loading
	@$(RUN) -m benchmarks.chapter
	@$(RUN) -m benchmarks.patents_load
	@$(RUN) -m benchmarks.patents_panel
	@$(RUN) -m benchmarks.patents_search
	@$(RUN) -m benchmarks.acts
	@$(RUN) -m benchmarks.kill
	@$(RUN) -m benchmarks.casework
	@$(RUN) -m tools.postgres $(RUN) -m benchmarks.casework

bundle: .venv
	@$(RUN) -m tools.bundle

lock: .venv $(VENV)/ready-dev
	@$(RUN) -m tools.lock $(UPGRADE)
	@$(MAKE) --no-print-directory .venv $(VENV)/ready-dev notice

notice: .venv
	@$(RUN) -m tools.notice

readme: .venv $(VENV)/ready-dev
	@$(RUN) -m tools.tour
	@$(RUN) -m tools.pictures

messages: .venv
	@$(RUN) -m tools.messages extract

clean:
	@rm -rf $(VENV) build dist node_modules $(VENDOR) $(FONTS) $(MO) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
