package buckets

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

const at = "/namespaces/minio/"

// cluster runs a Job in no time. It answers with the states of the pod's container and with logs, one after the other, the last for ever.
type cluster struct {
	states, logs []string
	refuse       metav1.StatusReason // of the Job
	lock         sync.Mutex
	asked        []string
	bodies       map[string]string
}

func (c *cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.lock.Lock()
	defer c.lock.Unlock()
	kind := r.URL.Path[strings.Index(r.URL.Path, at)+len(at):]
	if r.Method != http.MethodGet {
		c.asked = append(c.asked, r.Method+" "+kind)
	}
	next := func(list *[]string) string {
		first := (*list)[0]
		if len(*list) > 1 {
			*list = (*list)[1:]
		}
		return first
	}
	switch {
	case r.Method == http.MethodPost && c.refuse != "":
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"kind":"Status","status":"Failure","reason":"`+string(c.refuse)+`","message":"no"}`)
	case r.Method == http.MethodPost:
		body, _ := io.ReadAll(r.Body)
		c.bodies[kind] = string(body)
		_, _ = io.WriteString(w, `{"metadata":{"uid":"of-the-job"}}`)
	case strings.HasSuffix(r.URL.Path, "/log"):
		_, _ = io.WriteString(w, next(&c.logs))
	case kind == "pods":
		_, _ = io.WriteString(w, `{"items":[{"metadata":{"name":"p"},"status":{"containerStatuses":[{"state":`+next(&c.states)+`}]}}]}`)
	default:
		_, _ = io.WriteString(w, `{}`)
	}
}

// transfer copies Loki's bucket and Mimir's to the other store, in that cluster.
func transfer(t *testing.T, c *cluster) (Transfer, *bytes.Buffer) {
	t.Helper()
	c.bodies = map[string]string{}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	pin := manifest.Component{Namespace: manifest.Namespace{Name: "minio"}, Charts: []manifest.Chart{{}}}
	args := minio.Args{Spec: kit.Spec{Component: pin},
		Consumers: []minio.Consumer{{Name: "loki", Bucket: "loki-chunks"}, {Name: "mimir", Bucket: "mimir-data"}}}
	bucket := kit.Bucket{ObjectStore: kit.ObjectStore{Endpoint: "s3.example.org"}, AccessKey: credential.NewSecret("outer-access"),
		SecretKey: credential.NewSecret("outer-secret")}
	var out bytes.Buffer
	return Transfer{Client: client, Timeout: time.Minute, Poll: time.Millisecond, Out: &out,
		Copy: minio.Copy{Args: args, To: minio.Outside, External: map[string]kit.Bucket{"loki": bucket, "mimir": bucket}}}, &out
}

const whole = "loki: 5 objects copied\nresult loki 5 500 7 700 0 1\nresult mimir 3 30 3 30 0 0\n"

func TestWhatWasCopiedIsShownAndTheClusterIsAsBefore(t *testing.T) {
	c := &cluster{states: []string{`{"waiting":{"reason":"ContainerCreating"}}`, `{"running":{}}`, `{"terminated":{"exitCode":0}}`},
		logs: []string{whole[:23], whole}}
	run, out := transfer(t, c)
	require.NoError(t, run.Run(t.Context()))
	assert.Equal(t, `loki: 5 objects copied

BACKEND  minio: OBJECTS  BYTES  external: OBJECTS  BYTES  MISSING  DIFFERENT
loki     5               500    7                  700    0        1
mimir    3               30     3                  30     0        0
DIFFERENT: of another size there, and left as they are: whoever uses them writes them anew.
`, out.String())
	assert.Equal(t, "POST jobs", c.asked[0])
	assert.ElementsMatch(t, []string{"POST networkpolicies", "POST secrets"}, c.asked[1:3])
	assert.Equal(t, []string{"DELETE jobs/" + minio.CopyName, "DELETE secrets/" + minio.CopyName,
		"DELETE networkpolicies/" + minio.CopyName}, c.asked[3:])
	for _, kind := range []string{"secrets", "networkpolicies"} { // what this program leaves when it is killed goes with the Job
		assert.Contains(t, c.bodies[kind], `"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"kalypso-minio-copy","uid":"of-the-job"}]`)
	}
	assert.Contains(t, c.bodies["secrets"], "outer-secret")
	assert.NotContains(t, c.bodies["jobs"]+out.String(), "outer-")
}

func TestWhatIsMissingIsAnError(t *testing.T) {
	const ended = `{"terminated":{"exitCode":0}}`
	for name, c := range map[string]struct{ state, log, want string }{
		"objects": {ended, strings.Replace(whole, "700 0", "700 2", 1), "loki: 2 objects are missing in external"},
		"no answer": {ended, strings.Replace(whole, "30 0 0", "unknown unknown unknown", 1),
			"mimir: what is in external could not be compared"},
		"a backend":    {ended, "result loki 5 500 7 700 0 1\n", "mimir: what is in external could not be compared"},
		"other words":  {ended, "result loki 5\n", `line "result loki 5" has 3 words, want 8`},
		"no counts":    {ended, "result loki a b c d e f\n", `"a" is no count`},
		"a failed pod": {`{"terminated":{"exitCode":137,"reason":"OOMKilled"}}`, whole, "the pod ended with code 137, OOMKilled; what is copied stays"},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := &cluster{states: []string{c.state}, logs: []string{c.log}}
			run, _ := transfer(t, cluster)
			assert.ErrorContains(t, run.Run(t.Context()), c.want)
			assert.Contains(t, cluster.asked, "DELETE secrets/"+minio.CopyName)
		})
	}
}

func TestACopyThatDoesNotEndIsEnded(t *testing.T) {
	c := &cluster{states: []string{`{"waiting":{"reason":"ErrImagePull","message":"not found"}}`}, logs: []string{""}}
	run, _ := transfer(t, c)
	run.Timeout = 200*time.Millisecond - startPatience
	err := run.Run(t.Context())
	assert.ErrorContains(t, err, "its pod waits: ErrImagePull not found")
	assert.ErrorContains(t, err, "the same command goes on from there")
	assert.Contains(t, c.asked, "DELETE jobs/"+minio.CopyName)
}

func TestASecondCopyAndACopyWithoutMinIOAreRefused(t *testing.T) {
	for reason, want := range map[metav1.StatusReason]string{
		metav1.StatusReasonAlreadyExists: "wait for it, or end it: kubectl -n minio delete job kalypso-minio-copy",
		metav1.StatusReasonNotFound:      "namespace minio is not there",
	} {
		c := &cluster{refuse: reason}
		run, _ := transfer(t, c)
		assert.ErrorContains(t, run.Run(t.Context()), want)
		assert.Equal(t, []string{"POST jobs"}, c.asked, "what is another's stays")
	}
}
