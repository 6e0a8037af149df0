package job

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

func platform() proof.Platform {
	return proof.Platform{
		Gateway: "http://kalypso-collector.telemetry.svc.cluster.local:4318",
		Links:   []proof.Link{{Name: "x", Query: "${__value.raw} $(x)"}},
		Grafana: &proof.Grafana{Namespace: "grafana", Secret: "login", UserEntry: "user", PasswordEntry: "password"},
	}
}

func TestTheJobHasNoRights(t *testing.T) {
	manifest, err := Job{Platform: platform(), Image: "verify:1", Timeout: 2 * time.Minute}.manifest("kalypso-verify-1")
	require.NoError(t, err)
	text, err := json.Marshal(manifest)
	require.NoError(t, err)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&batchv1.Job{}))
	for _, want := range []string{
		`"automountServiceAccountToken":false`, `"allowPrivilegeEscalation":false`, `"readOnlyRootFilesystem":true`, `"drop":["ALL"]`,
		`"runAsNonRoot":true`, `"seccompProfile":{"type":"RuntimeDefault"}`, `"backoffLimit":0`, `"ttlSecondsAfterFinished":600`,
		`"secretKeyRef":{"key":"password","name":"login"}`, `"memory":"128Mi"`, `"args":["--direct","--json=false","--timeout=2m0s"]`,
	} {
		assert.Contains(t, string(text), want)
	}
	assert.NotContains(t, string(text), "serviceAccountName")
}

func TestTheExpectationPassesUnchanged(t *testing.T) {
	container, err := Job{Platform: platform()}.container()
	require.NoError(t, err)
	value := container["env"].([]kube.Object)[0]["value"].(string)
	var read proof.Platform
	require.NoError(t, json.Unmarshal([]byte(strings.ReplaceAll(value, "$$", "$")), &read)) // as Kubernetes does
	assert.Equal(t, platform(), read)
}

func TestTheJobsNamespace(t *testing.T) {
	p := platform()
	found, err := Job{Platform: p}.namespace()
	require.NoError(t, err)
	assert.Equal(t, "grafana", found)
	p.Grafana = nil
	found, err = Job{Platform: p}.namespace()
	require.NoError(t, err)
	assert.Equal(t, "telemetry", found)
	_, err = Job{}.namespace()
	assert.ErrorContains(t, err, "choosing a namespace for the Job")
}

// cluster runs a Job in no time.
func cluster(t *testing.T, status string) (*kube.Client, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		switch {
		case strings.HasSuffix(r.URL.Path, "/log"):
			_, _ = io.WriteString(w, "the report\n")
		case strings.HasSuffix(r.URL.Path, "/pods"):
			_, _ = io.WriteString(w, `{"items":[{"metadata":{"name":"pod-1"},"status":{"containerStatuses":[{"state":`+status+`}]}}]}`)
		default:
			_, _ = io.WriteString(w, `{}`)
		}
	}))
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	return client, &asked
}

func TestAJobsLogAndCodeAreHandedOn(t *testing.T) {
	client, asked := cluster(t, `{"terminated":{"exitCode":1}}`)
	var out bytes.Buffer
	code, err := Job{Client: client, Platform: platform(), Timeout: time.Minute}.Run(t.Context(), &out)
	require.NoError(t, err)
	assert.Equal(t, 1, code)
	assert.Equal(t, "the report\n", out.String())
	require.Len(t, *asked, 4)
	assert.Equal(t, "POST /apis/batch/v1/namespaces/grafana/jobs", (*asked)[0])
	assert.Contains(t, (*asked)[3], "DELETE /apis/batch/v1/namespaces/grafana/jobs/kalypso-verify-")
}

func TestAPodThatDoesNotStartSaysWhyAndIsRemoved(t *testing.T) {
	client, asked := cluster(t, `{"waiting":{"reason":"ErrImagePull","message":"not found"}}`)
	_, err := Job{Client: client, Platform: platform(), Timeout: 100*time.Millisecond - startPatience}.Run(t.Context(), io.Discard)
	assert.ErrorContains(t, err, "its pod waits: ErrImagePull not found")
	assert.Contains(t, (*asked)[len(*asked)-1], "DELETE ")
}
