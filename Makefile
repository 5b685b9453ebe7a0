# Maison commune: every entry point of the repository. `make help` lists them.
# The work is done by deploy/local, plain Python 3.11 that needs nothing installed.

PYTHON ?= python3
PORT ?= 8000
export PORT PYTEST_ARGS BENCH_ARGS

.DEFAULT_GOAL := help
.PHONY: demo demo-reset test test-complet check bench assets help

demo: ## Install, start the servers and the site, print the address and the accounts (PORT=8000)
	@$(PYTHON) -m deploy.local demo

demo-reset: ## Empty the demo: its database, keys and files
	@$(PYTHON) -m deploy.local demo-reset

test: ## Run every test, browser included (PYTEST_ARGS="tests/journal -k relais")
	@$(PYTHON) -m deploy.local test

test-complet: ## The same with every role, width and theme
	@$(PYTHON) -m deploy.local test-complet

check: ## Linters, types, import contracts, migrations, production settings, templates
	@$(PYTHON) -m deploy.local check

bench: ## Measure against the rivals; the table is also written under var/bench/
	@$(PYTHON) -m deploy.local bench

assets: ## Fetch the fonts into socle/ui/static/vendor/ (needs Node.js)
	@$(PYTHON) -m deploy.local assets

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
