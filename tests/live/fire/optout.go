package fire

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// optOut runs one program twice, with and without the annotation, and uses both alike: all of one is there, nothing of the
// other.
func (f *Fire) optOut(ctx context.Context) (string, error) {
	begun := time.Now()
	names := []string{"open", "closed"}
	for _, name := range names {
		pod := demo.Pod{Name: name, Program: "pay", Arguments: [][]string{nil}}
		if name == "closed" {
			pod.Annotations = map[string]string{"telemetry.kalypso.io/drop": "all"}
		}
		if err := f.create(ctx, pod.Object()); err != nil {
			return "", err
		}
	}
	if err := f.ready(ctx, demo.Namespace); err != nil {
		return "", err
	}
	for range 10 {
		for _, name := range names {
			if _, err := f.Client.Text(ctx, "/api/v1/namespaces/"+demo.Namespace+"/pods/"+name+":8080/proxy/pay"); err != nil {
				return "", fmt.Errorf("using pod %s: %w", name, err)
			}
		}
	}
	if err := kube.Eventually(ctx, shown, func() error { return f.seen(ctx, "open", begun, true) }); err != nil {
		return "", err
	}
	time.Sleep(15 * time.Second) // what came at the same time, and once more the interval of metrics
	err := f.seen(ctx, "closed", begun, false)
	return "logs, metrics and traces", errors.Join(err, f.deletePod(ctx, "open"), f.deletePod(ctx, "closed"))
}

// seen wants each signal of a service to be there, or none.
func (f *Fire) seen(ctx context.Context, service string, since time.Time, want bool) error {
	lines, errLogs := f.stores().Entries(ctx, fmt.Sprintf(`{k8s_namespace_name=%q, service_name=%q}`, demo.Namespace, service),
		since.UnixNano(), time.Now().UnixNano())
	series, errMetrics := f.stores().Query(ctx, fmt.Sprintf(`count({k8s_namespace_name=%q, service_name=%q})`, demo.Namespace, service))
	var found struct{ Traces []any }
	errTraces := f.Client.Get(ctx, "/api/v1/namespaces/tempo/services/tempo-gateway:3100/proxy/api/search?"+url.Values{
		"q": {fmt.Sprintf(`{resource.service.name=%q && resource.k8s.namespace.name=%q}`, service, demo.Namespace)},
	}.Encode(), &found)
	if err := errors.Join(errLogs, errMetrics, errTraces); err != nil {
		return err
	}
	var wrong []error
	for signal, count := range map[string]int{"lines": len(lines), "series": len(series), "traces": len(found.Traces)} {
		if (count > 0) != want {
			wrong = append(wrong, fmt.Errorf("%d %s of %s", count, signal, service))
		}
	}
	return errors.Join(wrong...)
}
