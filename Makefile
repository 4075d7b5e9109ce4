# Everything a developer does. `make help` lists it; what needs a virtual environment makes it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
LOCKS := requirements.lock requirements-build.lock
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

HOST ?= 127.0.0.1
PORT ?= 8080
OCPP ?= 127.0.0.1:9000
PORTAL := $(BIN)/python tools/portal.py
SERVE := $(BIN)/chargehouse serve --http $(HOST):$(PORT) --ocpp $(OCPP)

.PHONY: help
help: ## Show this list.
	@echo "make TARGET [VARIABLE=value]"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: portal ## Serve with a demo tenant and simulated chargers. [HOST= PORT=8080 OCPP=127.0.0.1:9000 ARGS=]
	$(SERVE) --demo $(ARGS)

.PHONY: dev
dev: $(DEV) portal ## The same, all logged, and the portal from its sources, shown as they change. [ARGS=]
	CHARGEHOUSE_LOG__LEVEL=debug CHARGEHOUSE_LOG__FORMAT=console \
		$(PORTAL) dev http://$(HOST):$(PORT) $(SERVE) --demo $(ARGS)

.PHONY: portal
portal: $(RUNTIME) ## Build the portal, unless it is built and of these sources.
	@$(PORTAL) build

.PHONY: test
test: $(DEV) portal ## Run the tests. [DATABASE_URL=postgresql://superuser@host/db ARGS="-k offline"]
	TEST_DATABASE_URL="$(DATABASE_URL)" $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder \
		$(ARGS)

.PHONY: check
check: $(DEV) ## Lint, format, types, the house's rules, locks, generated files, the portal's own tests.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/architecture
	$(BIN)/python tools/locks.py
	$(BIN)/python tools/gen_ocpp.py --check
	$(BIN)/python tools/gen_env.py --check
	$(BIN)/chargehouse openapi | diff -u openapi.json - \
		|| { echo "openapi.json is not what the routes say: run 'make gen'" >&2; exit 1; }
	$(PORTAL) run gen --check
	$(PORTAL) run lint
	$(PORTAL) run typecheck
	$(PORTAL) run test

.PHONY: screens
screens: $(DEV) portal ## Look at every page in Chromium; pictures go to screens/. [ARGS="--page stations"]
	$(BIN)/python -m tests.browser.screens $(ARGS)

.PHONY: bench
bench: $(DEV) ## Measure, and write bench/RESULTS.md. [ARGS=]
	$(BIN)/python -m bench.run $(ARGS)

.PHONY: fuzz
fuzz: $(DEV) ## Ask every route of a product of its own anything that fits openapi.json. [ARGS="--only /stations"]
	$(BIN)/python -m tests.fuzz $(ARGS)

.PHONY: gen
gen: $(DEV) ## Write the generated files: OCPP messages, .env.example, openapi.json, the portal's client.
	$(BIN)/python tools/gen_ocpp.py
	$(BIN)/python tools/gen_env.py
	$(BIN)/chargehouse openapi >openapi.json.new
	mv openapi.json.new openapi.json
	$(PORTAL) run gen

.PHONY: migrate
migrate: $(RUNTIME) ## Bring the configured database to the newest schema. [ARGS="--database-url URL"]
	$(BIN)/chargehouse migrate $(ARGS)

.PHONY: lock
lock: $(DEV) ## Pin what pyproject.toml asks for, with hashes. [UPGRADE=--upgrade]
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock
	$(COMPILE) --group build --constraint requirements-dev.lock \
		--output-file requirements-build.lock
	$(BIN)/python tools/locks.py

# What `run` needs; nothing to do where the developers' tools, which include it, are installed.
$(RUNTIME): $(LOCKS) requirements-dev.lock pyproject.toml tools/environment.sh
	@if [ -e $(DEV) ] && [ -z "$$(find $^ -newer $(DEV))" ]; then touch $@; \
	else rm -f $(DEV); sh tools/environment.sh $(VENV) $(LOCKS) && touch $@; fi

$(DEV): requirements-dev.lock pyproject.toml tools/environment.sh
	@sh tools/environment.sh $(VENV) requirements-dev.lock && touch $@ $(RUNTIME)
