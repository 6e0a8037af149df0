STACK  ?= dev
COLIMA ?= kalypso
KIND   ?= kalypso
CHARTS ?= charts
# MinIO's port on this machine with kind, as in Pulumi.kind.yaml.
NODE_PORT ?= 30900
# The stack's cluster; without a stack, kubectl's current context.
CONTEXT ?= $(shell pulumi stack output context --stack $(STACK) 2>/dev/null)

kubectl = kubectl $(addprefix --context ,$(CONTEXT))
# The modules that have tests; tests/tools/ only pins programs.
modules   = . cmd/kalypso cmd/dashboards tests tests/engine
# Programs of tests that are written here, each in a module of its own.
programs  = cmd/kustomize tests/tools/collector tests/tools/profiler tests/tools/demo tests/tools/core tests/tools/coredns tests/tools/pause
# The command, built when it is asked for.
kalypso   = cmd/kalypso/run.sh
golangci  = $(CURDIR)/.kalypso/bin/golangci-lint
# The scripts that the program itself runs.
cluster = components/cluster/scripts/run.sh

# `make up` writes here which state backend and passphrase it chose for the stack, if you had chosen none.
-include .kalypso/env.$(STACK)

# A workspace of yours, in a directory above, is not asked which modules are meant.
export GOWORK = off

.DEFAULT_GOAL := help
.PHONY: help up down recover status drift adopt plan doctor cache cache-clear init deploy preview destroy test unit rehearse bench live live-up live-down names charts lock lint verify verify-ebpf dashboards alert-test \
        cluster-colima cluster-colima-delete cluster-kind cluster-kind-delete delete-cluster port-forward-grafana port-forward-minio

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[36m%-22s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: ## Set everything up and deploy, to the cluster it finds, else to an embedded one (YES=1: a cluster of yours, without a question)
	@$(kalypso) up --stack $(STACK) $(if $(YES),--yes)

down: ## Take down what `make up` put up (YES=1: on a cluster of yours, without a question; FOREIGN=1: with collectors of others)
	@$(kalypso) down --stack $(STACK) $(if $(YES),--yes) $(if $(FOREIGN),--foreign)

recover: ## After a run that was killed: take over its lock, make what it had begun ready for `make up` or `make down`
	@$(kalypso) recover --stack $(STACK)

test: ## Run all tests, the fastest first: unit, charts, engine, rehearsal, live (make test TIER="unit charts": those)
	@$(kalypso) test $(TIER)

status: ## Say what `make up` has put up
	@$(kalypso) status --stack $(STACK)

drift: ## Name objects that are not as their Helm release rendered them (REPAIR=1: put them back)
	@$(kalypso) drift --stack $(STACK) $(if $(REPAIR),--repair)

adopt: ## Take over what an older delivery or Helm by hand has left in the stack's cluster, with its data (YES=1: without a question)
	@$(kalypso) adopt --stack $(STACK) $(if $(YES),--yes)

cache-clear: ## Remove the tools that were built, for all checkouts; chart archives stay
	@$(kalypso) cache clear

init: ## Create the stack and its root secret
	@$(kalypso) init --stack $(STACK)

deploy: ## pulumi up
	@pulumi up --stack $(STACK)

preview: ## pulumi preview
	@pulumi preview --stack $(STACK) --diff

destroy: ## pulumi destroy
	@pulumi destroy --stack $(STACK)

unit: ## Run the tests that take seconds
	@$(kalypso) test unit

plan: ## Show what would be deployed: components, their order, what they request
	@$(kalypso) plan --stack $(STACK)

doctor: ## Compare the cluster with that, and say what is in the way (PULL=image: a node pulls it)
	@$(kalypso) doctor --stack $(STACK) $(addprefix --pull ,$(PULL))

cache: ## Show what is kept for all checkouts, and how large it is
	@$(kalypso) cache show

rehearse: ## Deploy, redeploy, break, resume and destroy on a real control plane with simulated nodes
	@$(kalypso) test rehearsal

bench: ## Rehearse and measure: against Helm alone, and what the program costs to compile
	@go run -C tests/rehearsal . --compare; result=$$?; $(kalypso) cache trim; exit $$result

live: ## Deploy with real containers to a real node of this machine (Linux, root), or to a cluster: make live TARGET=its-context
	@go run -C tests/live . run $(addprefix --context ,$(TARGET)); result=$$?; $(kalypso) cache trim; exit $$result

live-up: ## Start that node alone, to stay, for a look around
	@go run -C tests/live . up

live-down: ## End it, and remove every trace of it, also of a run that was killed
	@go run -C tests/live . down

names: ## Write the list of metrics and labels, to which rules and dashboards are held, from that node or cluster, on which the platform runs
	@go run -C tests/live . names $(addprefix --context ,$(TARGET))

charts: ## Fill a directory with the pinned chart archives, for use without a network
	@$(kalypso) charts fetch $(abspath $(CHARTS))

lock: ## Write charts.lock anew from the archives in that directory (ACCEPT=chart: its changed digest is right)
	@$(kalypso) charts lock $(addprefix --accept ,$(ACCEPT)) $(abspath $(CHARTS))

dashboards: ## Write manifests/*/dashboards from cmd/dashboards (DRAW=dir: and draw them)
	@cd cmd/dashboards && go run . $(addprefix --draw ,$(DRAW))

alert-test: ## Send a test alert to whom kalypso:alerting.contacts names
	@$(kalypso) alert test --stack $(STACK)

lint: ## go vet and golangci-lint over every module
	@go build -C tests/tools/golangci-lint -o $(golangci) github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@failed=0; for module in $(modules) $(programs); do \
		echo "== lint, $$module"; (cd $$module && go vet ./... && $(golangci) run --config $(CURDIR)/.golangci.yml ./...) || failed=1; \
	done; exit $$failed

verify: ## Show the nodes and every pod of the platform, and prove that signals arrive
	@$(kubectl) get nodes -o wide
	@for namespace in $$(pulumi stack output namespaces --json --stack $(STACK) | tr -d '[]",'); do \
		$(kubectl) get pods -n $$namespace --no-headers -o 'custom-columns=NAMESPACE:.metadata.namespace,POD:.metadata.name,PHASE:.status.phase,READY:.status.containerStatuses[*].ready,RESTARTS:.status.containerStatuses[*].restartCount'; done
	@$(kalypso) verify --stack $(STACK)

verify-ebpf: ## Ask every node's kernel what it offers to eBPF (needs no stack: CONTEXT=name, else the current one)
	@$(cluster) ebpf_verify KALYPSO_CONTEXT='$(CONTEXT)'

cluster-colima: ## Start a Colima VM with K3s, or adopt it (a real kernel, so eBPF works; KALYPSO_MEMORY=12 make cluster-colima)
	@$(cluster) colima_up KALYPSO_NAME='$(COLIMA)'

cluster-colima-delete: ## Delete that VM, with all its data
	@$(cluster) colima_delete KALYPSO_NAME='$(COLIMA)' KALYPSO_OWNER=created

cluster-kind: ## Create a kind cluster, or adopt it (no eBPF: its nodes are containers; use the stack kind)
	@$(cluster) kind_up KALYPSO_NAME='$(KIND)' KALYPSO_NODE_PORT='$(NODE_PORT)'

cluster-kind-delete: ## Delete that cluster
	@$(cluster) kind_delete KALYPSO_NAME='$(KIND)' KALYPSO_OWNER=created

delete-cluster: ## Delete both, as far as they exist
	@if command -v colima >/dev/null; then $(MAKE) --no-print-directory cluster-colima-delete; fi
	@if command -v kind >/dev/null; then $(MAKE) --no-print-directory cluster-kind-delete; fi

port-forward-grafana: ## Reach Grafana on http://localhost:3000
	@echo "http://localhost:3000, user admin, password: pulumi stack output grafanaPassword --show-secrets --stack $(STACK)"
	@$(kubectl) port-forward -n grafana svc/grafana 3000:80

port-forward-minio: ## Reach MinIO's console on http://localhost:9001
	@echo "http://localhost:9001, user and password: pulumi stack output minioUser (minioPassword) --show-secrets --stack $(STACK)"
	@$(kubectl) port-forward -n minio svc/kalypso-minio-console 9001:9001
