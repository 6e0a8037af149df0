package preflight_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
)

// plan is a small platform: two components, of which istio makes a definition and a webhook.
func plan() preflight.Plan {
	istio := preflight.Release{Name: "istiod", Namespace: "istio-system", Component: "istio"}
	return preflight.Plan{
		Namespaces: []preflight.Namespace{
			{Name: "loki", Component: "loki", Labels: map[string]string{"name": "loki"}, Annotations: map[string]string{"wave": "4"}},
			{Name: "telemetry", Component: "telemetry", Privileged: true},
		},
		Releases: []preflight.Release{istio},
		Objects: []preflight.Owned{
			{Release: istio, Kind: "CustomResourceDefinition", Name: "telemetries.telemetry.istio.io"},
			{Release: istio, Kind: "MutatingWebhookConfiguration", Name: "istio-sidecar-injector"},
		},
		Claims: true, DNS: preflight.Service{Name: "kube-dns", Namespace: "kube-system"}, Resolving: []string{"loki"},
		Total: preflight.Request{CPU: 600, Memory: 3000}, Largest: preflight.Request{CPU: 100, Memory: 512}, EBPF: true,
	}
}

// healthy is a cluster with nothing in the way, as the API server would tell it.
const healthy = `{
	"StorageClasses": [{"metadata": {"name": "fast", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}],
	"Services": [{"metadata": {"name": "kube-dns", "namespace": "kube-system"}}],
	"DaemonSets": [{"metadata": {"name": "cilium", "namespace": "kube-system"}}],
	"Nodes": [{"metadata": {"name": "one"}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}, "nodeInfo": {"kernelVersion": "6.8.0-64-generic"}}}]
}`

// facts lays fields over those of a healthy cluster.
func facts(t *testing.T, more string) preflight.Facts {
	t.Helper()
	var fields map[string]any
	require.NoError(t, json.Unmarshal([]byte(healthy), &fields))
	require.NoError(t, json.Unmarshal([]byte(more), &fields), more)
	text, err := json.Marshal(fields)
	require.NoError(t, err)
	f := preflight.Facts{Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	require.NoError(t, json.Unmarshal(text, &f))
	return f
}

// row is a cluster that differs from the healthy one, and what is found.
type row struct {
	facts string // laid over healthy
	plan  func(*preflight.Plan)
	check string
	level preflight.Level
	want  []string // in the finding's line
}

func rows() map[string]row {
	const ours = `"Namespaces": [{"metadata": {"name": "loki", "labels": {"name": "loki"}, "annotations": {"wave": "4"}}}]`
	class := func(name string) func(*preflight.Plan) { return func(p *preflight.Plan) { p.StorageClass = name } }
	node := func(more string) string {
		return `{"Nodes": [{"metadata": {"name": "one"}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}}}, {"metadata": {"name": "odd"` + more + `}]}`
	}
	const small = `"status": {"allocatable": {"cpu": "1", "memory": "2Gi"}}`
	return map[string]row{
		"all rights": {`{}`, nil, "rights", preflight.OK, []string{"everything"}},
		"missing rights": {`{"Denied": ["create clusterroles.rbac.authorization.k8s.io", "create namespaces"]}`, nil, "rights", preflight.Refusal,
			[]string{"may not: create clusterroles.rbac.authorization.k8s.io, create namespaces", "kubectl create clusterrolebinding"}},

		"a namespace of ours": {`{"Namespaces": [{"metadata": {"name": "loki", "labels": {"name": "loki", "more": "x"}, "annotations": {"wave": "4"}}}]}`, nil,
			"namespaces", preflight.OK, []string{"2 of ours, 1 of them there"}},
		"a namespace that an older version made": {`{"Namespaces": [{"metadata": {"name": "loki", "managedFields": [{"manager": "pulumi-kubernetes-1a2b"}]}}]}`, nil,
			"namespaces", preflight.OK, nil},
		"an empty namespace of others": {`{"Namespaces": [{"metadata": {"name": "loki"}}]}`, nil, "namespaces", preflight.Refusal,
			[]string{"kalypso:components.loki: namespace loki exists, is not ours, and holds neither pods nor volume claims", "kubectl delete namespace loki"}},
		"a namespace of others with data": {`{"Namespaces": [{"metadata": {"name": "loki"}}], "Pods": [{"metadata": {"name": "loki-0", "namespace": "loki"}}],
			"Claims": [{"metadata": {"name": "data-loki-0", "namespace": "loki"}}]}`, nil, "namespaces", preflight.Refusal,
			[]string{"holds pods loki-0 and volume claims data-loki-0", "kalypso:components.loki.enabled false"}},
		"a namespace on its way out": {`{"Namespaces": [{"metadata": {"name": "loki", "deletionTimestamp": "2026-01-02T03:04:05Z"}}]}`, nil,
			"namespaces", preflight.Refusal, []string{"namespace loki is being deleted", "kubectl wait --for delete namespace/loki"}},

		"objects of our own releases": {`{"Owned": {"CustomResourceDefinition": [{"metadata": {"name": "telemetries.telemetry.istio.io",
			"annotations": {"meta.helm.sh/release-name": "istiod", "meta.helm.sh/release-namespace": "istio-system"}}}]}}`, nil, "owners", preflight.OK, nil},
		"objects of another release": {`{"Owned": {"MutatingWebhookConfiguration": [{"metadata": {"name": "istio-sidecar-injector",
			"annotations": {"meta.helm.sh/release-name": "mesh", "meta.helm.sh/release-namespace": "istio-system"}}}]}}`, nil, "owners", preflight.Refusal,
			[]string{"kalypso:components.istio: ", "belongs to the Helm release mesh in namespace istio-system: MutatingWebhookConfiguration/istio-sidecar-injector",
				"pulumi config set --path kalypso:components.istio.enabled false"}},
		"objects of istioctl": {`{"Owned": {"CustomResourceDefinition": [{"metadata": {"name": "telemetries.telemetry.istio.io",
			"labels": {"install.operator.istio.io/owning-resource": "installed-state"}}}]}}`, nil, "owners", preflight.Refusal,
			[]string{"istioctl, installation installed-state: CustomResourceDefinition/telemetries.telemetry.istio.io"}},
		"objects without an owner": {`{"Owned": {"CustomResourceDefinition": [{"metadata": {"name": "telemetries.telemetry.istio.io",
			"managedFields": [{"manager": "kubectl-client-side-apply"}]}}]}}`, nil, "owners", preflight.Refusal,
			[]string{"who wrote it with kubectl-client-side-apply"}},

		"a default class":                       {`{}`, nil, "storage", preflight.OK, []string{"class fast is the default"}},
		"the class named":                       {`{}`, class("fast"), "storage", preflight.OK, []string{"class fast"}},
		"no class":                              {`{"StorageClasses": []}`, nil, "storage", preflight.Refusal, []string{"no StorageClass", "install a provisioner"}},
		"no default class":                      {`{"StorageClasses": [{"metadata": {"name": "slow", "annotations": {}}}]}`, nil, "storage", preflight.Refusal, []string{"no StorageClass is the default; there are slow", "pulumi config set --path kalypso:cluster.storageClass slow"}},
		"no class for a stack that is deployed": {`{"StorageClasses": [], ` + ours + `}`, nil, "storage", preflight.Warning, nil},
		"a class not there":                     {`{}`, class("slow"), "storage", preflight.Refusal, []string{"kalypso:cluster.storageClass: StorageClass slow does not exist; there are fast"}},
		"no claims":                             {`{"StorageClasses": []}`, func(p *preflight.Plan) { p.Claims = false }, "storage", preflight.OK, nil},

		"the DNS Service": {`{}`, nil, "DNS", preflight.OK, []string{"Service kube-dns in kube-system"}},
		"RKE2's DNS Service": {`{"Services": [{"metadata": {"name": "rke2-coredns-rke2-coredns", "namespace": "kube-system"}}]}`, nil, "DNS", preflight.Refusal,
			[]string{"no Service kube-dns in namespace kube-system", "gateways of loki", "pulumi config set --path kalypso:cluster.dns.service rke2-coredns-rke2-coredns",
				"kalypso:cluster.dns.namespace kube-system"}},
		"a labelled DNS Service": {`{"Services": [{"metadata": {"name": "names", "namespace": "infra", "labels": {"k8s-app": "kube-dns"}}}]}`, nil, "DNS",
			preflight.Refusal, []string{"kalypso:cluster.dns.service names", "kalypso:cluster.dns.namespace infra"}},
		"no DNS Service":  {`{"Services": []}`, nil, "DNS", preflight.Refusal, []string{"kubectl get services -A"}},
		"nobody resolves": {`{"Services": []}`, func(p *preflight.Plan) { p.Resolving = nil }, "DNS", preflight.OK, nil},

		"room": {`{}`, nil, "room", preflight.OK, []string{"600 m CPU and 3000 MiB requested, of 4000 m CPU and 8192 MiB"}},
		"no room beside others": {`{"Pods": [{"metadata": {"namespace": "shop"}, "spec": {"nodeName": "one", "containers": [{"resources": {"requests": {"memory": "6Gi"}}}]}}]}`, nil,
			"room", preflight.Refusal, []string{"request 600 m CPU and 3000 MiB", "room for 4000 m CPU and 2048 MiB", "kalypso:profile"}},
		"our own pods do not count": {`{"Pods": [{"metadata": {"namespace": "loki"}, "spec": {"nodeName": "one", "containers": [{"resources": {"requests": {"memory": "6Gi"}}}]}}]}`, nil,
			"room", preflight.OK, nil},
		"sidecars count, what ends does not": {`{"Pods": [{"metadata": {"namespace": "shop"}, "spec": {"nodeName": "one", "initContainers": [
			{"restartPolicy": "Always", "resources": {"requests": {"memory": "6Gi"}}}, {"resources": {"requests": {"memory": "1Gi"}}}]}}]}`, nil,
			"room", preflight.Refusal, []string{"room for 4000 m CPU and 2048 MiB"}},
		"nodes that are too small": {`{"Nodes": [{` + small + `}, {` + small + `}, {` + small + `}]}`,
			func(p *preflight.Plan) { p.Largest.Memory = 2500 }, "room", preflight.Refusal, []string{"the largest pod requests 100 m CPU and 2500 MiB", "1000 m CPU and 2048 MiB left"}},
		"nodes that come when needed":          {`{"Nodes": [{"metadata": {"labels": {"karpenter.sh/nodepool": "general"}}, ` + small + `}]}`, nil, "room", preflight.Warning, nil},
		"no room for a stack that is deployed": {`{"Nodes": [], ` + ours + `}`, nil, "room", preflight.Warning, nil},
		"a tainted node":                       {`{"Nodes": [{"spec": {"taints": [{"key": "gpu", "effect": "NoSchedule"}]}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}}}]}`, nil, "room", preflight.Refusal, []string{"room for 0 m CPU"}},
		"a taint that is tolerated": {`{"Nodes": [{"spec": {"taints": [{"key": "gpu", "effect": "NoSchedule"}]}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}}}]}`,
			func(p *preflight.Plan) { p.Tolerations = []preflight.Toleration{{Key: "gpu", Operator: "Exists"}} }, "room", preflight.OK, nil},
		"no node of the selector": {`{}`, func(p *preflight.Plan) { p.NodeSelector = map[string]string{"for": "platform"} }, "room", preflight.Refusal, nil},

		"good nodes":     {`{}`, nil, "nodes", preflight.OK, []string{"1, and each can carry"}},
		"an old kernel":  {node(`}, "status": {"nodeInfo": {"kernelVersion": "5.4.0-150-generic"}}`), nil, "nodes", preflight.Warning, []string{"kalypso:ebpf: 1 of 2 nodes (odd) have a kernel older than 5.10"}},
		"without eBPF":   {node(`}, "status": {"nodeInfo": {"kernelVersion": "5.4.0"}}`), func(p *preflight.Plan) { p.EBPF = false }, "nodes", preflight.OK, nil},
		"Windows":        {node(`}, "status": {"nodeInfo": {"operatingSystem": "windows", "kernelVersion": "10.0.2"}}`), nil, "nodes", preflight.Warning, []string{"1 of 2 nodes (odd) run Windows"}},
		"Fargate":        {node(`, "labels": {"eks.amazonaws.com/compute-type": "fargate"}}`), nil, "nodes", preflight.Warning, []string{"Fargate"}},
		"virtual nodes":  {node(`, "labels": {"type": "virtual-kubelet"}}`), nil, "nodes", preflight.Warning, []string{"virtual"}},
		"known network":  {`{}`, nil, "network policy", preflight.OK, []string{"cilium"}},
		"K3s":            {`{"DaemonSets": [], "Nodes": [{"status": {"nodeInfo": {"kubeletVersion": "v1.34.2+k3s1"}}}]}`, nil, "network policy", preflight.OK, []string{"K3s"}},
		"no policies":    {`{"DaemonSets": [{"metadata": {"name": "kube-flannel-ds"}}]}`, nil, "network policy", preflight.Warning, []string{"every pod of the cluster reaches the stores"}},
		"no OpenShift":   {`{"APIServices": [{"spec": {"group": "apps"}}]}`, nil, "distribution", preflight.OK, nil},
		"OpenShift":      {`{"APIServices": [{"spec": {"group": "security.openshift.io"}}]}`, nil, "distribution", preflight.Refusal, []string{"OpenShift", "security context constraints"}},
		"a lost service": {`{"APIServices": [{"metadata": {"name": "v1beta1.metrics.k8s.io"}, "status": {"conditions": [{"type": "Available", "status": "False", "message": "no endpoints"}]}}]}`, nil, "API services", preflight.Warning, []string{"APIService v1beta1.metrics.k8s.io does not answer", "no endpoints"}},

		"a restricted namespace": {`{"Namespaces": [{"metadata": {"name": "loki", "labels": {"name": "loki", "pod-security.kubernetes.io/enforce": "restricted"}, "annotations": {"wave": "4"}}}]}`, nil,
			"admission", preflight.Warning, []string{"namespace loki enforces Pod Security restricted", "enforce=privileged"}},
		"baseline where pods use the node": {`{"Namespaces": [{"metadata": {"name": "telemetry", "labels": {"pod-security.kubernetes.io/enforce": "baseline"}}}]}`, nil,
			"admission", preflight.Warning, []string{"namespace telemetry enforces Pod Security baseline"}},
		"baseline where none does": {`{"Namespaces": [{"metadata": {"name": "loki", "labels": {"pod-security.kubernetes.io/enforce": "baseline"}}}]}`, nil, "admission", preflight.OK, nil},
		"a cluster that admits none": {`{"Privileged": "violates PodSecurity \"baseline:latest\""}`, nil, "admission", preflight.Warning,
			[]string{"those in namespace telemetry do: violates PodSecurity", "manifests/telemetry/namespace.yaml"}},
		"a quota": {`{"Quotas": [{"metadata": {"name": "team", "namespace": "loki"}, "status": {"hard": {"requests.memory": "4Gi"}, "used": {"requests.memory": "1Gi"}}}]}`, nil,
			"quotas", preflight.Warning, []string{"ResourceQuota team in namespace loki limits its pods: requests.memory 4Gi, 1Gi used"}},
		"a limit": {`{"Limits": [{"metadata": {"name": "small", "namespace": "loki"}, "spec": {"limits": [{"type": "Container", "max": {"memory": "256Mi"}}]}}]}`, nil,
			"quotas", preflight.Warning, []string{"LimitRange small in namespace loki limits its pods: max memory 256Mi per Container"}},
		"limits of others": {`{"Limits": [{"metadata": {"name": "small", "namespace": "shop"}}]}`, nil, "quotas", preflight.OK, nil},

		"clocks that agree": {`{"Ahead": 2000000000, "Leases": [{"spec": {"renewTime": "2026-01-02T03:04:00.000000Z"}}]}`, nil, "clocks", preflight.OK, nil},
		"a clock behind":    {`{"Ahead": -7000000000}`, nil, "clocks", preflight.Warning, []string{"the API server's clock is 7 s behind this machine's"}},
		"a node ahead":      {`{"Leases": [{"metadata": {"name": "one"}, "spec": {"renewTime": "2026-01-02T03:05:05.000000Z"}}]}`, nil, "clocks", preflight.Warning, []string{"the clock of node one is 60 s ahead of"}},
	}
}

func TestJudge(t *testing.T) {
	for name, c := range rows() {
		t.Run(name, func(t *testing.T) {
			p := plan()
			if c.plan != nil {
				c.plan(&p)
			}
			found := byCheck(preflight.Judge(p, facts(t, c.facts)), c.check)
			require.Len(t, found, 1)
			assert.Equal(t, c.level, found[0].Level, found[0])
			for _, want := range c.want {
				assert.Contains(t, found[0].String(), want)
			}
		})
	}
}

func byCheck(findings []preflight.Finding, check string) []preflight.Finding {
	var found []preflight.Finding
	for _, f := range findings {
		if f.Check == check {
			found = append(found, f)
		}
	}
	return found
}

func TestNothingIsWrongWithAHealthyCluster(t *testing.T) {
	warnings, refusals := preflight.Split(preflight.Judge(plan(), facts(t, `{}`)))
	assert.Empty(t, warnings)
	assert.NoError(t, refusals)
}

func TestAQuestionWithoutAnAnswerIsSaidOnceForAllChecksThatNeedIt(t *testing.T) {
	f := facts(t, `{}`)
	f.Failed = map[preflight.Question]error{"nodes": errors.New("forbidden")}
	found := byCheck(preflight.Judge(plan(), f), "not checked")
	require.Len(t, found, 1)
	assert.Equal(t, preflight.Warning, found[0].Level)
	assert.Contains(t, found[0].Found, "room, nodes, network policy: asking for nodes: forbidden")
}
