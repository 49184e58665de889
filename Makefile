# Two commands do all the set-up on a fresh machine:
#   make run    builds and starts the service
#   make test   passes every test, installing what it needs where it may
SHELL := /bin/bash
GO ?= go
BIN := bin/mediasock
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
# nodynamic puts the decoders of HEIC and AVIF into the binary (library/heif).
TAGS := nodynamic
BUILD := $(GO) build -trimpath -tags $(TAGS) -ldflags "-s -w -X main.version=$(VERSION)"
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: help run build test deps lint unit cross seeds bench-previews bench-background bench-wire bench-store bench-search bench-idle tus-cuts fuzz mutants conformance fsck-flips test-services crash-kills crash-power io-faults bench-upload bench-client load clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

build: ## the binary, in bin/
	CGO_ENABLED=0 $(BUILD) -o $(BIN) ./cmd/mediasock

run: build ## build and start the service; its data is in ./data
	@$(BIN) serve --data $(CURDIR)/data

test: deps lint unit cross ## every test

deps:
	@./scripts/deps

lint: ## gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	  if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags $(TAGS) ./library/heif ./cmd/mediasock
	$(GO) tool staticcheck ./...

unit: ## the tests of every package, race detector on
	$(GO) test -race -timeout 20m ./...
	$(GO) test -trimpath -tags $(TAGS) ./library/heif

cross: ## the binary for every platform without cgo, twice with the same bytes
	@./scripts/cross $(PLATFORMS)

seeds: ## faults put into a copy of the tree, each of which a test must find
	$(GO) run ./internal/seeds

bench-previews: ## previews against vipsthumbnail, ImageMagick and image/jpeg
	$(GO) run -tags $(TAGS) ./internal/bench/previews

bench-background: build ## previews of 10,000 photographs in the background (12 GB of the disk), beside the decoder alone
	$(GO) run ./internal/bench/background -program $(BIN)

bench-wire: ## the wire against encoding/xml and mime/multipart, the handshake against net/http
	$(GO) test -run '^$$' -bench . -benchmem ./wire ./atom ./internal/site

bench-search: ## searching 1,000,000 items over HTTP, beside bare SQL; makes them in $TMPDIR once
	$(GO) run ./internal/bench/search

bench-upload: ## uploads against tusd, MinIO, nginx and rclone (as root on ext4 in a file)
	$(GO) run ./internal/bench/upload

bench-client: ## mediasock upload against rclone copy
	$(GO) run ./internal/bench/upload -client

bench-idle: build ## start, memory and size of a service that nobody uses
	$(GO) run ./internal/bench/idle -program $(BIN)

bench-store: ## storing and indexing
	$(GO) test -run '^$$' -bench . -benchmem ./library/disk ./library/sqlite

tus-cuts: ## 1,000 connections of uploads in parts cut at random bytes, each upload completed and compared
	$(GO) test -run Cuts -v ./facade/tus -tus.cuts 1000

fuzz: ## every fuzz target for FUZZTIME (default 30s) each
	./scripts/fuzz

fsck-flips: ## 10,000 bits flipped in stored files: each must be found, none served afterwards
	MEDIASOCK_FLIPS=10000 $(GO) test -run BitFlips -v -timeout 30m ./library

# The campaigns keep their data where a sync is quick, if there is such a place.
CAMPAIGN_DIR := $(shell [ -w /dev/shm ] && echo /dev/shm || echo "$${TMPDIR:-/tmp}")

KILLS ?= 10000

crash-kills: ## the service killed 10,000 times under mixed work of several clients; nothing acknowledged may be lost
	$(GO) test -run '^TestCampaignKills$$' -v -timeout 3h ./cmd/mediasock -campaign.dir $(CAMPAIGN_DIR) -campaign.kills $(KILLS)

CUTS ?= 1000
TUSD := $(CAMPAIGN_DIR)/mediasock-peers/tusd

crash-power: $(TUSD) ## its power cut 1,000 times each on ext4 and XFS, and tusd's beside it (root, loop devices)
	$(GO) test -run '^TestCampaignPower$$' -v -timeout 3h ./cmd/mediasock -campaign.dir $(CAMPAIGN_DIR) -campaign.cuts $(CUTS)
	$(GO) test -run '^TestPeerPower$$' -v -timeout 3h ./cmd/mediasock -campaign.dir $(CAMPAIGN_DIR) -campaign.cuts $(CUTS) -campaign.tusd $(TUSD)
	$(GO) test -run '^TestPeerPower$$' -v -timeout 3h ./cmd/mediasock -campaign.dir $(CAMPAIGN_DIR) -campaign.cuts 5 -campaign.tusd $(TUSD) -campaign.work 40s

# tusd is a program to compare with, built out of this module.
$(TUSD):
	cd / && GOBIN=$(dir $@) CGO_ENABLED=0 $(GO) install github.com/tus/tusd/v2/cmd/tusd@v2.9.0

io-faults: ## every I/O operation of an upload, update, delete, restore, migration, backup failed in turn
	TMPDIR=$(CAMPAIGN_DIR) $(GO) test -run EveryOperation -v -timeout 1h ./internal/iofault -iofault.every
	TMPDIR=$(CAMPAIGN_DIR) $(GO) test -run EveryOperation -v -timeout 1h ./internal/iofault -iofault.every -iofault.intake 0

load: ## 10,000 idle connections, 1,000 slow senders of each kind: others are answered within 100 ms
	$(GO) test -run '^TestLoad$$' -v -timeout 20m ./cmd/mediasock -load.full

mutants: ## 4,000 mutated files read, made bare and shown: none may crash, cost 64 MiB over the budget or two seconds
	$(GO) test -run 'Mutants|Bombs' -v -timeout 30m ./internal/site -args -mutants 4000

test-services: ## our drivers on real servers, which the tests start: Apache, WordPress; part of test too
	$(GO) test -v -count 1 ./internal/live

conformance: ## write doc/conformance.md anew
	$(GO) test ./internal/conformance -update

clean:
	rm -rf bin dist
