package controlplane

import (
	"fmt"
	"os"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

func etcd(b Binaries, f files, p ports, _ Site) process.Spec {
	client, peer := address(loopback, p.etcd), fmt.Sprintf("http://%s:%d", loopback, p.etcdPeer)
	return spec(f, "etcd", b.Etcd,
		"--data-dir="+f.path("etcd-data"),
		"--unsafe-no-fsync", // the cluster does not outlive its machine anyway, and starts twice as fast
		"--log-level=warn",
		"--listen-client-urls="+client, "--advertise-client-urls="+client,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer, "--initial-cluster=default="+peer,
		"--cert-file="+f.cert(store), "--key-file="+f.key(store),
		"--trusted-ca-file="+f.cert(authority), "--client-cert-auth",
	)
}

func apiServer(b Binaries, f files, p ports, site Site) process.Spec {
	args := []string{
		"--etcd-servers=" + address(loopback, p.etcd),
		"--etcd-cafile=" + f.cert(authority), "--etcd-certfile=" + f.cert(store), "--etcd-keyfile=" + f.key(store),
		"--bind-address=" + site.address(), "--advertise-address=" + site.address(), fmt.Sprintf("--secure-port=%d", p.api),
		"--tls-cert-file=" + f.cert(server), "--tls-private-key-file=" + f.key(server),
		"--client-ca-file=" + f.cert(authority), "--anonymous-auth=false",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + f.cert(serviceAccounts), "--service-account-signing-key-file=" + f.key(serviceAccounts),
		"--authorization-mode=RBAC",
		"--service-cluster-ip-range=" + ServiceRange,
		"--allow-privileged", // the eBPF DaemonSets ask for it
		"--enable-priority-and-fairness=false",
		"--profiling=false",
	}
	if site.simulated() {
		args = append(args,
			"--endpoint-reconciler-type=none", // a loopback address is no valid endpoint of the Service kubernetes
			// No pod serves the charts' webhooks here: the API server would dial a simulated pod's address, outside this machine.
			"--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
			"--egress-selector-config-file="+f.path("egress.json"),
		)
	} else {
		args = append(args,
			"--kubelet-client-certificate="+f.cert(admin), "--kubelet-client-key="+f.key(admin),
			"--kubelet-preferred-address-types=InternalIP",
		)
	}
	return spec(f, "kube-apiserver", b.APIServer, args...)
}

// egress sends whatever the API server wants to say to a Service, pod or node into a socket that does not exist: conversion
// webhooks and log requests fail at once instead of leaving this machine.
func egress(f files) map[string]any {
	nowhere := map[string]any{
		"proxyProtocol": "GRPC",
		"transport":     map[string]any{"uds": map[string]any{"udsName": f.path("nowhere.sock")}},
	}
	return map[string]any{
		"apiVersion": "apiserver.k8s.io/v1beta1", "kind": "EgressSelectorConfiguration",
		"egressSelections": []any{map[string]any{"name": "cluster", "connection": nowhere}},
	}
}

func controllerManager(b Binaries, f files, _ ports, _ Site) process.Spec {
	return spec(f, "kube-controller-manager", b.ControllerManager,
		"--kubeconfig="+Kubeconfig(f.dir), "--leader-elect=false", "--secure-port=0",
		"--service-account-private-key-file="+f.key(serviceAccounts), "--root-ca-file="+f.cert(authority),
		"--cluster-signing-cert-file="+f.cert(authority), "--cluster-signing-key-file="+f.key(authority),
		"--kube-api-qps=300", "--kube-api-burst=600", // the default of 20 per second would be what is measured
		"--pvclaimbinder-sync-period=2s",
		"--profiling=false",
	)
}

func scheduler(b Binaries, f files, _ ports, _ Site) process.Spec {
	return spec(f, "kube-scheduler", b.Scheduler,
		"--kubeconfig="+Kubeconfig(f.dir), "--leader-elect=false", "--secure-port=0",
		"--kube-api-qps=300", "--kube-api-burst=600", "--profiling=false",
	)
}

// kwok plays every node's kubelet (tests/tools/core/kwok).
func kwok(b Binaries, f files, _ ports, _ Site) process.Spec {
	return spec(f, "kwok", b.Kwok,
		"--kubeconfig="+Kubeconfig(f.dir),
		"--node-ip="+loopback, "--node-lease-duration-seconds=40", "--cidr=10.0.0.1/16",
	)
}

// spec keeps HOME inside the state directory: kwok would read ~/.kwok/kwok.yaml, and nothing is to be written elsewhere.
func spec(f files, name, path string, args ...string) process.Spec {
	return process.Spec{
		Name: name, Path: path, Args: args, Dir: f.dir,
		Env: []string{"HOME=" + f.dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()},
	}
}
