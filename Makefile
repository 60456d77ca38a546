# Échéance. `make help` lists what can be asked for.
.DEFAULT_GOAL := help
.PHONY: help install run check linters test bench simulate screenshots lighthouse format translations

BIN := .venv/bin
RUN := .venv/installed-$(shell cksum < requirements.txt | tr -d ' ')
DEV := .venv/installed-$(shell cat requirements.txt requirements-dev.txt | cksum | tr -d ' ')
ENGLISH := course/web/translations/en/LC_MESSAGES/messages.po
READY := build/static/manifest.json $(patsubst %.po,%.mo,$(wildcard $(ENGLISH)))
FAST := not slow and not browser and not postgresql

help:                  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(DEV) $(READY)   ## make .venv, with what runs the product and what checks it

run: $(RUN) $(READY)   ## migrate, import content, load the demonstration, serve
	@exec $(BIN)/flask --app app course serve

check: linters         ## format, lint, types, import contracts, fast tests
	$(BIN)/pytest -q -n auto -m "$(FAST)"

linters: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config importlinter.ini

test: linters          ## all of it: on SQLite, on PostgreSQL, in a browser
	$(BIN)/python tools/suites.py

bench: install         ## the engine alone; requests a second, beside a bare Flask application; importing files
	$(BIN)/python tools/bench_engine.py
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench_exchange.py
	$(BIN)/python tools/bench_rebuild.py 40000
	$(BIN)/python tools/bench_matrix.py
	$(BIN)/python tools/bench_diagnostic.py
	$(BIN)/python tools/bench_practice.py

simulate: install      ## how well people are measured, on worlds of known truth: tables, and curves in build/simulation
	$(BIN)/python tools/simulate.py

screenshots: install   ## retake the pictures of the README
	$(BIN)/python tools/screenshots.py

lighthouse: install    ## Lighthouse on home, lesson, quiz and team
	$(BIN)/python tools/lighthouse.py

format: install        ## put code in its one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: install  ## bring the English catalogue up to date with the code
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k _l --add-location=file --no-wrap -o build/messages.pot .
	@test -f $(ENGLISH) || $(BIN)/pybabel -q init -i build/messages.pot -d course/web/translations -l en
	$(BIN)/pybabel -q update -i build/messages.pot -d course/web/translations -l en \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

.venv/bin/python:
	@tools/make-venv

$(RUN): | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@ $(RUN)

build/static/manifest.json: $(shell find static -type f) course/web/static_files.py | $(RUN)
	@$(BIN)/flask --app app course static

%.mo: %.po | $(RUN)
	@$(BIN)/pybabel -q compile -i $< -o $@ -l en
