# make book | test | test-browser | test-all | audit | serve | lab | bench | docs | lint | clean.  Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LAB_READY := $(VENV)/.lab-ready
DASK_READY := $(VENV)/.dask-ready
BROWSER_READY := $(VENV)/.browser-ready
POSTGRESQL_READY := $(VENV)/.postgresql-ready
DESCRIBED_READY := $(VENV)/.described-ready
AUDIT := $(VENV)/audit
AREA ?= lancashire
# Notebooks run in chapters, but a folder that is set is meant from here.
LAB_DATA := $(if $(EVIDENCEBOOK_DATA),EVIDENCEBOOK_DATA=$(abspath $(EVIDENCEBOOK_DATA)))

.PHONY: book test test-browser test-wide test-all audit serve lab bench docs lint clean

book: $(READY)
	$(BIN)/evidencebook build $(AREA)

test: $(BROWSER_READY) $(POSTGRESQL_READY) $(DESCRIBED_READY) lint
	$(BIN)/python -m pytest -n 2

# Every page of a book in Chromium, which must be there (Debian: apt-get install chromium).
test-browser: $(BROWSER_READY)
	$(BIN)/python -m pytest -n 2 tests/browser -m "wide or not wide"

# Every chapter for forty areas, every page of a book in a browser, JupyterLab, a Dask cluster.
test-wide: $(LAB_READY) $(DASK_READY) $(BROWSER_READY) $(POSTGRESQL_READY)
	$(BIN)/python -m pytest -n 2 -m wide

test-all: test test-wide

# Ends with an error where a pinned package is known to be vulnerable, or nothing could be learnt.
audit: $(AUDIT)/.ready
	$(AUDIT)/bin/python .ci/audit.py $(AUDIT_FLAGS)

serve: $(READY)
	$(BIN)/evidencebook serve

lab: $(LAB_READY)
	$(LAB_DATA) $(BIN)/jupyter lab --ServerApp.root_dir=chapters

bench: $(DASK_READY) $(BROWSER_READY) $(POSTGRESQL_READY)
	$(BIN)/python benchmarks/bench.py $(AREA)
	$(BIN)/python benchmarks/pages.py $(AREA)
	$(BIN)/python benchmarks/front.py
	$(BIN)/python benchmarks/board_load.py
	$(BIN)/python benchmarks/board_kills.py

docs: $(READY)
	$(BIN)/python -m evidencebook.reference docs/commands.md

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) site .mypy_cache .pytest_cache .ruff_cache *.egg-info

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(LAB_READY): requirements-lab.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-lab.txt
	touch $@

$(DASK_READY): requirements-dask.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dask.txt
	touch $@

$(POSTGRESQL_READY): requirements-postgresql.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-postgresql.txt
	touch $@

$(BROWSER_READY): requirements-browser.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-browser.txt
	touch $@

$(DESCRIBED_READY): requirements-described.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-described.txt
	touch $@

$(AUDIT)/.ready: requirements-audit.txt
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	touch $@
