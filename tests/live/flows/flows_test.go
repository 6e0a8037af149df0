package flows

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

func TestNoFlowIsBothPromisedAndForbidden(t *testing.T) {
	if len(Forbidden()) < 12 {
		t.Errorf("%d flows are forbidden, want a dozen at least", len(Forbidden()))
	}
	seen := map[Flow]bool{}
	for _, flow := range append(Promised(), Forbidden()...) {
		if seen[flow] {
			t.Errorf("%s is there twice", flow)
		}
		seen[flow] = true
	}
}

func TestEveryEndIsInANamespaceThatIsThere(t *testing.T) {
	known := []string{App, Node, Outside, "telemetry", "kube-system", "default"}
	for _, release := range promised.Releases() {
		known = append(known, release.Namespace)
	}
	for _, flow := range append(Promised(), Forbidden()...) {
		for _, end := range []string{flow.From, flow.To} {
			if namespace, _, _ := strings.Cut(end, "/"); !slices.Contains(known, namespace) {
				t.Errorf("%s: nobody knows %s", flow, namespace)
			}
		}
	}
}

func TestAPolicyIsARefusalOrSilence(t *testing.T) {
	for want, err := range map[Outcome]error{
		Connected: nil,
		Refused:   &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED},
		TimedOut:  &net.OpError{Op: "dial", Err: context.DeadlineExceeded},
	} {
		if got, err := judge(err); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if got, err := judge(syscall.ENETUNREACH); got != "" || !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("a broken network is %q, %v: it says nothing about a policy", got, err)
	}
}

func TestWhatIsWrong(t *testing.T) {
	flow := Flow{App, "minio/kalypso-minio", 9000}
	for r, want := range map[Result]string{
		{flow, true, Connected}:  "",
		{flow, true, Refused}:    "an app to minio/kalypso-minio:9000: refused, and it is promised",
		{flow, true, TimedOut}:   "an app to minio/kalypso-minio:9000: timed out, and it is promised",
		{flow, false, Connected}: "an app to minio/kalypso-minio:9000: connected, and it is forbidden",
		{flow, false, Refused}:   "",
		{flow, false, TimedOut}:  "",
		{flow, false, Untried}:   "",
		{flow, true, Untried}:    "",
		{flow, false, ""}:        "an app to minio/kalypso-minio:9000: , and it is forbidden",
	} {
		if got := r.wrong(); (got == nil) != (want == "") || got != nil && got.Error() != want {
			t.Errorf("%v: got %v, want %q", r, got, want)
		}
	}
}

func TestOnlyWhatDoesNotRunIsNotTried(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/api/v1/pods":
			_, _ = w.Write([]byte(`{"items": [{"metadata": {"namespace": "loki", "name": "loki-gateway-1"}}]}`))
		case "/api/v1/namespaces/minio/services/kalypso-minio":
			_, _ = w.Write([]byte(`{"spec": {"clusterIP": "10.96.7.7"}}`))
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"kind": "Status", "code": 404, "reason": "NotFound"}`))
		}
	}))
	defer server.Close()
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	trial := Trial{Client: client, Namespaces: []string{"minio", "loki"}}
	if got, err := trial.destination(t.Context(), store, 9000); got != "10.96.7.7:9000" || err != nil {
		t.Errorf("the address is %q, %v", got, err)
	}
	if got, err := trial.try(t.Context(), Flow{grafana, store, 9000}); got != Untried || err != nil {
		t.Errorf("Grafana does not run, and the flow is %q, %v", got, err)
	}
	for flow, want := range map[Flow]string{
		{loki, store, 9000}:   "no pod in namespace loki is called loki-0",
		{App, lines, 3100}:    "asking for Service loki/loki",
		{App, "loki/gone", 1}: "asking for Service loki/gone",
	} {
		if got, err := trial.try(t.Context(), flow); got != "" || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v, want an error: it runs, and is not called so", flow, got, err)
		}
	}
}
