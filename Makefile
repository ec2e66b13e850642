# Two commands matter: `make demo` and `make test`. `make help` lists the rest.

export CGO_ENABLED ?= 0
export PATH := $(CURDIR)/.tools/bin:$(PATH)

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSITYGW   := github.com/versity/versitygw/cmd/versitygw@v1.8.0
FAKEGCS     := github.com/fsouza/fake-gcs-server@v1.56.1

# What is optimised by; see `make profile`. It takes some percent of the time off a
# scan, and more than twice the time to build: PGO=off builds without.
PGO ?= $(CURDIR)/test/way.pgo

.PHONY: help build demo test race tools vet bench bench-against bench-peers bench-formats bench-probes bench-resolve profile fuzz quality clean

help:  ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

build: bin/hemostat  ## build bin/hemostat, one static binary

bin/hemostat: FORCE
	$(GO) build -trimpath -ldflags "-s -w" -pgo=$(PGO) -o $@ ./cmd/hemostat
FORCE:

demo: build  ## the main job on a synthetic leak: no server, no account, no question
	./bin/hemostat demo

# What several goroutines share is tested once more under the race detector,
# which takes five to ten times as long; `make race` does so with everything,
# the commands included. Of the two libraries it is the tests that share one
# engine or extractor.
SHARING := -run '^(TestFiles|TestHostMemoIsExact|TestConcurrent)$$' ./extract ./detect/...
RACY := ./internal/campaign ./internal/catalog ./internal/inquiry ./internal/ledger \
	./internal/scan ./internal/scope ./internal/seal ./internal/probe ./internal/register ./internal/discover ./source/...

test: tools vet  ## everything that is tested, with what the tests need
	$(GO) test -timeout 15m ./...
	CGO_ENABLED=1 $(GO) test -race -short -timeout 15m $(SHARING)
	CGO_ENABLED=1 $(GO) test -race -short -timeout 15m $(RACY)

race: tools  ## all tests under the race detector
	CGO_ENABLED=1 $(GO) test -race -timeout 40m ./...

vet:
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

tools: .tools/ready .tools/peers.json  ## servers, a browser, tesseract and peers' examples for the tests

# The examples of other scanners' rule tests: their modules are fetched and read
# here, so that nothing of theirs is in go.mod or in the repository.
.tools/peers.json: $(wildcard test/peers/*)
	@mkdir -p .tools
	cd test/peers && GOFLAGS=-mod=mod $(GO) run . >$(CURDIR)/$@.new
	mv $@.new $@

.tools/ready: test/servers/package-lock.json Makefile
	@command -v npm >/dev/null || { echo "the tests need npm: apt-get install nodejs npm"; exit 1; }
	npm ci --prefix test/servers --no-audit --no-fund
	GOBIN=$(CURDIR)/.tools/bin $(GO) install $(VERSITYGW)
	GOBIN=$(CURDIR)/.tools/bin $(GO) install $(FAKEGCS)
	sh test/ferretdb.sh $(CURDIR)/.tools/bin/ferretdb
	@sh test/need.sh
	@touch $@

profile:  ## make test/way.pgo anew, after changes to what a scan does
	$(GO) test -trimpath -run '^$$' -bench '^BenchmarkWay$$' -benchtime 1x -cpuprofile test/way.pgo -o /dev/null ./cmd/hemostat

bench:  ## speed and memory, as ratios in one run; see docs/performance.md
	sh test/bench.sh

bench-against:  ## an older build beside this one: make bench-against OLD=path/to/hemostat
	@test -x "$(OLD)" || { echo "say which: make bench-against OLD=path/to/an/older/hemostat"; exit 1; }
	$(MAKE) -s build
	$(GO) run ./internal/bench -against "$(OLD)" -mb 200

bench-formats:  ## how formats are read, beside the tools that unpack or convert them
	$(MAKE) -s build
	sh test/apt.sh zip unzip p7zip-full cpio xz-utils zstd lz4 bzip2 poppler-utils enscript ghostscript xlsx2csv sqlite3 git binutils
	$(GO) run ./internal/bench -formats -mb $${FORMATS_MB:-64}

bench-probes:  ## verdicts a second, over names and over a network on loopback, beside nmap
	@sh test/have.sh nmap || sh test/apt.sh nmap
	@$(MAKE) -s build
	$(GO) run ./internal/bench -probes $${PROBES:-100000}

bench-resolve:  ## from a ledger to persons, organisations and lists, beside talisman: RESOLVE=20000000 mentions
	npm ci --prefix test/linkage --no-audit --no-fund
	@$(MAKE) -s build
	$(GO) run ./internal/bench -resolve $${RESOLVE:-20000000} -people $${PEOPLE:-260000}

bench-peers:  ## other programs beside ours: speed, memory and findings in one run
	sh test/bench-peers.sh

quality:  ## precision and recall against known truth; see docs/quality.md
	$(GO) test -v -count=1 -run Truth ./internal/quality -args -companies 65000

fuzz:  ## each fuzz target for a while: FUZZTIME=30s
	sh test/fuzz.sh $${FUZZTIME:-30s}

clean:
	rm -rf bin .tools test/servers/node_modules
