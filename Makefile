# Every target sets up what it needs. On a fresh machine: git, make, Python 3.11+ and a C compiler (installed if it can be).
PYTHON ?= $(shell for p in python3.11 python3.12 python3 python3.13; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
WORKERS ?= 2
EDITOR := hatch_build.py api/editor/package.json api/editor/package-lock.json api/editor/build.js $(wildcard api/editor/src/*.js)
WITHOUT_EDITOR := test -f api/huilao_api/pages/static/editor.js || echo "没有建成规则文件的编辑器（连不上 npm）：编辑草稿时用普通文本框 / the editor of rule files was not built (npm could not be reached): drafts are edited in a plain text box" >&2

.PHONY: serve test test-quick check fmt bench bench-quick load soak breaks cases conformance docs pictures lock clean

serve: $(VENV)/run  ## a demonstration: an account and a key that last until it is stopped
	$(BIN)/huilao serve --demo

test test-quick: export PYTHONDONTWRITEBYTECODE :=  # hundreds of commands are started, and none should compile all modules anew

test: $(VENV)/dev  ## everything
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup

test-quick: $(VENV)/dev  ## under a minute: the language, what is read of a person, the decision and its proofs
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup \
	  tests/language tests/yaml tests/profile tests/decide tests/explain tests/answers tests/test_agreement.py

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/huilao check

fmt: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

soak: $(VENV)/dev  ## 1,000,000 cases of agreement between the interpreters, and more random cases of the laws and of edits than `make test` tries
	$(BIN)/python tests/soak.py

breaks: $(VENV)/dev  ## the deliberate breaks of tests/breaks.yaml, each in a copy of the tree, and whether the tests see them
	$(BIN)/python tests/breaks.py

cases: $(VENV)/dev  ## the generated cases of every benefit, made anew: read what changed in them
	$(BIN)/pytest -q -n0 tests/scenarios/test_cases.py --reset-golden

conformance: $(VENV)/dev  ## the cases that another engine is held to, made anew: read what changed in them
	$(BIN)/pytest -q -n0 tests/conformance --reset-golden

docs: $(VENV)/dev  ## what the examples of the READMEs and docs/ print, made anew: read what changed in them
	$(BIN)/pytest -q -n0 tests/reading/test_language_page.py tests/examples/test_patterns.py tests/test_library_page.py tests/test_docs.py --reset-golden

pictures: $(VENV)/dev  ## the pictures of the READMEs and of the pages, where Chromium is on the machine
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/pages.py

bench: benchmarks/.venv/ready  ## everything beside its peers, and benchmarks/REPORT.md with charts: some 25 minutes (BENCH=--long: some hours)
	benchmarks/.venv/bin/python benchmarks/bench.py $(BENCH)

bench-quick: benchmarks/.venv/ready  ## the same but for `verify`, in some two minutes, in benchmarks/results/
	benchmarks/.venv/bin/python benchmarks/bench.py --quick $(BENCH)

load: benchmarks/.venv/ready  ## the service under load beside a bare endpoint, in benchmarks/results/ (BENCH=--long: 200,000 requests and its memory too)
	benchmarks/.venv/bin/python benchmarks/bench.py --only load $(BENCH)

lock: $(VENV)/dev
	$(PIP) install -q uv
	$(BIN)/uv pip compile pyproject.toml --extra register --extra service --extra verify --extra mcp --extra postgresql --universal --python-version 3.11 --no-emit-index-url --no-annotate --generate-hashes -q \
	  --custom-compile-command "make lock" -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-emit-index-url --no-annotate --generate-hashes -q \
	  --custom-compile-command "make lock" -o requirements-dev.lock

clean:
	rm -rf $(VENV) benchmarks/.venv

# durable-rules comes as source: its C core is compiled once
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本 / Python 3.11 or later is needed" >&2; exit 1; }
	@command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 && apt-get update -q && apt-get install -qy gcc libc6-dev python3-dev; } \
	  || { echo "需要 C 编译器（如 apt install gcc python3-dev） / a C compiler is needed" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.lock pyproject.toml $(EDITOR) | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements.lock
	$(PIP) install -q --no-deps -e .
	@$(WITHOUT_EDITOR)
	@touch $@

$(VENV)/dev: requirements-dev.lock pyproject.toml $(EDITOR) | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements-dev.lock
	$(PIP) install -q --no-deps -e .
	@$(WITHOUT_EDITOR)
	@touch $@ $(VENV)/run

benchmarks/.venv/ready: benchmarks/requirements.txt requirements.lock | $(VENV)/bin/python
	$(PYTHON) -m venv benchmarks/.venv
	benchmarks/.venv/bin/python -m pip --disable-pip-version-check install -q -r requirements.lock
	benchmarks/.venv/bin/python -m pip --disable-pip-version-check install -q -r benchmarks/requirements.txt
	benchmarks/.venv/bin/python -m pip --disable-pip-version-check install -q --no-deps -e .
	@touch $@
