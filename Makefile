# Every target sets up what it needs; see scripts/ for what they do.
PORT ?= 8069
ADDON ?=
TAGS ?=
PYTHON ?= python3
RUN = $(PYTHON) scripts

.PHONY: help run test tours lint fix pot check-po coverage screenshots bench shell stop clean distclean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null || grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

run: ## Set up what is missing and serve Gestor with demo data (PORT=8069)
	@$(RUN)/run.py --port="$(PORT)"

test: ## Static checks and all tests on a fresh database (ADDON=name, TAGS=/addon:Class)
	@$(RUN)/test.py --addon="$(ADDON)" --tags="$(TAGS)"

tours: ## Only the tests that drive a browser
	@$(RUN)/test.py --addon="$(ADDON)" --tags=gestor_tour --no-lint

lint: ## Static checks only
	@$(RUN)/lint.py

fix: ## Let the formatters rewrite the files, then check
	@$(RUN)/lint.py --fix

pot: ## Export translatable terms and merge them into Polish (ADDON=name)
	@$(RUN)/pot.py --addon="$(ADDON)"

check-po: ## Check that Polish is complete (ADDON=name)
	@$(RUN)/pot.py --check --addon="$(ADDON)"

coverage: ## All tests with a report of the lines they execute
	@$(RUN)/test.py --addon="$(ADDON)" --coverage --no-lint

screenshots: ## Make the pictures of docs/img anew
	@$(RUN)/screenshots.py

bench: ## Measure against the host and print ratios
	@$(RUN)/bench.py

shell: ## A Python shell on the demo database
	@$(RUN)/shell.py

stop: ## Stop the server and the project's PostgreSQL
	@$(RUN)/stop.py

clean: ## Stop, and delete databases and logs (downloads are kept)
	@$(RUN)/clean.py

distclean: ## Delete everything that the scripts made
	@$(RUN)/clean.py --all
