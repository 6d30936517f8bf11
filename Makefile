# Everything that these targets write lies in this clone: the environment, pip's cache, temporary files (but for test-servers).
# Recipes name the clone by relative paths, or by "$$TMPDIR" and the like in quotes: its path may hold blanks and apostrophes.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
CONFIG ?=
VENV   := .venv
BIN    := $(VENV)/bin
export PYTHON CONFIG
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/.cache/pip
export TMPDIR        := $(CURDIR)/$(VENV)/tmp
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test test-servers test-machines cases eval-names lint messages bench eval-pages faults clean

demo: .venv
	@$(BIN)/veille demo

run: .venv
	@$(BIN)/veille $(if $(CONFIG),--config "$$CONFIG" run,demo --serve)

test: $(VENV)/dev
	@$(WRITABLE)
	@$(BIN)/python -m pytest -n 3 --dist loadfile --basetemp=$(VENV)/tmp/pytest $(ARGS)

# Interrupted rather than killed when time is up, so that the servers are stopped.
test-servers: $(VENV)/dev
	@$(WRITABLE)
	@sh tests/servers/install.sh $(BIN)
	@timeout --foreground -s INT -k 30 420 \
	  $(BIN)/python -m pytest tests/servers -rs --durations=5 --basetemp=$(VENV)/tmp/servers $(ARGS)

# Writes outside the clone too, as root: bare systems in /var/cache/veille-machines.
test-machines: $(VENV)/dev
	@PYTHONPATH=tests $(BIN)/python -m machines $(ARGS)

cases: $(VENV)/dev
	@$(WRITABLE)
	@PYTHONPATH=tests $(BIN)/python -m cases $(ARGS)

eval-names: $(VENV)/dev
	@PYTHONPATH=tests $(BIN)/python -m eval_names $(ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@sh systemd/lint.sh "$$(pwd)/$(BIN)/veille"

messages: $(VENV)/dev
	@PYTHONPATH=tests $(BIN)/python -m messages $(ARGS)

bench: $(VENV)/dev
	@$(BIN)/python tests/bench/bench.py $(ARGS)

eval-pages: $(VENV)/dev
	@$(WRITABLE)
	@PYTHONPATH=tests $(BIN)/python -m eval_pages.replay $(ARGS)

faults: $(VENV)/dev
	@$(WRITABLE)
	@$(BIN)/python tests/faults/crash.py $(ARGS)

.venv: $(VENV)/made $(patsubst %.po,%.mo,$(wildcard daemon/veille/locale/*/LC_MESSAGES/*.po))

# The installation made them; here, those that have changed since. One run compiles them all.
%.mo: %.po | $(VENV)/made
	@$(BIN)/python daemon/veille/language/po.py daemon/veille/locale

# In one line, rather than in a traceback half way through.
WRITABLE = mkdir -p "$$TMPDIR" 2>/dev/null && test -w $(VENV) && test -w "$$TMPDIR" || \
  { echo "make: $$(pwd)/$(VENV) can't be written by $$(id -un 2>/dev/null || id -u): clone veille into a folder of your own" >&2; exit 1; }

# $(call pip,what to install): what pip says at length is kept in a file, and told in a line or two.
pip = $(BIN)/python -m pip install --quiet --editable $(1) >$(VENV)/pip.log 2>&1 || { \
  if grep -q CERTIFICATE_VERIFY_FAILED $(VENV)/pip.log; then \
    echo "make: the certificate of the package registry is not trusted here (all that pip said: $(VENV)/pip.log)"; \
  elif grep -qE 'connection broken by|Max retries exceeded|NewConnectionError|ConnectTimeout|ReadTimeout' $(VENV)/pip.log; then \
    echo "make: the package registry can't be reached: is this machine online? (all that pip said: $(VENV)/pip.log)"; \
  else \
    grep -i 'error' $(VENV)/pip.log | tail -n 3; \
    echo "make: pip could not install into $(VENV) (all that it said: $(VENV)/pip.log)"; \
  fi >&2; exit 1; }

# Python 3.11 reads this file in the charset of the locale before it runs anything, and ends where it can't: LC_ALL=C, and an
# accent in the path of the clone. What is relative to the file's folder is ASCII everywhere (site(3)).
ASCII = for pth in $(VENV)/lib/python3*/site-packages/*veille*.pth; do \
  test ! -e "$$pth" || printf '../../../../%s\n' daemon plugins >"$$pth"; done

$(VENV)/made: pyproject.toml
	@test -n "$$PYTHON" || { echo "make: no python3 found: install Python 3.11 or newer" >&2; exit 1; }
	@recent=$$("$$PYTHON" -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null); \
	  case "$$recent" in True) ;; \
	    False) echo "make: $$PYTHON is older than 3.11: run  make PYTHON=/path/to/python3.11" >&2; exit 1;; \
	    *) command -v "$$PYTHON" >/dev/null && why="is no Python that runs" || why="is missing"; \
	       echo "make: $$PYTHON $$why: run  make PYTHON=/path/to/python3.11" >&2; exit 1;; esac
	@"$$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "make: this Python has no venv module: run  apt install python3-venv  (Debian, Ubuntu), then make again" >&2; exit 1; }
	@$(WRITABLE)
	@test -x $(BIN)/python || "$$PYTHON" -m venv $(VENV)
	@echo "Installing veille into $(VENV) (once; a minute or so)"
	@$(call pip,.)
	@$(ASCII)
	@touch $@

$(VENV)/dev: $(VENV)/made
	@$(WRITABLE)
	@echo "Installing what the tests need into $(VENV) (once)"
	@$(call pip,'.[dev]')
	@$(ASCII)
	@touch $@

clean:
	rm -rf $(VENV) .run
