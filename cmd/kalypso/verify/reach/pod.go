package reach

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// endpoint is a pod behind a Service, and the port of its container.
type endpoint struct {
	pod  string
	port int
}

type service struct {
	Spec struct {
		Selector map[string]string
		Ports    []struct {
			Port       int
			TargetPort intstr.IntOrString
		}
	}
}

type pod struct {
	Metadata struct {
		Name              string
		DeletionTimestamp string
	}
	Spec struct {
		Containers []struct {
			Ports []struct {
				Name          string
				ContainerPort int
			}
		}
	}
	Status struct {
		Conditions []struct{ Type, Status string }
	}
}

// resolve finds a ready pod behind the Service.
func (s Service) resolve(ctx context.Context, client *kube.Client) (endpoint, error) {
	var found service
	if err := client.Get(ctx, fmt.Sprintf("/api/v1/namespaces/%s/services/%s", s.Namespace, s.Name), &found); err != nil {
		return endpoint{}, fmt.Errorf("looking for %s: %w", s, err)
	}
	target, err := found.target(s)
	if err != nil {
		return endpoint{}, err
	}
	var selector []string
	for label, value := range found.Spec.Selector {
		selector = append(selector, label+"="+value)
	}
	if len(selector) == 0 {
		return endpoint{}, fmt.Errorf("%s selects no pods", s)
	}
	var pods struct{ Items []pod }
	path := fmt.Sprintf("/api/v1/namespaces/%s/pods?labelSelector=%s", s.Namespace, url.QueryEscape(strings.Join(selector, ",")))
	if err := client.Get(ctx, path, &pods); err != nil {
		return endpoint{}, fmt.Errorf("looking for the pods of %s: %w", s, err)
	}
	for _, pod := range pods.Items {
		if port := pod.port(target); pod.ready() && port != 0 {
			return endpoint{pod.Metadata.Name, port}, nil
		}
	}
	return endpoint{}, fmt.Errorf("%s has no ready pod with port %s, of %d", s, target.String(), len(pods.Items))
}

func (f service) target(s Service) (intstr.IntOrString, error) {
	for _, port := range f.Spec.Ports {
		if port.Port != s.Port {
			continue
		}
		if port.TargetPort == (intstr.IntOrString{}) {
			return intstr.FromInt32(int32(port.Port)), nil
		}
		return port.TargetPort, nil
	}
	return intstr.IntOrString{}, fmt.Errorf("%s has no port %d", s, s.Port)
}

func (p pod) ready() bool {
	for _, condition := range p.Status.Conditions {
		if condition.Type == "Ready" {
			return condition.Status == "True" && p.Metadata.DeletionTimestamp == ""
		}
	}
	return false
}

// port is the number of a container's port, 0 if there is none of that name.
func (p pod) port(target intstr.IntOrString) int {
	if target.Type == intstr.Int {
		return target.IntValue()
	}
	for _, container := range p.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == target.StrVal {
				return port.ContainerPort
			}
		}
	}
	return 0
}
