# `make help` lists the targets. Python 3.11, make and a package index are all that is needed.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Processes that tests run in.
JOBS ?= 2
# Where `make backup` puts them.
BACKUPS ?= backups
# Tests to run, as in `make test T=tests/ledger`.
T ?= tests

.DEFAULT_GOAL := help
.PHONY: books matrix demo-code count-report oracle load growth count-speed chaos backup restore-drill pitr-drill help run test check assurance screenshots format messages requirements clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/runtime ## Serve the demonstration on 127.0.0.1:$PORT (8000); destroys nothing
	@PORT=$(PORT) sh mws/deploy/serve-demo

demo-code: $(VENV)/runtime ## Print the code that USER=name (a role of /demo/) signs in with now
	@$(MANAGE) demo_code $(USER)

test: $(VENV)/development ## Run the whole suite: on SQLite, and on PostgreSQL if TEST_DATABASE_URL is set
	@JOBS=$(JOBS) sh .ci/test $(T)

check: $(VENV)/development ## Format, lint, imports, types, templates, deployment, migrations, texts, books
	@sh .ci/check

assurance: $(VENV)/development books ## Look at every page in every state, measure its speed, keep the promises of books and vote in full; takes hours
	@EVERY_STATE=1 $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal tests/browser tests/matrix/test_no_partial_result.py
	@$(BIN)/python -m tests.browser.speed
	@$(BIN)/python -m tests.load.seal_assurance
	@$(BIN)/python -m tests.load.package_assurance
	@$(BIN)/python -m tests.load.receipt_assurance
	@case "$$DATABASE_URL" in postgres*) \
	  $(BIN)/python -m tests.load.close_assurance && $(BIN)/python -m tests.load.dump_assurance ;; \
	  *) echo "V7 and V11 in full need row locks and a server: DATABASE_URL=postgres://… make assurance" ;; esac
	@BALLOTS=10000 HISTORIES=10000 $(BIN)/python -m pytest -q -n0 \
	  tests/voting/polls/test_histories.py tests/voting/polls/test_illegal_posts.py
	@MUTATIONS=100000 $(BIN)/python -m pytest -q -n0 -k damaged tests/voting/counting/test_properties.py
	@[ -z "$(PABULIB_DIR)" ] || $(BIN)/python -m tests.load.anomaly_assurance

# With DATABASE_URL=postgres://… as well: rivals are threads there, and processes on SQLite.
books: $(VENV)/development ## The heavy checks of the books: random years, rivals, keys, tampering, pages; takes hours
	@OPERATIONS=100000 $(BIN)/python -m pytest -q -n0 -s tests/ledger/test_random_operations.py
	@for check in last_yuan same_key year_closes tampering splits; do \
	  $(BIN)/python -m tests.assurance.$$check || exit 1; \
	done
	@$(BIN)/python -m tests.assurance.crawl_money

count-report: $(VENV)/runtime ## Count every .pb file of PABULIB_DIR and compare with what its city chose
	@$(BIN)/python -m voting.counting.report $(PABULIB_DIR)

oracle: ## Compare the count with pabutools, in an environment of its own, on PABULIB_DIR
	@$(PYTHON) -m venv .cache/oracle
	@.cache/oracle/bin/python -m pip install --quiet -r tests/oracle/requirements.txt
	@.cache/oracle/bin/python tests/oracle/compare.py $(PABULIB_DIR) --add1

load: $(VENV)/development ## Measure the production configuration under visitors (PostgreSQL); LOAD="--communities 645 …"
	@$(BIN)/python -m tests.load.run $(LOAD)
	@$(BIN)/python -m tests.load.assurance

growth: $(VENV)/development ## Time public pages on cities of 100 to 130,000 proposals
	@$(BIN)/python -m tests.load.growth $(SIZES)
	@$(BIN)/python -m tests.load.assurance

count-speed: $(VENV)/development ## Time the count on synthetic and real elections
	@$(BIN)/python tests/load/count_speed.py

chaos: $(VENV)/development ## Kill web, clock, worker and a PostgreSQL of its own at work; count what is lost
	@$(BIN)/python -m tests.chaos.run $(CHAOS)
	@$(BIN)/python -m tests.chaos.notices $(NOTICES)
	@$(BIN)/python -m tests.load.assurance

backup: $(VENV)/runtime ## Back up database, media and private files to BACKUPS (backups/)
	@$(MANAGE) backup $(BACKUPS)

restore-drill: $(VENV)/runtime ## Back up, bring it back beside the site, check books, trail and votes there
	@REPORT=docs/reports/restore.json $(BIN)/python mws/deploy/restore_drill.py

pitr-drill: $(VENV)/development ## Turn a throw-away PostgreSQL back to a moment before a mistake
	@$(BIN)/python -m tests.chaos.point_in_time

matrix: $(VENV)/development ## Write anew who may do what (tests/matrix/golden); read the diff
	@$(BIN)/python -m tests.matrix.golden

screenshots: $(VENV)/development ## Write pictures of all pages to screenshots/, with an index.html
	@$(BIN)/python -m tests.browser.screenshots $(PAGES)

format: $(VENV)/development ## Put Python and templates into the house's form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .
	@git ls-files -z -- "*.html" | xargs -0 $(BIN)/djade --target-version 5.2

messages: $(VENV)/development ## Collect the texts to translate into both catalogues and compile them
	@$(MANAGE) messages

requirements: $(VENV)/development ## Compile requirements*.in into requirements*.txt
	@for file in requirements requirements-dev; do \
	  UV_CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/uv pip compile --quiet --upgrade $$file.in -o $$file.txt; \
	done

clean: ## Remove caches; the database, files and .venv stay
	@rm -rf .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# What is installed is noted in .venv, so that nothing is installed twice.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the site needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what development needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/runtime
