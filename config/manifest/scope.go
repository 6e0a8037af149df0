package manifest

import (
	"slices"
	"strings"
)

// builtIn says whether an apiVersion is Kubernetes' own: v1, apps/v1, batch/v1, or a group under k8s.io.
func builtIn(apiVersion string) bool {
	group, _, named := strings.Cut(apiVersion, "/")
	return !named || !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io") && !slices.Contains(added(), group)
}

// added returns groups under k8s.io whose kinds are nevertheless custom resources.
func added() []string {
	return []string{
		"gateway.networking.k8s.io", "metrics.k8s.io", "policy.networking.k8s.io", "snapshot.storage.k8s.io", "autoscaling.k8s.io",
	}
}

// ClusterScoped says whether an object has no namespace. Kinds that are not known here count as namespaced, as in
// Kustomize; a cluster-wide custom resource of another kind must therefore be made by its chart.
func ClusterScoped(object Object) bool {
	kind, _ := object["kind"].(string)
	return slices.Contains(clusterKinds(), kind)
}

func clusterKinds() []string {
	return []string{
		// Kubernetes' own
		"APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding",
		"ClusterTrustBundle", "CustomResourceDefinition", "DeviceClass", "FlowSchema", "IPAddress", "IngressClass",
		"MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace", "Node",
		"PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "ResourceSlice", "RuntimeClass", "ServiceCIDR",
		"StorageClass", "StorageVersion", "StorageVersionMigration", "ValidatingAdmissionPolicy",
		"ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment", "VolumeAttributesClass",
		// custom resources that observability stacks meet: cert-manager, Gateway API, snapshots, external secrets, Kyverno, OTel
		"ClusterExternalSecret", "ClusterIssuer", "ClusterObservability", "ClusterPolicy", "ClusterSecretStore", "GatewayClass",
		"VolumeSnapshotClass", "VolumeSnapshotContent",
	}
}
