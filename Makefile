STACK  ?= dev
COLIMA ?= kalypso
KIND   ?= kalypso
CHARTS ?= charts

# A first compilation takes minutes; it counts its packages so that nobody wonders.
compile = echo "compiling $(1)"; go build -C $(1) -v ./... 2>&1 | awk '{printf "\r  %d packages", NR; fflush()} END {if (NR) print ""}'

.DEFAULT_GOAL := help
.PHONY: help up down init deploy preview destroy plan test unit rehearse bench charts lock lint verify verify-ebpf \
        cluster-colima cluster-colima-delete cluster-kind cluster-kind-delete delete-cluster port-forward-grafana port-forward-minio

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[36m%-22s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: ## Set everything up and deploy, to the cluster it finds, else to an embedded one
	@go run -C tests/rehearsal . up

down: ## Take down what `make up` put up
	@go run -C tests/rehearsal . down

test: ## Run all tests: unit, charts, engine, rehearsal (about 25 minutes the first time, 3 after that)
	@$(call compile,.)
	go test ./...
	@go run -C tests/rehearsal . tools
	@$(call compile,tests/charts)
	go test -C tests/charts ./...
	go test -C tests/engine ./...
	go test -C tests/rehearsal ./...
	@go run -C tests/rehearsal . rehearse

init: ## Create the stack and its root secret
	@pulumi stack select --create $(STACK)
	@pulumi config get kalypso:rootSecret --stack $(STACK) >/dev/null 2>&1 || \
		openssl rand -hex 32 | pulumi config set --secret kalypso:rootSecret --stack $(STACK)

deploy: ## pulumi up
	@pulumi up --stack $(STACK)

preview: ## pulumi preview
	@pulumi preview --stack $(STACK) --diff

destroy: ## pulumi destroy
	@pulumi destroy --stack $(STACK)

unit: ## Run the tests that take seconds
	@go test ./...

rehearse: ## Deploy, redeploy, break, resume and destroy on a real control plane with simulated nodes
	@go run -C tests/rehearsal . rehearse

bench: ## Measure: compile cost, preview, up against Helm alone
	@go run -C tests/rehearsal . rehearse --compare

charts: ## Fill a directory with the pinned chart archives, for use without a network
	@go run -C tests/charts ./fetch $(abspath $(CHARTS))

lock: ## Write charts.lock anew from the archives in that directory
	@go run -C tests/charts . lock $(abspath $(CHARTS))

lint: ## Vet, and golangci-lint where it is installed
	@go vet ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "golangci-lint is not installed: only go vet ran"; fi

verify: ## Show the nodes, and every pod of the platform
	@kubectl get nodes -o wide
	@for namespace in $$(pulumi stack output namespaces --json --stack $(STACK) | tr -d '[]",'); do \
		kubectl get pods -n $$namespace --no-headers -o 'custom-columns=NAMESPACE:.metadata.namespace,POD:.metadata.name,PHASE:.status.phase,READY:.status.containerStatuses[*].ready,RESTARTS:.status.containerStatuses[*].restartCount'; done

verify-ebpf: ## Show every node's kernel; eBPF needs 5.10 or later, with BTF
	@kubectl get nodes -o custom-columns=NODE:.metadata.name,KERNEL:.status.nodeInfo.kernelVersion,OS:.status.nodeInfo.osImage,RUNTIME:.status.nodeInfo.containerRuntimeVersion

cluster-colima: ## Start a Colima VM with K3s (recommended: a real kernel, so eBPF works)
	@colima start $(COLIMA) --runtime containerd --kubernetes --cpu 4 --memory 8 --disk 60 --network-address

cluster-colima-delete: ## Delete that VM
	@colima delete $(COLIMA)

cluster-kind: ## Create a kind cluster (no eBPF: set kalypso:ebpf off)
	@kind create cluster --name $(KIND)

cluster-kind-delete: ## Delete that cluster
	@kind delete cluster --name $(KIND)

delete-cluster: ## Delete whichever of the two runs
	@if colima list 2>/dev/null | grep -q '^$(COLIMA) .*Running'; then $(MAKE) --no-print-directory cluster-colima-delete; \
	elif kind get clusters 2>/dev/null | grep -qx '$(KIND)'; then $(MAKE) --no-print-directory cluster-kind-delete; \
	else echo "no cluster called $(COLIMA) (Colima) or $(KIND) (kind) runs"; fi

port-forward-grafana: ## Reach Grafana on http://localhost:3000
	@echo "http://localhost:3000, user admin, password: pulumi stack output grafanaPassword --show-secrets --stack $(STACK)"
	@kubectl port-forward -n grafana svc/grafana 3000:80

port-forward-minio: ## Reach MinIO's console on http://localhost:9001
	@echo "http://localhost:9001, user kalypso, password: pulumi stack output minioPassword --show-secrets --stack $(STACK)"
	@kubectl port-forward -n minio svc/kalypso-minio-console 9001:9001
