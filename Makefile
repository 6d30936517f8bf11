# Everything that these targets write lies in this clone: the environment, pip's cache, temporary files (but for test-servers).
PYTHON ?= $(shell command -v python3.11 || command -v python3)
CONFIG ?=
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/.cache/pip
export TMPDIR        := $(CURDIR)/$(VENV)/tmp
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test test-servers eval-names lint bench eval-pages faults clean

demo: .venv
	@$(BIN)/veille demo

run: .venv
	@$(BIN)/veille $(if $(CONFIG),--config $(CONFIG) run,demo --serve)

test: $(VENV)/dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile --basetemp=$(TMPDIR)/pytest $(ARGS)

# Interrupted rather than killed when time is up, so that the servers are stopped.
test-servers: $(VENV)/dev
	@sh tests/servers/install.sh $(CURDIR)/$(BIN)
	@timeout --foreground -s INT -k 30 420 \
	  $(BIN)/python -m pytest tests/servers -rs --durations=5 --basetemp=$(TMPDIR)/servers $(ARGS)

eval-names: $(VENV)/dev
	@PYTHONPATH=tests $(BIN)/python -m eval_names $(ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@sh systemd/lint.sh $(CURDIR)/$(BIN)/veille

bench: $(VENV)/dev
	@$(BIN)/python tests/bench/bench.py $(ARGS)

eval-pages: $(VENV)/dev
	@mkdir -p $(TMPDIR)
	@PYTHONPATH=tests $(BIN)/python -m eval_pages.replay $(ARGS)

faults: $(VENV)/dev
	@mkdir -p $(TMPDIR)
	@$(BIN)/python tests/faults/crash.py $(ARGS)

.venv: $(VENV)/made

$(VENV)/made: pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: no python3 found: install Python 3.11 or newer"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "make: $(PYTHON) is older than 3.11: run  make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "make: this Python has no venv module: run  apt install python3-venv  (Debian, Ubuntu), then make again"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(TMPDIR)
	@echo "Installing veille into $(VENV) (once; a minute or so)"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev: $(VENV)/made
	@echo "Installing what the tests need into $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .run
