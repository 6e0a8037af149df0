package policy

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Accounts are the ServiceAccounts among the objects, by namespace and name.
func Accounts(objects []Object) map[string]Object {
	accounts := map[string]Object{}
	for _, object := range objects {
		if object.Kind() == "ServiceAccount" && !object.Test() {
			accounts[object.Namespace+"/"+object.Name()] = object
		}
	}
	return accounts
}

// Account is the ServiceAccount that a pod runs under, as Accounts has it.
func (p Pod) Account() string {
	if p.Spec.ServiceAccountName == "" {
		return p.Namespace + "/default"
	}
	return p.Namespace + "/" + p.Spec.ServiceAccountName
}

// tokenPath is where a container finds the token. The API server's admission mounts none where the pod itself mounts something.
const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount"

// Token tells whether a container of the pod is given a token of the API server: unless the pod, or else its account, says no, or
// something is in its place in every container.
func Token(pod Pod, accounts map[string]Object) bool {
	if !slices.ContainsFunc(pod.containers(), func(c corev1.Container) bool {
		return !slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool { return m.MountPath == tokenPath })
	}) {
		return false
	}
	if own := pod.Spec.AutomountServiceAccountToken; own != nil {
		return *own
	}
	mounted, said := render.At[bool](accounts[pod.Account()].Object, "automountServiceAccountToken")
	return mounted || !said
}
