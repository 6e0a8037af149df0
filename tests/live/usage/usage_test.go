package usage

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const nodes = `{"items":[{"metadata":{"name":"one"}}]}`

// summary is the kubelet's, without what is not read.
const summary = `{"node":{"nodeName":"one"},"pods":[
 {"podRef":{"name":"mimir-distributor-6bd4-x","namespace":"mimir","uid":"u1"},"containers":[
  {"name":"distributor","cpu":{"usageNanoCores":12500000,"usageCoreNanoSeconds":9},
   "memory":{"usageBytes":99,"workingSetBytes":83886080,"rssBytes":62914560}}]},
 {"podRef":{"name":"loki-0","namespace":"loki","uid":"u2"},"containers":[
  {"name":"loki","cpu":{"usageNanoCores":30000000},"memory":{"workingSetBytes":209715200}}]},
 {"podRef":{"name":"coredns-1","namespace":"kube-system","uid":"u3"},"containers":[
  {"name":"coredns","cpu":{"usageNanoCores":1},"memory":{"workingSetBytes":1}}]}]}`

const pods = `{"items":[
 {"metadata":{"name":"mimir-distributor-6bd4-x","namespace":"mimir","uid":"u1","labels":{"pod-template-hash":"6bd4"},
   "ownerReferences":[{"kind":"ReplicaSet","name":"mimir-distributor-6bd4"}]},
  "spec":{"containers":[{"name":"distributor","resources":{"requests":{"cpu":"20m","memory":"64Mi"},"limits":{"memory":"512Mi"}}}]},
  "status":{"phase":"Running","containerStatuses":[{"name":"distributor","ready":true,"restartCount":0,
   "state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}},
 {"metadata":{"name":"loki-0","namespace":"loki","uid":"u2","labels":{},"ownerReferences":[{"kind":"StatefulSet","name":"loki"}]},
  "spec":{"containers":[{"name":"loki","resources":{"requests":{"cpu":"0.045","memory":"240Mi"}}}]},
  "status":{"phase":"Running","containerStatuses":[{"name":"loki","ready":true,"restartCount":2,
   "state":{"running":{}},"lastState":{"terminated":{"reason":"OOMKilled","exitCode":137}}}]}},
 {"metadata":{"name":"mimir-job-1","namespace":"mimir","uid":"u4"},"spec":{"containers":[{"name":"job"}]},
  "status":{"phase":"Succeeded"}},
 {"metadata":{"name":"mimir-new","namespace":"mimir","uid":"u5"},"spec":{"containers":[
   {"name":"new","resources":{"limits":{"memory":"1Gi"}}}]},
  "status":{"phase":"Pending","containerStatuses":[{"name":"new","ready":false,"state":{"waiting":{"reason":"ErrImagePull"}}}]}},
 {"metadata":{"name":"coredns-1","namespace":"kube-system","uid":"u3"},"spec":{"containers":[{"name":"coredns"}]},
  "status":{"phase":"Running"}}]}`

func TestTakeJoinsPodsWithWhatTheKubeletMeasured(t *testing.T) {
	got, err := Take(context.Background(), cluster(t, pods), []string{"mimir", "loki"})
	if err != nil {
		t.Fatal(err)
	}
	const mi = 1 << 20
	want := []Row{
		{
			Component: "loki", Pod: "loki-0", Workload: "loki", Container: "loki", Memory: 200 * mi, MemoryRequest: 240 * mi,
			CPU: 30, CPURequest: 45, Ready: true, Restarts: 2, Ended: "OOMKilled, exit code 137",
		},
		{
			Component: "mimir", Pod: "mimir-distributor-6bd4-x", Workload: "mimir-distributor", Container: "distributor",
			Memory: 80 * mi, MemoryRequest: 64 * mi, MemoryLimit: 512 * mi, CPU: 12, CPURequest: 20, Ready: true,
		},
		{Component: "mimir", Pod: "mimir-new", Workload: "mimir-new", Container: "new", MemoryLimit: 1024 * mi},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d rows: %+v", len(got), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestTakeRefusesWhatItCannotTell(t *testing.T) {
	tests := map[string]struct{ from, to, want string }{
		"a container without figures": {`"uid":"u2"`, `"uid":"recreated"`, "measuring loki/loki-0/loki: the kubelet has no figures yet"},
		"a quantity that is none":     {`"512Mi"`, `"512Mb"`, `reading the resources of mimir/mimir-distributor-6bd4-x/distributor`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Take(context.Background(), cluster(t, strings.Replace(pods, test.from, test.to, 1)), []string{"mimir", "loki"})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
		})
	}
}

// cluster is an API server with one node and the given pods.
func cluster(t *testing.T, pods string) *kube.Client {
	t.Helper()
	answers := map[string]string{"/api/v1/nodes": nodes, "/api/v1/nodes/one/proxy/stats/summary": summary, "/api/v1/pods": pods}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, found := answers[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
