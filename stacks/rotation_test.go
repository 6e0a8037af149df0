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
	s3 := func(backend string) []string {
		return []string{
			"Job minio/kalypso-minio-make metadata.name",   // makes the new user
			"Job minio/kalypso-minio-retire metadata.name", // removes the old one
			"Release " + backend + " restarts its pods",
			"Secret " + backend + "/kalypso-s3 data.AWS_ACCESS_KEY_ID",
			"Secret " + backend + "/kalypso-s3 data.AWS_SECRET_ACCESS_KEY",
			"Secret minio/kalypso-minio-users data." + backend,
		}
	}
	project := stackstest.Project(t)
	before := deployIn(t, project, nil)
	for name, want := range map[string][]string{
		"mimir":     s3("mimir"),
		"tempo":     s3("tempo"),
		"loki":      s3("loki"),
		"pyroscope": s3("pyroscope"),
		"minio": {
			"Job minio/kalypso-minio-make metadata.name", "Job minio/kalypso-minio-retire metadata.name", // they log in as the administrator
			"Release kalypso-minio restarts its pods",
			"Secret minio/kalypso-minio-root data.rootPassword",
			"Secret minio/kalypso-minio-root data.rootUser",
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
		"Job minio/kalypso-minio-retire metadata.name",
		"Release loki restarts its pods",
		"Secret loki/kalypso-s3 data.AWS_ACCESS_KEY_ID",
		"Secret loki/kalypso-s3 data.AWS_SECRET_ACCESS_KEY",
		"Secret minio/kalypso-minio-users data.loki",
	}, restarts(changes(before, after)))
	assert.False(t, after.get(t, "IamUser loki").GetDeleteBeforeReplace(), "the old user works until its backend has restarted")
}

// The old users go last: a backend whose upgrade fails goes on with the one that it has.
func TestUsersAreRetiredAfterTheirBackends(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, keys)
			if !slices.Contains(recorded.ids(), "Release kalypso-minio") {
				assert.Empty(t, recorded.kind("Job"))
				return
			}
			edges := recorded.edges(t)
			for backend := range promised.Buckets() {
				if slices.Contains(recorded.ids(), "Release "+backend) {
					assert.Contains(t, edges, "Job minio/kalypso-minio-retire -> Release "+backend)
				}
			}
		})
	}
}

// A generation that is set back is the same user again, and the later one is no longer among those that are wanted.
func TestGenerationsHaveUsersOfTheirOwn(t *testing.T) {
	user := func(generation int) string {
		keys := stackstest.Config{"generations": map[string]any{"loki": generation}}
		return secretData(deploy(t, keys).get(t, "Secret loki/kalypso-s3"))["AWS_ACCESS_KEY_ID"]
	}
	first, second := user(1), user(2)
	assert.NotEqual(t, first, second)
	assert.Equal(t, first, user(1))
	for _, name := range []string{first, second} {
		assert.Regexp(t, `^loki-[A-Za-z0-9]{16}$`, name, "the script knows its own users by this form")
	}
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
		case "grafana/grafana admin-user":
			assert.Equal(t, old[key], now[key], "%s is a name", key)
		case "minio/kalypso-minio-users mimir.json", "minio/kalypso-minio-users tempo.json", "minio/kalypso-minio-users loki.json",
			"minio/kalypso-minio-users pyroscope.json":
			assert.Equal(t, old[key], now[key], "%s is a policy", key)
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
