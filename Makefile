# Every target sets up what it needs, on a machine with Python 3.11 or later and a network to the package registries.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench docs browser format lock clean

demo: .venv/.ready  ## crawl the four bundled replica portals and show what was found
	$(BIN)/gongkai demo

test: .venv/.ready browser  ## run the tests, the browser's included
	$(BIN)/pytest -n auto

lint: .venv/.ready  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.ready  ## measure speed and quality beside named peers
	for bench in detection extraction archive; do $(BIN)/python -m benchmarks.$$bench || exit 1; done

docs: .venv/.ready  ## write the pages of the documentation that are made from the code anew
	$(BIN)/python -m docs.generate

browser: .venv/.ready  ## a Chromium for columns that only a script fills
	.ci/browser

format: .venv/.ready  ## format and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.ready  ## pin the dependencies of pyproject.toml anew, with hashes and without naming an index
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --extra dev --upgrade pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gongkai needs Python 3.11 or later: make PYTHON=python3.11 …")'
	@echo "installing into .venv, a minute or two"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@
