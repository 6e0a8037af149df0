// Package reach is how the services of a platform are reached: as they are from inside the cluster, by port-forward from
// a laptop.
package reach

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Service is a Service of Kubernetes and its port.
type Service struct {
	Name, Namespace string
	Port            int
}

// ParseService reads a URL as it is inside the cluster: http://<service>.<namespace>.svc.cluster.local:<port>.
func ParseService(base string) (Service, error) {
	address, err := url.Parse(base)
	if err != nil {
		return Service{}, fmt.Errorf("reading address %s: %w", base, err)
	}
	labels := strings.Split(address.Hostname(), ".")
	if len(labels) < 2 || labels[0] == "" || labels[1] == "" {
		return Service{}, fmt.Errorf("reading address %s: want <service>.<namespace> in it", base)
	}
	service := Service{labels[0], labels[1], 80}
	if address.Scheme == "https" {
		service.Port = 443
	}
	if text := address.Port(); text != "" {
		if service.Port, err = strconv.Atoi(text); err != nil {
			return Service{}, fmt.Errorf("reading address %s: %w", base, err)
		}
	}
	return service, nil
}

func (s Service) String() string {
	return fmt.Sprintf("Service %s in namespace %s", s.Name, s.Namespace)
}
