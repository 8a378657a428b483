# fp: log files into answers. `make help` lists what there is.

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share/fp
FILTERS := fp-watch fp-route fp-parse fp-analyze fp-stats
PROGRAMS := $(FILTERS) fp-serve
BIN := .build/release
SHELL_FILES = $$(git ls-files -z | xargs -0 grep -lIE '^\#!.*(bash|/sh)$$' | grep -v '^Tests/Transcripts/')

.PHONY: help build release demo run run-watch run-file test soak check bench install build-docker run-docker build-package publish-package clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

build: ## debug build of everything, tests included
	@pipelines/setup build
	swift build --build-tests

release: ## the six programs, optimised and statically linked, in .build/release
	@pipelines/setup build
	@pipelines/build $(PROGRAMS)

demo: ## build, make sample logs, process them, show the result
	@pipelines/demo

run: run-watch ## the same as run-watch

run-watch: ## build, then process what is dropped into watch_dir and show it on a page, as log_processor_config.json says
	@pipelines/setup run
	@pipelines/build $(PROGRAMS)
	@PATH="$$PWD/$(BIN):$$PATH" pipelines/fp-supervise --watch

run-file: ## build, then process the file FILE where it lies, and show a summary of its records
	@[ "$$FILE" ] || { echo 'make run-file: which file? make run-file FILE=path/to/a.log' >&2; exit 64; }
	@pipelines/setup run
	@pipelines/build $(FILTERS) >&2
	@PATH="$$PWD/$(BIN):$$PATH" pipelines/fp-supervise --input "$$FILE"

test: ## set up what the tests need, build, run all tests
	@pipelines/setup test
	@Tests/run-all

soak: ## the tests of faults at full length: kills, failing system calls, power cuts, every state of the model, damaged input (hours)
	@pipelines/setup test
	swift build --build-tests
	FP_SOAK=1 swift test --skip-build --filter MutationTests
	@for script in Tests/pipelines/protocol-model.sh Tests/faults/*.sh; do FP_SOAK=1 "$$script" --bin .build/debug || exit; done

check: ## formatting, shell scripts, layout
	@pipelines/setup test
	swift format lint --strict --recursive Package.swift Sources Tests
	shellcheck -x $(SHELL_FILES)
	Tests/check-layout

bench: ## compare speed and memory with mawk and jq on one core (SMALL=1: seconds, no figures)
	@pipelines/setup bench
	@Benchmarks/run $(if $(SMALL),--small)

install: release ## copy the programs to PREFIX/bin (default /usr/local), processors and rules to PREFIX/share/fp
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(addprefix $(BIN)/,$(PROGRAMS)) pipelines/fp-supervise $(DESTDIR)$(PREFIX)/bin
	install -d $(SHARE)/processors
	install -m 644 pipelines/fp-supervise.jq pipelines/fp-supervise.run pipelines/rules.json $(SHARE)
	install pipelines/fp-supervise.tap $(SHARE)
	cp -p processors/* $(SHARE)/processors

build-docker: ## the container image fp:latest, with docker, podman or buildah
	@pipelines/image build

run-docker: ## watch watch_dir in a container, with the dashboard on 127.0.0.1:8000
	@pipelines/image run

build-package: release ## dist/fp-VERSION-linux-ARCH.tar.gz with its checksum
	@pipelines/package

publish-package: ## copy what build-package made into the folder DEST, and make its index anew
	@pipelines/publish "$$DEST" dist/fp-$$(pipelines/version)-linux-$$(uname -m).tar.gz

clean: ## remove the build and dist; asks before it removes watch_dir and results
	rm -rf .build dist
	@if [ -e watch_dir ] || [ -e results ]; then \
	    printf 'Also delete watch_dir and results, with all logs in them? [y/N] '; \
	    read -r answer && [ "$$answer" = y ] && rm -rf watch_dir results || echo 'kept'; \
	fi
