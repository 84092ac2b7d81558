# On a fresh machine two commands are enough: `make digest` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled modules are kept: the tests start some hundred processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help digest test tests lint format golden bench redos fuzz evaluate faults month soak cases counts drift architecture dictionary demo-archive install-matrix lock licences audit clean reference
digest: $(VENV)/.runtime ## replay the recorded day and show the edition
	@$(BIN)/python -m aggregator demo

test: $(VENV)/.dev ## every check and every test
	@$(MAKE) --no-print-directory -j2 lint tests

tests: $(VENV)/.dev ## every test
	$(BIN)/python -m pytest -n 3 --dist worksteal -q

lint: $(VENV)/.dev ## linters, types, import rules, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/hadolint Containerfile

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1: /p' $(MAKEFILE_LIST) | awk -F': ' '{ printf "%-14s %s\n", $$1, substr($$0, length($$1) + 3) }'

format: $(VENV)/.dev ## ruff, in place
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(VENV)/.dev ## write the golden files of the formats again; read their diff before you commit it
	$(BIN)/python -m pytest tests/formats/test_golden.py --golden -q

bench: $(VENV)/.dev ## CPU and memory against named references, each part by itself, RUNS=3 times; PART=crawl for one of those in tests/benchmarks, ROWS=1000000 for exports of a million; CHECK=1 fails where a figure of docs/performance.json is worse
	AGGREGATOR_ALLOW_HOSTS=127.0.0.0/8 $(BIN)/python -m tests.benchmarks $(PART)

redos: $(VENV)/.dev ## attack every regular expression with texts made from it, at full length; PART=spiders for one package
	$(BIN)/python -m tests.hostile.patterns $(PART)

fuzz: $(VENV)/.fuzz ## mutate what others write, each target for SECONDS=20; findings are written to out/fuzz; TARGET=feed for one
	SECONDS=$${SECONDS:-20} $(BIN)/python -m tests.fuzz $(TARGET)

evaluate: $(VENV)/.dev ## scores on the evaluation sets beside the checkout, where they are
	$(BIN)/python -m tests.evaluation

faults: $(VENV)/.dev ## kill runs at 200 moments and workers at 100, let eight workers visit 500 outlets, and a third of the outlets fail; the workers need AGGREGATOR_TEST_POSTGRES
	AGGREGATOR_ALLOW_HOSTS=127.0.0.0/8 $(BIN)/python -m tests.faults

month: $(VENV)/.dev ## ten days left to the program's own timer on a quick clock, with real runs and their mishaps; thirty days of editions, with holidays, corrections and weeks in review
	AGGREGATOR_ALLOW_HOSTS=127.0.0.0/8 $(BIN)/python -m tests.schedule.month
	DAYS=30 $(BIN)/python -m pytest -q tests/runs/test_thirty_days.py

soak: $(VENV)/.dev ## a month of runs of a hundred outlets in one process: time, memory and files stay flat
	AGGREGATOR_ALLOW_HOSTS=127.0.0.0/8 $(BIN)/python -m tests.faults.soak

cases: $(VENV)/.dev ## field cases beside the checkout, where they are: how many hold
	$(BIN)/python -m tests.evaluation.cases

counts: $(VENV)/.dev ## how rare English terms are, from the sets beside the checkout and the stores in STORES
	$(BIN)/python -m tests.evaluation.counts $(STORES)

drift: $(VENV)/.dev ## change every sample page and list as outlets do, and see that an alarm follows
	SAMPLES=all $(BIN)/python -m pytest -q tests/operation/test_samples.py

architecture: $(VENV)/.dev ## draw the house from its import graph, into docs/
	$(BIN)/python -m tests.architecture

reference: $(VENV)/.dev ## write the reference of all files that an operator edits, from their models, into docs/
	$(BIN)/python -m tests.reference

dictionary: $(VENV)/.dev ## write the columns of the exports, the store's tables and the scores again, into docs/
	$(BIN)/python -m tests.dictionary

demo-archive: $(VENV)/.dev ## build the recorded day again from its readable sources
	$(BIN)/python -m tests.demo.build

install-matrix: $(VENV)/.dev ## install with pips from 22 on, in every form; needs a package index
	$(BIN)/python -m tests.install_matrix

lock: $(VENV)/.dev ## pin every dependency again
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group pyproject.toml:fuzz -o requirements-fuzz.lock

licences: $(VENV)/.dev ## list the licences of the locked packages, in docs/licences.md
	$(BIN)/python -m tests.supply.licences

audit: $(VENV)/.dev ## ask the network for advisories and yanked releases of the locked packages; without one it says "skipped" and fails
	$(BIN)/python -m tests.supply.audit

clean: ## remove what was made
	rm -rf $(VENV) out dist

# The locks hold every package, so there is nothing left to resolve: any pip can install them.
$(VENV)/.runtime: requirements.lock | $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime

$(VENV)/.fuzz: requirements-fuzz.lock | $(VENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-fuzz.lock
	@touch $@

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "cannot make a virtual environment: on Debian, apt install python3-venv" >&2; exit 1; }
