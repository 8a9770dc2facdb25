# Three jobs, one command each: `make course` to learn, `make release` and `make demo` to teach,
# `make claims` to measure. `make help` lists the rest.

# The first Python from 3.11 to 3.13 that really starts.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMP := $(VENV)/.llmcourse-installed
# `make course TORCH=cpu`: torch without CUDA on a Linux machine without a GPU.
TORCH ?=
PIP_INDEX := $(if $(filter cpu,$(TORCH)),--extra-index-url https://download.pytorch.org/whl/cpu)
# Arguments for JupyterLab, for example `make course ARGS=--no-browser`.
ARGS ?=
UNITS ?=
# Test processes that run at once: `make test TEST_JOBS=2` takes about half the minutes; 0 is none.
TEST_JOBS ?= 0

# Threads that wait for each other make small models slower, not faster, on a shared machine.
export OMP_NUM_THREADS ?= 1
export PYTHONWARNINGS ?= ignore::DeprecationWarning
export PATH := $(abspath $(BIN)):$(PATH)

.PHONY: help env course grade formgrader test test-fast demo build release claims lint lock clean solutions

help:
	@echo "make course     set up and open JupyterLab on the syllabus (ARGS=--no-browser, TORCH=cpu)"
	@echo "make grade      grade what was handed in, in a sandbox (UNITS='01', ARGS='--jobs 4')"
	@echo "make formgrader JupyterLab for instructors: Formgrader, the gradebook"
	@echo "make release    what may be published to a class (UNITS='00 01'; default: all)"
	@echo "make demo       release, sample submissions, grading, feedback, without a person"
	@echo "make solutions  run every instructor solution (UNITS=12, ARGS='--profile gpu --resume')"
	@echo "make claims     measure every claim of the lessons (resumes)"
	@echo "make build      notebooks from solutions/*/*.nb.py"
	@echo "make test       everything that must hold; make test-fast: the quick part"
	@echo "make lint       ruff and mypy"

env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found. Install one, or say where: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@# The venv module's own pip may be years old: recent ones resolve and download faster.
	@$(PY) -m pip install --quiet --upgrade pip
	@cmp -s requirements.lock $(VENV)/.llmcourse-lock || { \
	  echo "Installing packages into $(VENV) (a few minutes the first time) ..."; \
	  $(PY) -m pip install --quiet --progress-bar off $(PIP_INDEX) -r requirements.lock && \
	  cp requirements.lock $(VENV)/.llmcourse-lock; }
	@$(PY) -m pip install --quiet --no-deps -e .
	@touch $(STAMP)

course: env
	@$(BIN)/llmcourse doctor --brief || true
	cd course && LLMCOURSE_THREADS=$${LLMCOURSE_THREADS:-$$($(abspath $(PY)) -c 'import os; print(min(4, os.cpu_count() or 1))')} \
	  $(abspath $(BIN))/jupyter lab --config=jupyter_lab_config.py $(ARGS)

# Grade what was handed in: make grade UNITS=01_prompting ARGS='--jobs 4'; default: every unit.
grade: env
	@$(BIN)/llmcourse-grade $(or $(UNITS),all) $(ARGS)

formgrader: env
	$(BIN)/jupyter lab --LabApp.default_url='/formgrader' $(ARGS)

# All three always run, so that one failure hides no other; pytest's summary comes last.
test: env
	@status=0; \
	$(PY) -m grading.builder --check || status=1; \
	$(PY) -m grading.gate || status=1; \
	$(PY) -m pytest -n $(TEST_JOBS) || status=1; \
	exit $$status

test-fast: env
	@$(PY) -m pytest -m "not slow"

demo: env
	@$(PY) -m grading.demo

build: env
	@$(PY) -m grading.builder

release: env
	@$(PY) -m grading.release $(UNITS)

claims: env
	@$(PY) -m benchmarks.record_claims $(ARGS)

solutions: env
	@$(BIN)/python -m llmcourse.solutions $(UNITS) $(ARGS)

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/mypy

# A fresh resolution in an environment of its own; the local part of torch's version is dropped so
# that the lock means the same release on every platform.
lock:
	@$(PYTHON) -m venv runs/lock-venv
	@runs/lock-venv/bin/pip install --quiet --upgrade pip
	@runs/lock-venv/bin/pip install --quiet $(PIP_INDEX) -e ".[grading,dev]"
	@{ grep '^#' requirements.lock; runs/lock-venv/bin/pip freeze --all --exclude-editable \
	  | grep -v -i -E '^(pip|wheel|llmcourse)==' | sed -E "s/\+[a-z0-9.]+$$//; s/^pyseccomp.*/&; sys_platform == 'linux'/" | LC_ALL=C sort -f; } > runs/requirements.lock
	@mv runs/requirements.lock requirements.lock && rm -rf runs/lock-venv

clean:
	rm -rf runs release build dist grading/demo .pytest_cache .ruff_cache .mypy_cache
