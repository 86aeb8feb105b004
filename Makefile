# Two commands matter: `make demo` and `make test`. Everything else they need they make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := prassi-data/demo
QUERY := cosa ha imparato chi ha aperto un portierato di quartiere

.PHONY: demo serve test check sample vocabulary openapi pictures clean

# The versions everything was tested with; torch 2.13.0 comes as a CPU build where one is offered.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(VENV)/core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -c constraints.txt -e .
	touch $@

$(VENV)/dev: $(VENV)/core
	$(PIP) -c constraints.txt -e '.[dev]'
	touch $@

demo: $(VENV)/core
	$(BIN)/prassi model prepare
	$(BIN)/prassi --data $(DEMO) ingest corpus/sample/library
	@echo
	@echo '> prassi search "$(QUERY)"'
	$(BIN)/prassi --data $(DEMO) search -n 3 "$(QUERY)"
	@echo
	@echo 'The web page: make serve, then open http://127.0.0.1:8000'
	@echo 'Your own documents: $(BIN)/prassi ingest FOLDER --recursive'

serve: $(VENV)/core
	$(BIN)/prassi --data $(DEMO) serve

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/prassi model prepare
	$(BIN)/pytest -n 2 --dist loadfile

sample: $(VENV)/dev
	$(BIN)/python -m corpus.sample.build

# The vocabulary as JSON, which is read quicker; a test compares it with the Turtle.
vocabulary: $(VENV)/core
	$(BIN)/python -m corpus.vocabulary_kept

# The description of the API, as docs keep it; a test compares it with the server's.
openapi: $(VENV)/core
	$(BIN)/python -m api.http.describe docs/openapi.json

# The pictures in README, of the sample library; needs Chromium.
pictures: $(VENV)/dev
	$(BIN)/prassi --data $(DEMO) ingest corpus/sample/library
	$(BIN)/python tests/screenshots.py $(DEMO) docs

clean:
	rm -rf $(DEMO) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
