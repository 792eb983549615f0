# make run: from a fresh clone to a page in the browser. make help: everything else.
.DEFAULT_GOAL := help
.PHONY: help setup run quick test trust fuzz bench load format lock audit
PORT ?= 8000
export PORT

help: ## List these targets.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: ## Install what is missing (system packages, .venv), nothing else.
	@bin/environment run

run: setup ## Serve the product with a demo programme on http://localhost:8000/ (PORT=... for another).
	@DEBUG="$${DEBUG:-1}" SECOND_FACTOR="$${SECOND_FACTOR:-0}" .venv/bin/python manage.py serve_demo

test: ## Lint, formats, types, migrations, every test on SQLite and PostgreSQL, a real browser.
	@bin/environment test
	@bin/test

trust: ## The same with many more trials of every property: half an hour and more.
	@bin/environment test
	@TRUST=1 bin/test

fuzz: ## Send 5,000 mutated workbooks and 10,000 mutated forms, seeded (FUZZ_SEED=...), rows compared before and after.
	@bin/environment test
	@FUZZ=1 .venv/bin/pytest -q -s tests/test_fuzz.py

quick: ## Lint and tests of what you changed, in seconds (ROOM=ledger/loans for one room).
	@bin/environment test
	@bin/quick $(ROOM)

bench: setup ## Measure the product on scratch data and print one table (DATABASE=postgresql beside the other).
	@bin/bench $(DATABASE)

load: ## Two hundred facilitators at once on gunicorn and PostgreSQL: how long each waits, and no book disagrees.
	@bin/environment test
	@bin/load

format: ## Put Python and templates into the house format.
	@bin/environment test
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

lock: ## Pin anew what pyproject.toml names, with hashes.
	@bin/lock

audit: ## Ask the public list of known weaknesses about every pinned package; needs a network, says so without one.
	@bin/audit
