# make demo    find the coins of the sample picture; installs the core, no torch
# make test    install what the tests need, run all of them but those in a browser
# make test-browser    the page in a real Chromium, with axe; SEESAME_CHROMIUM names one that is not on the path
# make check   style (ruff) and types (mypy)
# make docs    write the pages that are made from something else, check every page, build the site
# make clean   remove what these made, the environment too

PYTHON ?= python3
PYTEST ?= -q
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CORE := $(VENV)/.seesame-core
FULL := $(VENV)/.seesame-full
DEMO := runs/demo

.PHONY: demo test test-browser check docs clean
.DELETE_ON_ERROR:

demo: $(CORE)
	$(BIN)/seesame find seesame/demo/coins.png@80,174,124,218 --in seesame/demo/coins.png --threshold 0.08 --out $(DEMO)
	@echo
	@echo "Asked for: every thing like the coin in the box 80,174,124,218 of seesame/demo/coins.png"
	@echo "Look at:   $(DEMO)/coins-found.png"

test: $(FULL)
	$(BIN)/python -m pytest $(PYTEST) --ignore=tests/browser

test-browser: $(FULL)
	@test -n "$$SEESAME_CHROMIUM" || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || \
		{ echo "there is no Chromium on the path: apt-get install chromium, or set SEESAME_CHROMIUM to one"; exit 1; }
	$(BIN)/python -m pytest $(PYTEST) tests/browser

check: $(FULL)
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(FULL)
	$(BIN)/python docs/build.py
	$(BIN)/python -m pytest -q tests/test_docs.py tests/test_docs_code.py
	$(BIN)/python docs/tutorials.py
	$(BIN)/zensical build --strict
	@echo "Look at:   site/index.html"

clean:
	rm -rf $(VENV) runs/demo site docs/tutorials .cache build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find seesame tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say which dependencies an environment has; a changed pyproject.toml makes them stale.
$(CORE): pyproject.toml | $(BIN)/python
	@test -e $@ || echo "installing seesame into $(VENV) ..."
	$(INSTALL) --editable .
	@touch $@

$(FULL): pyproject.toml | $(BIN)/python
	@test -e $@ || echo "installing seesame and all that its tests need into $(VENV); torch is large ..."
	$(INSTALL) --editable ".[train,dev]"
	@touch $@ $(CORE)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 10) or sys.exit("seesame needs Python 3.10 or newer, $(PYTHON) is " + sys.version.split()[0] + "; name another, as in: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
