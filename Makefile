# Countersign's front door.
#
#   make demo      the main job on this machine: enrol, sign, prove, run, receipt, attack, verify (KEEP=1 leaves it running)
#   make test      all fast tests; VECTORS=DIR runs the conformance vectors in DIR as well
#   make soak      every durable step crashed in every way, where make test takes two of the three
#   make check     formatting, warnings as errors, every import declared
#   make build     debug build          make release   optimised build
#   make bench     release build, then every measurement beside its floor; ONLY=log.append.durable for one, or a few
#   make fmt       format the sources   make proto     generate the message code again (needs protoc, protoc-gen-swift)
#   make man       manual pages of the built programs, into .build/man
#   make clean     remove .build, .bench and .demo
#
# Packages that are missing are installed when this runs as root; otherwise the line to type is printed.

SWIFT ?= swift
# The Swift libraries linked in: a program needs no toolchain where it runs, starts in half the time and dirties less memory.
OPTIMISED = $(SWIFT) build -c release --static-swift-stdlib
export SWIFT_BACKTRACE = enable=no

.PHONY: demo test soak check bench build release fmt proto clean deps man

demo: release
	tools/demo

test: deps
	$(SWIFT) build --build-tests
	tools/conformance $(VECTORS)
	$(SWIFT) test --skip-build --skip EndToEndTests
	$(SWIFT) test --skip-build --filter EndToEndTests

soak: deps
	$(SWIFT) build --build-tests
	COUNTERSIGN_SOAK=1 $(SWIFT) test --skip-build --filter 'Crash|Disk'

check: deps
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error

bench: release
	$(OPTIMISED) --product benchmarks
	.build/release/benchmarks $(ONLY)

build: deps
	$(SWIFT) build

release: deps
	$(OPTIMISED) --product countersign-controller
	$(OPTIMISED) --product countersign-agent
	$(OPTIMISED) --product countersign-executor
	$(OPTIMISED) --product countersign
	$(OPTIMISED) --product hostile-controller
	@! grep -lF COUNTERSIGN_FAULT $(addprefix .build/release/countersign,-controller -agent -executor) \
	    || { echo "a release program has fault points; build it with -c release" >&2; exit 1; }

fmt:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

proto:
	cd Sources/Shared/WireMessages && protoc --swift_out=. --swift_opt=Visibility=Package \
	    --swift_opt=UseAccessLevelOnImports=true -I proto proto/countersign.proto

man: build
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) tools/man-pages .build/debug .build/man

clean:
	rm -rf .build .bench .demo

deps:
	@tools/install-dependencies
