package node

import "github.com/kalypsoServing/kalypso/tests/lab/kube"

// DNSImage is CoreDNS, by the name that other clusters know it by.
const DNSImage = "registry.k8s.io/coredns/coredns:live"

type posted struct {
	path   string
	object kube.Object
}

// dns is CoreDNS as kubeadm sets it up, less what one node does not need. It forwards no question, there is no other server,
// and answers what a server outside would: there is no such name. A refusal would be an error in its log at every try.
func dns() []posted {
	const name, system = "coredns", "kube-system"
	labels := kube.Object{"k8s-app": "kube-dns"}
	meta := func(name string) kube.Object { return kube.Object{"name": name, "namespace": system, "labels": labels} }
	role := kube.Object{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": kube.Object{"name": "system:" + name},
		"rules": []any{
			kube.Object{"apiGroups": []string{""}, "resources": []string{"endpoints", "services", "pods", "namespaces"},
				"verbs": []string{"list", "watch"}},
			kube.Object{"apiGroups": []string{"discovery.k8s.io"}, "resources": []string{"endpointslices"}, "verbs": []string{"list", "watch"}},
		},
	}
	binding := kube.Object{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": kube.Object{"name": "system:" + name},
		"roleRef":  kube.Object{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:" + name},
		"subjects": []any{kube.Object{"kind": "ServiceAccount", "name": name, "namespace": system}},
	}
	corefile := `.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa {
        ttl 5
    }
    template ANY ANY {
        rcode NXDOMAIN
    }
    cache 5
    loadbalance
}
`
	service := kube.Object{
		"apiVersion": "v1", "kind": "Service", "metadata": meta("kube-dns"),
		"spec": kube.Object{"clusterIP": dnsService, "selector": labels, "ports": []any{
			kube.Object{"name": "dns", "port": 53, "protocol": "UDP"}, kube.Object{"name": "dns-tcp", "port": 53, "protocol": "TCP"},
		}},
	}
	return []posted{
		{"/api/v1/namespaces/" + system + "/serviceaccounts", kube.Object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta(name)}},
		{"/apis/rbac.authorization.k8s.io/v1/clusterroles", role},
		{"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding},
		{"/api/v1/namespaces/" + system + "/configmaps", kube.Object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta(name),
			"data": kube.Object{"Corefile": corefile}}},
		{"/api/v1/namespaces/" + system + "/services", service},
		{"/apis/apps/v1/namespaces/" + system + "/deployments", kube.Object{
			"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta(name),
			"spec": kube.Object{"replicas": 1, "selector": kube.Object{"matchLabels": labels}, "template": kube.Object{
				"metadata": kube.Object{"labels": labels}, "spec": dnsPod(name),
			}},
		}},
	}
}

func dnsPod(account string) kube.Object {
	return kube.Object{
		"serviceAccountName": account, "dnsPolicy": "Default", "priorityClassName": "system-cluster-critical",
		"containers": []any{kube.Object{
			"name": account, "image": DNSImage, "imagePullPolicy": "IfNotPresent", "args": []string{"-conf", "/etc/coredns/Corefile"},
			"resources":      kube.Object{"requests": kube.Object{"cpu": "20m", "memory": "32Mi"}, "limits": kube.Object{"memory": "128Mi"}},
			"volumeMounts":   []any{kube.Object{"name": "config", "mountPath": "/etc/coredns"}},
			"readinessProbe": kube.Object{"httpGet": kube.Object{"path": "/ready", "port": 8181}, "periodSeconds": 1},
		}},
		"volumes": []any{kube.Object{"name": "config", "configMap": kube.Object{"name": account}}},
	}
}
