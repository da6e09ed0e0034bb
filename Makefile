# Two commands do everything: `make demo` and `make test`. What they need, they install.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debian packages: to build, to run the smart-card service, to look into papers, to try the pages.
PACKAGES := gcc make pkg-config libpcsclite-dev pcscd util-linux poppler-utils \
            chromium chromium-driver fonts-dejavu-core

# The checker for accessibility; fetched, never copied here.
AXE := target/axe/node_modules/axe-core/axe.min.js

.PHONY: help setup build demo run test simulate torture month bench fuzz-api clean

help:
	@echo "make demo   five people's cards, end to end, on simulated hardware"
	@echo "make run    the same hardware and daemon, left up until Ctrl-C"
	@echo "make test   format, lints, every test"
	@echo "make simulate CARDS=100000 [SEED=1]"
	@echo "            every fault and death of a card, then seeded days in which all of it happens"
	@echo "make torture N=100 [SEED=1]"
	@echo "            N times daemon, pcscd, printer or source are killed in the middle of cards"
	@echo "make month MONTH_CARDS=3000"
	@echo "            a scripted month with a theft, a miscount and a fire; prints the folder of its papers"
	@echo "make fuzz-api FUZZ_SECONDS=180 [FUZZ_SEED=1]"
	@echo "            generated requests (schemathesis, from PyPI) against the served API document"
	@echo "make bench  speed and size against floors and peers"

setup:
	@missing=(); for package in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing+=($$package); \
	done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  echo "installing $${missing[*]}"; \
	  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  $$as_root apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null; \
	fi
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from your distribution or by rustup"; exit 1; }

build: setup
	@echo "building; the first time takes some minutes"
	@cargo build --workspace --bins --lib

demo: build
	@hw-sim/demo.sh

run: build
	@hw-sim/demo.sh --stay

$(AXE):
	@command -v npm >/dev/null || { \
	  echo "installing npm"; \
	  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  $$as_root apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends npm >/dev/null; \
	}
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix target/axe axe-core@4

test: build $(AXE)
	cargo fmt --all --check
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	cargo test --workspace

# With a seed one story is told again; without one every single fault and death comes, too.
CARDS ?= 10000
simulate: setup
	CARDS=$(CARDS) SEED=$(SEED) cargo test --quiet --release --test it \
	  $(if $(SEED),simulation::long,simulation::) -- --nocapture --test-threads=1

# The same seed strikes the same at the same moments of the work.
N ?= 100
torture: build
	N=$(N) SEED=$(SEED) cargo test --quiet --test it torture:: -- --ignored --nocapture --test-threads=1

MONTH_CARDS ?= 3000
MONTH_PAPERS ?= $(CURDIR)/target/month/papers
month: setup
	@rm -rf $(MONTH_PAPERS)
	MONTH_CARDS=$(MONTH_CARDS) MONTH_PAPERS=$(MONTH_PAPERS) cargo test --quiet --release --test it \
	  simulation::month -- --nocapture

bench: setup
	@cargo build --quiet --release --workspace --bins --lib
	cargo bench --quiet --no-fail-fast --bench '*'

# Needs python3 with venv, and curl.
fuzz-api: build
	FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) tests/fuzz-api.sh

clean:
	cargo clean
	rm -rf $${TMPDIR:-/tmp}/cetakd-demo.*
