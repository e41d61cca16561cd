# make run, make test: each does all of its own set-up. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
# A database address for what only reads the settings (linters, type checker); nothing connects to it.
NO_DATABASE := DATABASE_URL=postgresql://niemand@127.0.0.1:1/geen

# Every process that a test starts would compile the whole project again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test test-snel check fix bench duurproef mutate setup lock

help: ## deze lijst
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 20

run: setup ## het portaal op http://127.0.0.1:8000 (PORT=… voor een andere poort)
	@$(PY) manage.py start --port $(PORT)

test: setup $(VENV)/.chromium ## alle tests, ook in een echte browser
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-snel: setup ## de tests zonder browser
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser"

check: setup ## linters, formatter, types, importcontract, migraties
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(NO_DATABASE) $(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2 --check
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check --fail-level WARNING

fix: setup ## herstelt wat de linters zelf kunnen herstellen
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2

bench: setup ## de budgetten van docs/budgetten.md, als verhoudingen in één meting
	@$(PY) manage.py bench

duurproef: setup ## lezers, bewerkers en publicaties samen: nul fouten, vlak geheugen (MINUTEN=2, PER_SECONDE=50)
	@$(PY) manage.py duurproef --minuten $(or $(MINUTEN),2) --per-seconde $(or $(PER_SECONDE),50)

mutate: setup ## merken de tests een fout in een regel? (MODULES="tarieven/perioden.py …", HOOGUIT=… per module, STEEKPROEF=…)
	@$(PY) -m tests.mutate --hooguit $(or $(HOOGUIT),0) --steekproef $(or $(STEEKPROEF),0) $(MODULES)

setup: $(VENV)/.klaar $(VENV)/.pakketten static/build/.klaar ## alles wat nodig is, zonder iets te starten

lock: $(VENV)/.klaar ## nieuwe sloten op de versies (alleen namen, versies en hashes)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@for set in prod dev; do \
		$(PY) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
			--custom-compile-command "make lock" $$([ $$set = dev ] && echo --extra dev) pyproject.toml -o requirements/$$set.txt; \
	done

$(VENV)/.klaar: requirements/dev.txt
	@sh scripts/vereisten.sh $(PYTHON)
	@echo "Python-omgeving maken …"
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.pakketten: $(VENV)/.klaar scripts/debian.sh
	@sh scripts/debian.sh pango
	@touch $@

$(VENV)/.chromium: $(VENV)/.klaar scripts/debian.sh
	@sh scripts/debian.sh chromium
	@touch $@

node_modules/.klaar: package-lock.json
	@echo "Stijlbladen en letters ophalen …"
	@npm ci --silent --no-audit --no-fund
	@touch $@

static/build/.klaar: node_modules/.klaar scripts/build_static.mjs $(wildcard static/css/*.css static/js/*.js)
	@echo "Stijlbladen bouwen …"
	@npm run --silent build
	@touch $@
