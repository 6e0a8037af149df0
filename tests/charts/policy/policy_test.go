package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/charts/policy"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// good is what may be deployed anywhere.
const good = `
kind: Deployment
metadata: {name: good}
spec:
  template:
    spec:
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: main
          image: registry.example.org:5000/some/program:1.2
          args: ["-password=$(PASSWORD)", "-token-file=/etc/token"]
          env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: its, key: password}}}, {name: TOKEN, value: ""}]
          resources: {requests: {cpu: 1m, memory: 1Mi}, limits: {memory: 1Mi}}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      volumes: [{name: tmp, emptyDir: {sizeLimit: 1Mi}}, {name: ram, emptyDir: {medium: Memory}}]
`

// in are the objects of a text, and its pods.
func in(t *testing.T, text string) ([]policy.Object, []policy.Pod) {
	t.Helper()
	objects, err := render.Parse(map[string]string{"f": text})
	require.NoError(t, err)
	placed := policy.In("here", objects)
	pods, err := policy.Pods(placed)
	require.NoError(t, err)
	return placed, pods
}

// without is good with a piece of it replaced, which has to be there.
func without(t *testing.T, piece, by string) policy.Pod {
	t.Helper()
	require.Contains(t, good, piece)
	_, pods := in(t, strings.Replace(good, piece, by, 1))
	require.Len(t, pods, 1)
	return pods[0]
}

func TestWhatIsGoodPasses(t *testing.T) {
	objects, pods := in(t, good)
	require.Len(t, pods, 1)
	judge, err := policy.NewJudge()
	require.NoError(t, err)
	refused, err := judge.Refuses(pods[0], "restricted")
	require.NoError(t, err)
	require.Empty(t, refused)
	require.Empty(t, policy.Unbounded(pods[0]))
	require.Empty(t, policy.Clear(pods[0]))
	require.False(t, policy.Token(pods[0], policy.Accounts(objects)))
}

func TestEachFlawIsFound(t *testing.T) {
	judge, err := policy.NewJudge()
	require.NoError(t, err)
	for name, c := range map[string]struct{ piece, by, want string }{
		"no tag":           {"program:1.2", "program", "no tag, or latest"},
		"latest":           {"program:1.2", "program:latest", "no tag, or latest"},
		"no request":       {"cpu: 1m, ", "", "no request of cpu"},
		"no limit":         {", limits: {memory: 1Mi}", "", "no memory limit"},
		"endless emptyDir": {"emptyDir: {sizeLimit: 1Mi}", "emptyDir: {}", "volume tmp"},
		"literal":          {`{name: TOKEN, value: ""}`, "{name: DB_PASSWORD, value: hunter2}", "variable DB_PASSWORD"},
		"argument":         {"-password=$(PASSWORD)", "-db.password=hunter2", "argument -db.password=hunter2"},
		"root":             {"runAsNonRoot: true, ", "", "runAsNonRoot"},
		"no profile":       {", seccompProfile: {type: RuntimeDefault}", "", "seccompProfile"},
		"capabilities":     {", capabilities: {drop: [ALL]}", "", "capabilities"},
		"host path":        {"emptyDir: {sizeLimit: 1Mi}", "hostPath: {path: /}", "hostPath"},
		"host's processes": {"securityContext: {runAsNonRoot", "hostPID: true\n      securityContext: {runAsNonRoot", "hostPID"},
	} {
		t.Run(name, func(t *testing.T) {
			pod := without(t, c.piece, c.by)
			refused, err := judge.Refuses(pod, "restricted")
			require.NoError(t, err)
			found := append(policy.Unbounded(pod), policy.Clear(pod)...)
			if refused != "" {
				found = append(found, refused)
			}
			require.Len(t, found, 1, "and nothing else")
			require.Contains(t, found[0], c.want)
		})
	}
}

func TestWhoIsGivenAToken(t *testing.T) {
	const own = "      automountServiceAccountToken: false\n"
	const mount = "          volumeMounts: [{name: tmp, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]\n          resources"
	for name, c := range map[string]struct {
		pod, account string
		want         bool
	}{
		"nobody says anything": {strings.Replace(good, own, "", 1), "", true},
		"its account says no": {strings.Replace(good, own, "      serviceAccountName: its\n", 1),
			"automountServiceAccountToken: false", false},
		"its account says yes":   {strings.Replace(good, own, "      serviceAccountName: its\n", 1), "automountServiceAccountToken: true", true},
		"the pod says otherwise": {good, "automountServiceAccountToken: true", false},
		"something is there":     {strings.Replace(strings.Replace(good, own, "", 1), "          resources", mount, 1), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			objects, pods := in(t, c.pod+"\n---\nkind: ServiceAccount\nmetadata: {name: its}\n"+c.account)
			require.Equal(t, c.want, policy.Token(pods[0], policy.Accounts(objects)))
		})
	}
}

func TestCredentialsInConfigMaps(t *testing.T) {
	for line, want := range map[string]int{
		"secret_access_key: abc": 1, `"password": "abc",`: 1, "admin_password = abc": 1, "  token: abc": 1,
		"secret_access_key: ${KEY}": 0, "password_file: /etc/x": 0, "# token: the one of the mesh": 0, "secret:\n  name: x": 0, "tokens: 3": 0,
	} {
		object := render.Object{"kind": "ConfigMap", "data": map[string]any{"f": "first: 1\n" + line}}
		require.Len(t, policy.ClearIn(policy.Object{Object: object}), want, line)
	}
}

func TestWhoReadsEverySecret(t *testing.T) {
	for rule, want := range map[string]bool{
		`{apiGroups: [""], resources: [configmaps, secrets], verbs: [watch]}`:         true,
		`{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}`:                          true,
		`{apiGroups: [""], resources: [secrets], verbs: [create]}`:                    false,
		`{apiGroups: [""], resources: [secrets], resourceNames: [its], verbs: [get]}`: false,
		`{apiGroups: [""], resources: [configmaps], verbs: [get]}`:                    false,
		`{apiGroups: [cert-manager.io], resources: [secrets], verbs: [get]}`:          false,
	} {
		objects, _ := in(t, "kind: ClusterRole\nmetadata: {name: r}\nrules: ["+rule+"]")
		require.Equal(t, want, policy.ReadsEverySecret(objects[0]), rule)
	}
}
