# Debian or Ubuntu with Swift 6.2 or later. `make run` is all it takes.

PREFIX ?= /usr/local
DESTDIR ?=
PACKAGES = libyaml-dev libjpeg-dev libpng-dev zlib1g-dev
SOURCES = Package.swift Sources Tests Benchmarks/kernels
RUNNER = .build/release/runner
# For `runner --version`. Only if this is a repository itself: an archive may have been unpacked inside another.
export RUNNER_COMMIT := $(if $(wildcard .git),$(shell git describe --always --dirty --exclude='*' 2>/dev/null))

.DEFAULT_GOAL := help
.PHONY: help run sweep search examples published published-mnist mnist-best test words torture torture-specs torture-data torture-faults torture-kills arm64 bench bench-quick kernel-bench format lint tools build dependencies install package package-test uninstall clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: build ## Train both experiments on MNIST, write results/, print the comparison.
	$(RUNNER) experiments/dense.yaml experiments/conv.yaml

sweep: build ## Train dense.yaml with six batch sizes, rank them: results/batchsizes.csv.
	$(RUNNER) sweep experiments/batchsizes

search: build ## Search dense.yaml's rate, batch size and width by a grid and by asha: results/dense-grid.csv, dense-asha.csv.
	$(RUNNER) sweep experiments/search/grid.yaml
	$(RUNNER) sweep experiments/search/asha.yaml

examples: build ## Train the examples on tables and pictures.
	for name in auto-mpg breast-cancer penguins shapes; do $(RUNNER) experiments/$$name.yaml || exit; done

# A few minutes on two cores, two and a half of them for MNIST-1D. Fashion-MNIST has to be installed: dataset-fashion-mnist.
published: build ## Repeat published results over ten seeds each: Documentation/published.md.
	@$(call repeat,experiments/published/*.yaml)

# An estimate: two hours on two cores.
published-mnist: build ## The same for MNIST's published results.
	@$(call repeat,$(filter-out %/mnist-best.yaml,$(wildcard experiments/published/mnist/*.yaml)))

# Each spec's mean and deviation; one that fails, for want of its data, does not keep the others from it.
define repeat
	status=0; \
	for spec in $(1); do \
	  $(RUNNER) sweep $$spec --results .build/published --progress none >.build/published.txt || { status=$$?; continue; }; \
	  echo "$$spec: $$(grep '^Over' .build/published.txt)"; \
	done; \
	exit $$status
endef

# Forecast: 38 minutes on two cores.
mnist-best: build ## Train mnist-fast.yaml's network for longer, with five seeds: results/mnist-best.csv.
	$(RUNNER) sweep experiments/published/mnist/mnist-best.yaml

# Without testable imports, which would be another build: the tests run what users run, and nothing is built twice.
test: dependencies ## Run all tests.
	swift test -c release --disable-testable-imports

# The long forms of tests whose short forms are in `make test`.
torture: torture-specs torture-data torture-faults torture-kills ## The long forms of the tests of faults and hostile input: SPECS=1000000 mutants from SEED=1.

SPECS ?= 1000000
SEED ?= 1

# Part of what `make words` prints; it changes with each message that is improved on purpose.
WORDS = d73c9b3edaf8ecb4d016fb359a4ebd84267769610e4646195d16748e408cebea

# What a user reads about 200,000 mutants, as one hash: compare before and after refactoring.
words: dependencies
	swift build -c release --product spec-torture
	.build/release/spec-torture --count 200000 --seed 1 experiments/dense.yaml experiments/conv.yaml experiments/batchsizes/batch-64.yaml \
	  >.build/words.txt || { cat .build/words.txt; exit 1; }
	@cat .build/words.txt
	@grep -qF $(WORDS) .build/words.txt || { echo 'make words: a message or a resolved spec is another: expected $(WORDS)' >&2; exit 1; }

# Under the address sanitizer, in one process. Its leak detector mistakes Swift's tagged pointers for lost memory.
torture-specs: dependencies
	swift build -c release --sanitize address --product spec-torture --scratch-path .build-asan
	ASAN_OPTIONS=detect_leaks=0 .build-asan/release/spec-torture --count $(SPECS) --seed $(SEED) \
	  experiments/dense.yaml experiments/conv.yaml experiments/batchsizes/*.yaml

# Tables, arrays and pictures: FILES mutants of each kind, likewise under the address sanitizer. Their files are in memory: on a disk, most of
# the time is waiting for it.
FILES ?= 250000

torture-data: dependencies
	RUNNER_TABLE_MUTANTS=$(FILES) ASAN_OPTIONS=detect_leaks=0 TMPDIR=$(if $(wildcard /dev/shm),/dev/shm,/tmp) \
	  swift test -c release --disable-testable-imports --sanitize address --scratch-path .build-asan --no-parallel --filter MutationTests

# Each system call made to fail in turn; both networks under the thread sanitizer; memory over 100 validations.
torture-faults: dependencies
	Scripts/torture-faults.sh

# kill -9 at random moments of seven kinds of runs; RUNNER_TORTURE_SEED repeats them.
KILLS ?= 300

torture-kills: dependencies
	RUNNER_TORTURE_KILLS=$(KILLS) swift test -c release --disable-testable-imports --filter KillTests

arm64: build ## Build for arm64 and compare its results with these, under QEMU: as root, about ten minutes.
	Scripts/arm64.sh

bench: build kernel-bench ## Measure speed, start-up and memory beside the peers that are installed: about 15 minutes.
	python3 Benchmarks/bench.py

bench-quick: build ## The same with fewer stacks and rounds: under 2 minutes.
	python3 Benchmarks/bench.py --quick

# The speed of each kernel on one core; `make bench` appends its tables.
kernel-bench: dependencies
	swift build -c release --product kernel-bench

# Not PyTorch, whose usual package is several gigabytes: .build/python/bin/pip install torch, or RUNNER_PYTHON=INTERPRETER.
tools: ## Install what the tests of exported files read them with, from PyPI into .build/python.
	python3 -m venv .build/python
	.build/python/bin/pip install --quiet --requirement Tests/RunnerTests/Tools/requirements.txt

build: dependencies
	swift build -c release --product runner

format: ## Format all Swift sources.
	swift format --in-place --recursive --parallel $(SOURCES)

lint: ## Check the format of all Swift sources.
	swift format lint --strict --recursive --parallel $(SOURCES)

# Installs what is missing and nothing else, so that a second run has nothing to ask.
dependencies:
	@command -v swift >/dev/null || { echo 'make: Swift 6.2 or later is needed: https://www.swift.org/install' >&2; exit 1; }
	@if command -v dpkg >/dev/null; then \
	  missing=; \
	  for package in $(PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	  if [ -n "$$missing" ]; then \
	    echo "Installing$$missing"; \
	    [ "$$(id -u)" = 0 ] && root= || root=sudo; \
	    install="$$root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $$missing"; \
	    $$install || { $$root apt-get update && $$install; }; \
	  fi; \
	else \
	  for header in yaml.h jpeglib.h png.h zlib.h; do \
	    [ -e /usr/include/$$header ] || { echo "make: $$header is missing: install libyaml, libjpeg-turbo, libpng and zlib with their headers" >&2; exit 1; }; \
	  done; \
	fi

SHARE = $(DESTDIR)$(PREFIX)/share
STATIC = .build-static/release/runner

install: dependencies ## Put runner, its data, examples, manual page and completions under PREFIX (/usr/local); DESTDIR is respected.
	swift build -c release --product runner --static-swift-stdlib -Xlinker -s --scratch-path .build-static
	install -D -m 755 $(STATIC) "$(DESTDIR)$(PREFIX)/bin/runner"
	install -d "$(SHARE)/runner/mnist" "$(SHARE)/runner/experiments/batchsizes" "$(SHARE)/runner/experiments/search" "$(SHARE)/man/man1"
	install -m 644 Sources/Data/Datasets/mnist/* "$(SHARE)/runner/mnist"
	install -m 644 experiments/*.yaml "$(SHARE)/runner/experiments"
	cp -R --no-preserve=mode,ownership experiments/data experiments/published "$(SHARE)/runner/experiments"
	install -m 644 experiments/batchsizes/*.yaml "$(SHARE)/runner/experiments/batchsizes"
	install -m 644 experiments/search/*.yaml "$(SHARE)/runner/experiments/search"
	install -d "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" "$(SHARE)/fish/vendor_completions.d"
	Scripts/man-page.sh $(STATIC) >.build-static/runner.1
	for shell in bash zsh fish; do \
	  $(STATIC) --generate-completion-script $$shell >.build-static/runner.$$shell || exit; \
	done
	# A spec's file may take the place of a command's name.
	sed -i 's/^complete -o filenames/& -o default/' .build-static/runner.bash
	$(STATIC) schema >.build-static/runner.schema.json
	install -m 644 .build-static/runner.schema.json "$(SHARE)/runner/runner.schema.json"
	install -m 644 .build-static/runner.1 "$(SHARE)/man/man1/runner.1"
	install -m 644 .build-static/runner.bash "$(SHARE)/bash-completion/completions/runner"
	install -m 644 .build-static/runner.zsh "$(SHARE)/zsh/site-functions/_runner"
	install -m 644 .build-static/runner.fish "$(SHARE)/fish/vendor_completions.d/runner.fish"

package: ## Make a tarball and a .deb in .build-package: a program that needs no Swift.
	Scripts/package.sh

# Root only, and a few minutes for downloads.
package-test: ## Install them into clean Debian 12 and 13 and train there.
	Scripts/package-test.sh

uninstall: ## Remove what install has put there.
	rm -f "$(DESTDIR)$(PREFIX)/bin/runner" "$(SHARE)/man/man1/runner.1" "$(SHARE)/bash-completion/completions/runner" \
	  "$(SHARE)/zsh/site-functions/_runner" "$(SHARE)/fish/vendor_completions.d/runner.fish"
	rm -rf "$(SHARE)/runner"

clean: ## Remove what was built; results stay.
	rm -rf .build .build-static .build-asan .build-package
