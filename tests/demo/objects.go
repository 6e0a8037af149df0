package demo

import "github.com/kalypsoServing/kalypso/tests/lab/kube"

func service(name string) Object {
	return Object{"/api/v1/namespaces/" + Namespace + "/services", kube.Object{
		"apiVersion": "v1", "kind": "Service", "metadata": kube.Object{"name": name},
		"spec": kube.Object{"selector": kube.Object{"app": name}, "ports": []any{kube.Object{"name": "http", "port": 8080}}},
	}}
}

func deployment(name string, replicas int, env []any) Object {
	container := kube.Object{
		"name": name, "image": Image(name), "imagePullPolicy": "IfNotPresent", "env": env, "resources": small(),
	}
	if env != nil { // the load generator serves nothing
		container["readinessProbe"] = kube.Object{"httpGet": kube.Object{"path": "/healthz", "port": 8080}, "periodSeconds": 5}
	}
	labels := kube.Object{"app": name}
	return Object{"/apis/apps/v1/namespaces/" + Namespace + "/deployments", kube.Object{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": kube.Object{"name": name},
		"spec": kube.Object{"replicas": replicas, "selector": kube.Object{"matchLabels": labels}, "template": kube.Object{
			"metadata": kube.Object{"labels": labels},
			"spec":     kube.Object{"containers": []any{container}, "terminationGracePeriodSeconds": 5},
		}},
	}}
}

// Pod is a pod of the demo's namespace: one container for each list of arguments, all of one program.
type Pod struct {
	Name, Program string
	Annotations   map[string]string
	// Arguments are those of each container.
	Arguments [][]string
}

// Object is the pod's.
func (p Pod) Object() Object {
	var containers []any
	for i, arguments := range p.Arguments {
		containers = append(containers, kube.Object{
			"name": p.Program + string(rune('a'+i)), "image": Image(p.Program), "imagePullPolicy": "IfNotPresent", "args": arguments,
			"env": sends("4318"), "resources": small(),
		})
	}
	return Object{"/api/v1/namespaces/" + Namespace + "/pods", kube.Object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": kube.Object{"name": p.Name, "labels": kube.Object{"app": p.Name}, "annotations": p.Annotations},
		"spec":     kube.Object{"containers": containers, "terminationGracePeriodSeconds": 1, "restartPolicy": "Never"},
	}}
}

func small() kube.Object {
	return kube.Object{"requests": kube.Object{"cpu": "1m", "memory": "16Mi"}, "limits": kube.Object{"memory": "128Mi"}}
}
