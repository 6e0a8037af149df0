package minio

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

func copying(to Store) Copy {
	args := Args{Spec: spec(), Consumers: consumers()}
	args.Charts = []manifest.Chart{{Values: map[string]any{"mcImage": map[string]any{"repository": "quay.io/minio/mc", "tag": "1"}}}}
	bucket := func(name string) kit.Bucket {
		return kit.Bucket{ObjectStore: kit.ObjectStore{Endpoint: "s3.example.org", TLS: true}, Name: name,
			AccessKey: credential.NewSecret("outer-access"), SecretKey: credential.NewSecret(`outer/"secret"+`)}
	}
	return Copy{Args: args, To: to, External: map[string]kit.Bucket{"loki": bucket("our-loki"), "mimir": bucket("our-mimir")}}
}

func TestTheCopyIsAsTheJobsThatMakeUsers(t *testing.T) {
	c := copying(Outside)
	object, users := c.Job(time.Hour), job(c.Args, "make", "x")
	pod, other := kit.Lookup(object, "spec", "template", "spec").(kit.Tree), kit.Lookup(users, "spec", "template", "spec").(kit.Tree)
	container, otherContainer := pod["containers"].([]any)[0].(kit.Tree), other["containers"].([]any)[0].(kit.Tree)
	for _, key := range []string{"image", "resources", "securityContext"} {
		require.NotEmpty(t, container[key])
		assert.Equal(t, otherContainer[key], container[key])
	}
	assert.Equal(t, "quay.io/minio/mc:1", container["image"])
	assert.Equal(t, other["securityContext"], pod["securityContext"])
	assert.Equal(t, false, pod["automountServiceAccountToken"])
	assert.Equal(t, "Never", pod["restartPolicy"])
	assert.Equal(t, 3600, kit.Lookup(object, "spec", "activeDeadlineSeconds"))
	assert.Equal(t, CopyName, kit.Lookup(object, "metadata", "name"))
	assert.Contains(t, container["env"], kit.Tree{"name": "BUCKETS", "value": "loki=loki-chunks=our-loki mimir=mimir-data=our-mimir"})
	assert.Contains(t, container["env"], kit.Tree{"name": "TO", "value": "external"})
}

// Only its own Secret knows the keys of the other store; MinIO's are in theirs already.
func TestTheCopysCredentialsAreInItsSecretAlone(t *testing.T) {
	c := copying(Inside)
	secret, err := c.Secret()
	require.NoError(t, err)
	text, err := json.Marshal([]any{c.Job(time.Hour), c.NetworkPolicy()})
	require.NoError(t, err)
	for _, credential := range []string{"outer", "-password", "loki-user"} {
		assert.NotContains(t, string(text), credential)
	}
	var config struct{ Aliases map[string]map[string]string }
	require.NoError(t, json.Unmarshal([]byte(kit.Lookup(secret, "stringData", "loki").(string)), &config))
	assert.Equal(t, map[string]string{"url": "https://s3.example.org", "accessKey": "outer-access", "secretKey": `outer/"secret"+`,
		"api": "S3v4", "path": "auto"}, config.Aliases["external"])
	assert.NotContains(t, secret["stringData"], "minio")
}

func TestTheCopysPodMayGoOutAndNobodyIn(t *testing.T) {
	c := copying(Inside)
	labels := kit.Lookup(c.Job(time.Hour), "spec", "template", "metadata", "labels").(kit.Tree)
	policy := c.NetworkPolicy()
	for key, value := range kit.Lookup(policy, "spec", "podSelector", "matchLabels").(kit.Tree) {
		assert.Equal(t, value, labels[key])
		assert.NotContains(t, kit.Lookup(job(c.Args, "make", "x"), "spec", "template", "metadata", "labels"), key, "others stay shut in")
	}
	assert.Equal(t, []any{"Ingress", "Egress"}, kit.Lookup(policy, "spec", "policyTypes"))
	assert.Equal(t, []any{kit.Tree{}}, kit.Lookup(policy, "spec", "egress"))
	assert.Nil(t, kit.Lookup(policy, "spec", "ingress"))
	// Whatever lets the Jobs that make users reach MinIO lets this one too.
	for key, value := range kit.Lookup(job(c.Args, "make", "x"), "spec", "template", "metadata", "labels").(kit.Tree) {
		assert.Equal(t, value, labels[key])
	}
}
