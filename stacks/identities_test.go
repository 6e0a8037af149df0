package stacks_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// identity is what MinIO knows of one backend, whichever way it was told.
type identity struct {
	User, Password string
	Policy         []statement
}

type statement struct {
	Effect    string   `json:"Effect"`
	Actions   []string `json:"Action"`
	Resources []string `json:"Resource"`
}

// The Job in the cluster and the provider on the machine that runs Pulumi must leave the same users, with the same
// passwords and the same rights, and the same buckets; and the backends log in as those users.
func TestBothWaysMakeTheSameIdentities(t *testing.T) {
	for _, keys := range []stackstest.Config{
		{},
		{"generations": map[string]any{"loki": 4}},
		{"components": stackstest.Off("tempo")},
	} {
		project := stackstest.Project(t)
		byJob := deployIn(t, project, keys)
		byProvider := deployIn(t, project, keys.With(stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}}))
		want, also := byJob.identitiesOfJob(t), byProvider.identitiesOfProvider(t)
		require.NotEmpty(t, want)
		require.Len(t, also, len(want))
		for backend, one := range want {
			other := also[backend]
			assert.Equal(t, one.Password, other.Password)
			assert.Equal(t, one.Policy, other.Policy)
			assert.NotEqual(t, one.User, other.User, "the way that is left removes its users, and those of the other must stay")
			assert.Equal(t, other, byProvider.identitiesOfJob(t)[backend], "the Job that removes users has to know who is wanted")
		}
		for _, recorded := range []*recording{byJob, byProvider} {
			values := recorded.get(t, "Release kalypso-minio").values(t)
			assert.Equal(t, []string{"locked"}, each(values["users"], "accessKey"), "two ways at once would fight")
			assert.Equal(t, []string{"deny-all"}, each(values["policies"], "name"))
		}
		assert.Empty(t, byJob.kind("IamUser"))
		assert.Len(t, byJob.kind("Job"), 2)
		assert.Len(t, byProvider.kind("Job"), 1)
		for _, recorded := range []*recording{byJob, byProvider} {
			var reachable []string
			for backend, identity := range want {
				require.NotEmpty(t, identity.Policy, "%s may do nothing, or whatever the policy of another says", backend)
				reachable = append(reachable, strings.TrimPrefix(identity.Policy[0].Resources[0], "arn:aws:s3:::"))
			}
			buckets := each(recorded.get(t, "Release kalypso-minio").values(t)["buckets"], "name")
			assert.ElementsMatch(t, reachable, buckets, "the Job makes the buckets in both ways")
			for backend, identity := range recorded.identitiesOfJob(t) {
				assert.Equal(t,
					map[string]string{"AWS_ACCESS_KEY_ID": identity.User, "AWS_SECRET_ACCESS_KEY": identity.Password},
					secretData(recorded.get(t, "Secret "+backend+"/kalypso-s3")))
			}
		}
	}
}

// identitiesOfJob reads what the Jobs are told.
func (r *recording) identitiesOfJob(t *testing.T) map[string]identity {
	t.Helper()
	identities := map[string]identity{}
	files := secretData(r.get(t, "Secret minio/kalypso-minio-users"))
	for name, text := range files {
		if strings.HasSuffix(name, ".json") {
			continue
		}
		var document struct{ Statement []statement }
		require.NoError(t, json.Unmarshal([]byte(files[name+".json"]), &document))
		lines := strings.Split(text, "\n")
		require.Len(t, lines, 3)
		identities[name] = identity{User: lines[0], Password: lines[1], Policy: document.Statement}
	}
	return identities
}

// identitiesOfProvider reads what the MinIO provider is told: users, policies, and who is attached to what.
func (r *recording) identitiesOfProvider(t *testing.T) map[string]identity {
	t.Helper()
	identities := map[string]identity{}
	for _, policy := range r.kind("IamPolicy") {
		user, attachment := r.get(t, "IamUser "+policy.GetName()), r.get(t, "IamUserPolicyAttachment "+policy.GetName())
		assert.Equal(t, user.Inputs["name"], attachment.Inputs["userName"])
		assert.Equal(t, policy.Inputs["name"], attachment.Inputs["policyName"])
		var document struct{ Statement []statement }
		require.NoError(t, json.Unmarshal([]byte(policy.Inputs["policy"].StringValue()), &document))
		require.True(t, user.Inputs["secret"].IsSecret())
		assert.Equal(t, policy.GetName()+"-by-provider", policy.Inputs["name"].StringValue(), "the Job's policy has the backend's name")
		require.True(t, user.Inputs["name"].IsSecret())
		identities[policy.GetName()] = identity{
			User: user.Inputs["name"].SecretValue().Element.StringValue(), Password: user.Inputs["secret"].SecretValue().Element.StringValue(),
			Policy: document.Statement,
		}
		assert.NotEmpty(t, policy.GetDeletedWith(), "a server that is gone cannot be asked to delete a policy")
	}
	return identities
}
