package networktest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// The rules of the API's documentation, one connection each, to port 8080 ("http") of a pod in "shop" from one in "other".
func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		spec string
		want bool
	}{
		"no policy of the other direction":  {`{policyTypes: [Egress], podSelector: {}}`, true},
		"a policy of other pods":            {`{policyTypes: [Ingress], podSelector: {matchLabels: {app: db}}}`, true},
		"no rule":                           {`{policyTypes: [Ingress], podSelector: {}}`, false},
		"an empty rule":                     {`{policyTypes: [Ingress], podSelector: {}, ingress: [{}]}`, true},
		"the port":                          {`{policyTypes: [Ingress], podSelector: {}, ingress: [{ports: [{port: 8080}]}]}`, true},
		"another port":                      {`{policyTypes: [Ingress], podSelector: {}, ingress: [{ports: [{port: 80}]}]}`, false},
		"another protocol":                  {`{policyTypes: [Ingress], podSelector: {}, ingress: [{ports: [{port: 8080, protocol: UDP}]}]}`, false},
		"a range":                           {`{policyTypes: [Ingress], podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8100}]}]}`, true},
		"the port by name":                  {`{policyTypes: [Ingress], podSelector: {}, ingress: [{ports: [{port: http}]}]}`, true},
		"a name that the pod has not":       {`{policyTypes: [Ingress], podSelector: {}, ingress: [{ports: [{port: grpc}]}]}`, false},
		"pods of the policy's namespace":    {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}`, false},
		"pods of every namespace":           {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}`, true},
		"both selectors, one of which fits": {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}]}`, false},
		"the namespace by name":             {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}]}]}`, true},
		"one of two":                        {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [x, other]}]}}]}]}`, true},
		"not one of two":                    {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x, other]}]}}]}]}`, false},
		"the right peer, another port":      {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]}`, false},
		"addresses":                         {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}`, true},
		"addresses without ours":            {`{policyTypes: [Ingress], podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			policy := tree{"metadata": tree{"namespace": "shop"}, "spec": tree{}}
			spec := tree{}
			require.NoError(t, yaml.Unmarshal([]byte(c.spec), &spec))
			policy["spec"] = spec
			from, to := End{Namespace: "other", IP: "10.1.2.3"}, End{Namespace: "shop", Ports: map[string]int{"http": 8080}}
			assert.Equal(t, c.want, Allowed([]tree{policy}, from, to, "TCP", 8080))
		})
	}
}
