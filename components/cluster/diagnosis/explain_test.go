package diagnosis_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
	"github.com/kalypsoServing/kalypso/components/cluster/diagnosis"
)

type tree = map[string]any

func pod(name string, status tree) tree {
	return tree{"metadata": tree{"name": name}, "status": status}
}

// namespace answers for the namespace "loki" with these pods, claims and events.
func namespace(pods, claims, events []any) *apitest.Server {
	const base = "/api/v1/namespaces/loki"
	return &apitest.Server{Answers: map[string]any{
		base + "/pods": tree{"items": pods}, base + "/persistentvolumeclaims": tree{"items": claims}, base + "/events": tree{"items": events},
		base + "/pods/loki-0/log": func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("starting " + r.URL.Query().Get("container") + "\nsecret_key=abc123 is wrong\nAccessDenied\n"))
		},
	}}
}

func TestWhatIsNotReadyIsExplained(t *testing.T) {
	const message = "0/3 nodes are available: 3 Insufficient cpu."
	warning := tree{"type": "Warning", "reason": "BackOff", "message": "Back-off pulling image", "lastTimestamp": "2026-01-01T00:00:00Z",
		"involvedObject": tree{"kind": "Pod", "name": "loki-0"}}
	for name, c := range map[string]struct {
		pods, claims, events []any
		want                 string // "" for nothing
	}{
		"ready": {[]any{pod("loki-0", tree{"phase": "Running", "conditions": []any{tree{"type": "Ready", "status": "True"}}})}, nil, nil, ""},
		"done":  {[]any{pod("job-0", tree{"phase": "Succeeded"})}, nil, nil, ""},
		"no room": {[]any{pod("loki-0", tree{"phase": "Pending", "conditions": []any{tree{"type": "PodScheduled", "status": "False", "message": message}}})},
			nil, nil, "pod loki-0 cannot be scheduled: " + message},
		"no image": {[]any{pod("loki-0", tree{"phase": "Pending", "containerStatuses": []any{tree{"name": "loki",
			"state": tree{"waiting": tree{"reason": "ErrImagePull", "message": "not found"}}}}})}, nil, []any{warning},
			"pod loki-0 waits in container loki: ErrImagePull not found; event BackOff: Back-off pulling image"},
		"crashing": {[]any{pod("loki-0", tree{"phase": "Running", "containerStatuses": []any{tree{"name": "loki", "restartCount": 3,
			"state":     tree{"waiting": tree{"reason": "CrashLoopBackOff", "message": ""}},
			"lastState": tree{"terminated": tree{"reason": "OOMKilled", "exitCode": 137}}}}})}, nil, nil,
			"ended with 137 (OOMKilled), 3 restarts\n    | starting loki\n    | secret_key=[hidden] is wrong\n    | AccessDenied"},
		"no volume": {nil, []any{tree{"metadata": tree{"name": "storage-loki-0"}, "status": tree{"phase": "Pending"}}}, nil,
			"claim storage-loki-0 waits for a volume"},
		"no reason": {[]any{pod("loki-0", tree{"phase": "Running"})}, nil, nil, "pod loki-0 is Running and not ready"},
	} {
		t.Run(name, func(t *testing.T) {
			found := diagnosis.Ask(t.Context(), namespace(c.pods, c.claims, c.events).Start(t), "loki")
			if c.want == "" {
				assert.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			assert.Contains(t, found[0], c.want)
			assert.NotContains(t, found[0], "abc123")
		})
	}
}

func TestManyAreCounted(t *testing.T) {
	var pods []any
	for range 12 {
		pods = append(pods, pod("p", tree{"phase": "Pending"}))
	}
	found := diagnosis.Ask(t.Context(), namespace(pods, nil, nil).Start(t), "loki")
	require.Len(t, found, 6)
	assert.True(t, strings.HasPrefix(found[5], "and 7 more"))
}

// What is seen while Helm rolls back is no reason for anything. Before it has written that it begins, the last record is an old one.
func TestWhatIsUndoneIsNoEvidence(t *testing.T) {
	for status, want := range map[string]bool{"pending-install": false, "pending-upgrade": false, "deployed": false, "failed": false,
		"pending-rollback": true, "uninstalling": true} {
		record := func(version, status string) tree {
			return tree{"metadata": tree{"labels": tree{"version": version, "status": status}}}
		}
		server := &apitest.Server{Answers: map[string]any{"/api/v1/namespaces/loki/secrets": tree{"items": []any{
			record("10", status), record("2", "pending-rollback"), record("9", "superseded")}}}}
		assert.Equal(t, want, diagnosis.Over(t.Context(), server.Start(t), "loki", "loki"), status)
	}
}

// A quota refuses pods before they are there to tell.
func TestPodsThatWereNeverMade(t *testing.T) {
	server := namespace(nil, nil, []any{tree{"type": "Warning", "reason": "FailedCreate", "message": "exceeded quota: small",
		"eventTime": "2026-01-01T00:00:00Z", "involvedObject": tree{"kind": "StatefulSet", "name": "loki"}}})
	server.Answers["/apis/apps/v1/namespaces/loki/statefulsets"] = tree{"items": []any{
		tree{"metadata": tree{"name": "loki"}, "spec": tree{"replicas": 1}, "status": tree{"replicas": 0}}}}
	assert.Equal(t, []string{"loki gets no pods; event FailedCreate: exceeded quota: small"}, diagnosis.Ask(t.Context(), server.Start(t), "loki"))
}

func TestCredentialsAreHidden(t *testing.T) {
	for line, secret := range map[string]string{
		"Authorization: Basic dXNlcjpwYXNz": "dXNlcjpwYXNz", "authorization=Bearer abc.def": "abc.def", "dial http://admin:hunter2@minio:9000": "hunter2",
		"pass: hunter2": "hunter2", "X-Api-Key: abc123": "abc123", `password="a b c"`: "b c", "aws_secret_access_key=xyz": "xyz",
	} {
		server := namespace([]any{pod("loki-0", tree{"phase": "Running", "containerStatuses": []any{tree{"name": "loki", "restartCount": 1,
			"state": tree{"waiting": tree{"reason": "CrashLoopBackOff", "message": line}}}}})}, nil, nil)
		found := diagnosis.Ask(t.Context(), server.Start(t), "loki")
		require.Len(t, found, 1)
		assert.NotContains(t, found[0], secret)
		assert.Contains(t, found[0], "[hidden]")
	}
}
