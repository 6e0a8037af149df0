package stacks_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
)

// Raising one generation changes one credential where it is kept, the name of its user, and an annotation that restarts
// the pods that use it. A longer list here means that a rotation touches another component.
func TestRotation(t *testing.T) {
	s3 := func(backend, user string) []string {
		return []string{
			"Release " + backend + " restarts its pods",
			"Release kalypso-minio values.customCommands.0.command", // retires the old user
			"Release kalypso-minio values.users." + user + ".accessKey",
			"Secret minio/kalypso-minio-users data." + backend,
			"Secret " + backend + "/kalypso-s3 data.AWS_ACCESS_KEY_ID",
			"Secret " + backend + "/kalypso-s3 data.AWS_SECRET_ACCESS_KEY",
		}
	}
	project := stackstest.Project(t)
	before := deployIn(t, project, nil)
	for name, want := range map[string][]string{
		"mimir":     s3("mimir", "0"),
		"tempo":     s3("tempo", "1"),
		"loki":      s3("loki", "2"),
		"pyroscope": s3("pyroscope", "3"),
		"minio": {
			"Release kalypso-minio restarts its pods",
			"Secret minio/kalypso-minio-root data.rootPassword",
		},
		"grafana": {
			"Release grafana values.extraInitContainers.0.env.0.value", // it resets the password in Grafana's database
			"Release grafana restarts its pods",
			"Secret grafana/grafana data.admin-password",
		},
	} {
		t.Run(name, func(t *testing.T) {
			after := deployIn(t, project, stackstest.Config{"generations": map[string]any{name: 2}})
			assert.ElementsMatch(t, want, restarts(changes(before, after)))
			assert.Equal(t, before.edges(t), after.edges(t))
		})
	}
}

// restarts puts the changed pod annotations of each Release, one per kind of pod that has the credential, into one line.
func restarts(changed []string) []string {
	var lines []string
	for _, line := range changed {
		if id, _, annotation := strings.Cut(line, " values."); strings.HasSuffix(line, "podAnnotations."+kit.CredentialAnnotation) && annotation {
			line = id + " restarts its pods"
		}
		lines = append(lines, line)
	}
	return slices.Compact(slices.Sorted(slices.Values(lines)))
}

// A changed Secret restarts nothing by itself, so whatever reads one from its environment carries the fingerprint.
func TestWhoeverReadsACredentialRestartsWithIt(t *testing.T) {
	recorded := deploy(t, nil)
	for _, backend := range slices.Sorted(maps.Keys(promised.Buckets())) {
		readers := 0
		for path, pod := range trees(recorded.get(t, "Release "+backend).values(t)) {
			if !reflect.DeepEqual(pod["extraEnvFrom"], kit.S3Env()) {
				continue
			}
			readers++
			annotations, _ := pod["podAnnotations"].(map[string]any)
			assert.NotEmpty(t, annotations[kit.CredentialAnnotation], "%s: %s reads the credential", backend, path)
		}
		assert.Positive(t, readers, backend)
	}
}

// trees are all maps in a tree, by path.
func trees(tree map[string]any) map[string]map[string]any {
	all := map[string]map[string]any{"": tree}
	for key, value := range tree {
		if below, isMap := value.(map[string]any); isMap {
			for path, deeper := range trees(below) {
				all[key+"."+path] = deeper
			}
		}
	}
	return all
}

// With the provider the user is a resource: a new name and a new password, and the attachment follows.
func TestRotationByProvider(t *testing.T) {
	keys := stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}}
	before, after := deploy(t, keys), deploy(t, keys.With(stackstest.Config{"generations": map[string]any{"loki": 2}}))
	assert.Equal(t, []string{
		"IamUser loki name",
		"IamUser loki secret",
		"IamUserPolicyAttachment loki userName",
		"Release loki restarts its pods",
		"Secret loki/kalypso-s3 data.AWS_ACCESS_KEY_ID",
		"Secret loki/kalypso-s3 data.AWS_SECRET_ACCESS_KEY",
	}, restarts(changes(before, after)))
	assert.False(t, after.get(t, "IamUser loki").GetDeleteBeforeReplace(), "the old user works until its backend has restarted")
}

// Each of the users of a generation that has passed loses its access.
func TestRetiredUsersAreRemoved(t *testing.T) {
	values := deploy(t, stackstest.Config{"generations": map[string]any{"loki": 3}}).get(t, "Release kalypso-minio").values(t)
	assert.Equal(t, []string{"admin user remove myminio loki-1 || true", "admin user remove myminio loki-2 || true"},
		each(values["customCommands"], "command"))
	assert.Contains(t, each(values["users"], "accessKey"), "loki-3")
}

// Another root secret is a rotation of everything: nothing may be left that does not depend on it.
func TestAnotherRootSecretRotatesEverything(t *testing.T) {
	before, after := deploy(t, nil), deploy(t, stackstest.Config{"rootSecret": "another root secret, 32 characters or more"})
	old, now := map[string]string{}, map[string]string{}
	for _, secret := range before.kind("Secret") {
		for key, text := range secretData(secret) {
			old[secret.GetName()+" "+key] = text
		}
	}
	for _, secret := range after.kind("Secret") {
		for key, text := range secretData(secret) {
			now[secret.GetName()+" "+key] = text
		}
	}
	require.Len(t, now, len(old))
	for key := range old {
		switch key {
		case "minio/kalypso-minio-root rootUser", "grafana/grafana admin-user",
			"mimir/kalypso-s3 AWS_ACCESS_KEY_ID", "tempo/kalypso-s3 AWS_ACCESS_KEY_ID",
			"loki/kalypso-s3 AWS_ACCESS_KEY_ID", "pyroscope/kalypso-s3 AWS_ACCESS_KEY_ID":
			assert.Equal(t, old[key], now[key], "%s is a name", key)
		case "mimir/kalypso-alertmanager anonymous.yaml":
			assert.Equal(t, old[key], now[key], "what is in it is the user's")
		default:
			assert.NotEqual(t, old[key], now[key], key)
		}
	}
}

// The wave annotation is the older delivery's own word: it stays on the Namespace, where people look for it.
func TestNamespacesKeepTheirAnnotations(t *testing.T) {
	for _, namespace := range deploy(t, nil).kind("Namespace") {
		annotations := namespace.Inputs["metadata"].ObjectValue()["annotations"].ObjectValue()
		assert.True(t, annotations[manifest.WaveAnnotation].IsString(), namespace.id())
	}
}
