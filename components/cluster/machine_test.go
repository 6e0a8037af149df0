package cluster_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
)

// machine is a machine with stand-ins for colima, kind, docker and kubectl on its PATH. Their state, and the record of
// their calls, are files in a directory of its own.
type machine struct {
	dir, home string
	shell     []string // the interpreter; the Command provider's own by default
}

// ran is a finished command.
type ran struct {
	stdout, stderr string
	code           int
	took           time.Duration
}

// newMachine is an Apple Mac with Apple silicon and nothing running on it.
func newMachine(t testing.TB) machine {
	t.Helper()
	m := machine{dir: t.TempDir(), home: t.TempDir(), shell: []string{"/bin/sh", "-c"}}
	m.set(t, "system", "Darwin").set(t, "machine", "arm64").set(t, "macos", "15.1").set(t, "contexts", "").set(t, "calls", "")
	require.NoError(t, os.MkdirAll(filepath.Join(m.dir, "vms"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(m.dir, "kinds"), 0o755))
	return m
}

// inRealTime skips a test with -short whose scripts wait for whole seconds: for a timeout, or for what an earlier run left.
func inRealTime(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("waits for seconds of real time")
	}
}

// set writes one of the stand-ins' files.
func (m machine) set(t testing.TB, file, text string) machine {
	t.Helper()
	path := filepath.Join(m.dir, file)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return m
}

func (m machine) unset(t testing.TB, file string) {
	require.NoError(t, os.Remove(filepath.Join(m.dir, file)))
}

// get reads one of the stand-ins' files; "" if there is none.
func (m machine) get(file string) string {
	text, _ := os.ReadFile(filepath.Join(m.dir, file))
	return strings.TrimSpace(string(text))
}

func (m machine) has(file string) bool {
	_, err := os.Stat(filepath.Join(m.dir, file))
	return err == nil
}

// forget empties the record of calls.
func (m machine) forget(t testing.TB) { m.set(t, "calls", "") }

// calls are the recorded calls of a program that begin with prefix.
func (m machine) calls(prefix string) []string {
	var list []string
	for line := range strings.Lines(m.get("calls")) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, prefix) {
			list = append(list, line)
		}
	}
	return list
}

// start runs a command line as the Command provider does: under /bin/sh -c, with the resource's environment, and after
// the first run with its last output.
func (m machine) start(t testing.TB, line string, environment map[string]string, previous string) (*exec.Cmd, *bytes.Buffer,
	*bytes.Buffer) {
	t.Helper()
	standins, err := filepath.Abs("testdata/standins")
	require.NoError(t, err)
	command := exec.Command(m.shell[0], append(m.shell[1:], line)...)
	stdout, stderr := &bytes.Buffer{}, &bytes.Buffer{}
	command.Stdout, command.Stderr = stdout, stderr
	command.Env = []string{"PATH=" + standins + ":/usr/bin:/bin", "HOME=" + m.home, "STANDIN=" + m.dir, "KALYPSO_READY_TIMEOUT=3"}
	for key, value := range environment {
		command.Env = append(command.Env, key+"="+value)
	}
	if previous != "" {
		command.Env = append(command.Env, "PULUMI_COMMAND_STDOUT="+previous)
	}
	require.NoError(t, command.Start())
	return command, stdout, stderr
}

func (m machine) run(t testing.TB, line string, environment map[string]string, previous string) ran {
	t.Helper()
	begun := time.Now()
	command, stdout, stderr := m.start(t, line, environment, previous)
	_ = command.Wait() // the code says it
	return ran{stdout.String(), stderr.String(), command.ProcessState.ExitCode(), time.Since(begun)}
}

// create runs what the resource runs at creation, and update what it runs after a change.
func (m machine) create(t testing.TB, c carried) ran {
	t.Helper()
	return m.run(t, c.create, c.environment, "")
}

func (m machine) update(t testing.TB, c carried, previous ran) ran {
	t.Helper()
	return m.run(t, c.create, c.environment, strings.TrimSuffix(previous.stdout, "\n"))
}

func (m machine) remove(t testing.TB, c carried, previous ran) ran {
	t.Helper()
	return m.run(t, c.remove, c.environment, strings.TrimSuffix(previous.stdout, "\n"))
}

// killed starts what the resource runs at creation, waits until a file of the stand-ins appears, and kills the shell
// alone, as the Command provider does when an update is cancelled. Its child goes on.
func (m machine) killed(t testing.TB, c carried, file string) {
	t.Helper()
	command, _, _ := m.start(t, c.create, c.environment, "")
	require.Eventually(t, func() bool { return m.has(file) }, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, command.Process.Signal(syscall.SIGKILL))
	_ = command.Wait()
}

func (r ran) succeeded(t testing.TB) ran {
	t.Helper()
	require.Zero(t, r.code, "stdout:\n%s\nstderr:\n%s", r.stdout, r.stderr)
	return r
}

// failed asserts that it failed and that the error holds all of these.
func (r ran) failed(t testing.TB, with ...string) ran {
	t.Helper()
	require.NotZero(t, r.code, "stdout:\n%s", r.stdout)
	for _, text := range with {
		assert.Contains(t, r.stderr, text)
	}
	return r
}

// carried is what a Command resource carries, as it is registered.
type carried struct {
	create, remove string
	environment    map[string]string
	inputs         resource.PropertyMap
}

// with returns the same with settings changed.
func (c carried) with(settings map[string]string) carried {
	c.environment = maps.Clone(c.environment)
	maps.Copy(c.environment, settings)
	return c
}

// registered remembers everything that is registered.
type registered struct {
	sync.Mutex
	all []pulumi.MockResourceArgs
}

func (r *registered) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.Lock()
	defer r.Unlock()
	r.all = append(r.all, args)
	return args.Name, args.Inputs, nil
}

func (*registered) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

// register registers a cluster and returns its resources by logical name.
func register(t testing.TB, args cluster.Args) map[string]pulumi.MockResourceArgs {
	t.Helper()
	seen := &registered{}
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		_, err := cluster.New(ctx, args)
		return err
	}, pulumi.WithMocks("kalypso", "test", seen)))
	byName := map[string]pulumi.MockResourceArgs{}
	for _, one := range seen.all {
		byName[one.Name] = one
	}
	return byName
}

// carriedBy is what the Command resource of that name carries.
func carriedBy(t testing.TB, args cluster.Args, name string) carried {
	t.Helper()
	one, found := register(t, args)[name]
	require.True(t, found, "no command %s", name)
	require.Equal(t, "command:local:Command", one.TypeToken)
	c := carried{
		create:      one.Inputs["create"].StringValue(),
		remove:      one.Inputs["delete"].StringValue(),
		environment: map[string]string{},
		inputs:      one.Inputs,
	}
	for key, value := range one.Inputs["environment"].ObjectValue() {
		if value.IsSecret() {
			value = value.SecretValue().Element
		}
		c.environment[string(key)] = value.StringValue()
	}
	return c
}
