# fp: log files into answers. `make help` lists what there is.

PREFIX ?= /usr/local
FILTERS := fp-watch fp-route fp-parse fp-analyze fp-stats
PROGRAMS := $(FILTERS) fp-serve
BIN := .build/release
SHELL_FILES = $$(git ls-files -z | xargs -0 grep -lIE '^\#!.*(bash|/sh)$$' | grep -v '^Tests/Transcripts/')

.PHONY: help build release demo test check bench install clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

build: ## debug build of everything, tests included
	@pipelines/setup build
	swift build --build-tests

release: ## the six programs, optimised and statically linked, in .build/release
	@pipelines/setup build
	@pipelines/build $(PROGRAMS)

demo: ## build, make sample logs, process them, show the result
	@pipelines/demo

test: ## set up what the tests need, build, run all tests
	@pipelines/setup test
	@Tests/run-all

check: ## formatting, shell scripts, layout
	@pipelines/setup test
	swift format lint --strict --recursive Package.swift Sources Tests
	shellcheck $(SHELL_FILES)
	Tests/check-layout

bench: ## compare speed and memory with mawk and jq on one core (SMALL=1: seconds, no figures)
	@pipelines/setup bench
	@Benchmarks/run $(if $(SMALL),--small)

install: release ## copy the programs to PREFIX/bin (default /usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(addprefix $(BIN)/,$(PROGRAMS)) $(DESTDIR)$(PREFIX)/bin

clean: ## remove the build; asks before it removes watch_dir and results
	rm -rf .build
	@if [ -e watch_dir ] || [ -e results ]; then \
	    printf 'Also delete watch_dir and results, with all logs in them? [y/N] '; \
	    read -r answer && [ "$$answer" = y ] && rm -rf watch_dir results || echo 'kept'; \
	fi
