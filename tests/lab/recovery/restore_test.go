package recovery

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

const cut = `{"version": 3, "checkpoint": {"sta`

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// tree is the content of files of a file backend by path below .pulumi, and hours how long after noon each was written.
type (
	tree  map[string]string
	hours map[string]int
)

func (files tree) lay(t *testing.T, at hours) string {
	backend := t.TempDir()
	for name, text := range files {
		path := filepath.Join(backend, ".pulumi", name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		written := noon.Add(time.Duration(at[name]) * time.Hour)
		require.NoError(t, os.Chtimes(path, written, written))
	}
	return backend
}

func (files tree) assert(t *testing.T, backend string) {
	found := tree{}
	require.NoError(t, filepath.WalkDir(backend, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			text, _ := os.ReadFile(path)
			name, _ := filepath.Rel(filepath.Join(backend, ".pulumi"), path)
			found[name] = string(text)
		}
		return err
	}))
	assert.Equal(t, files, found)
}

func gzipped(t *testing.T, text string) string {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	_, err := writer.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	return buffer.String()
}

func TestAStateThatIsCutOffIsRestoredFromTheNewestWholeCopy(t *testing.T) {
	const state, legacy = "stacks/kalypso/dev.json", "stacks/dev.json"
	compressed := gzipped(t, `{"copy": "compressed"}`)
	for name, c := range map[string]struct {
		files tree
		at    hours
		state string
		from  string
	}{
		"the copy of before the last write": {
			tree{state: cut, state + ".bak": `{"copy": "bak"}`, "backups/kalypso/dev/dev.1.json": `{"copy": 1}`},
			hours{state + ".bak": 2, "backups/kalypso/dev/dev.1.json": 1}, state, state + ".bak"},
		"a newer backup": {
			tree{state: cut, state + ".bak": `{"copy": "bak"}`, "backups/kalypso/dev/dev.1.json": `{"copy": 1}`,
				"backups/kalypso/dev/dev.2.json": `{"copy": 2}`},
			hours{"backups/kalypso/dev/dev.1.json": 1, "backups/kalypso/dev/dev.2.json": 2}, state, "backups/kalypso/dev/dev.2.json"},
		"copies that are cut off too, and notes": {
			tree{state: "", state + ".bak": cut, "backups/kalypso/dev/dev.1.json": `{"copy": 1}`, "backups/kalypso/dev/dev.2.json": "",
				"backups/kalypso/dev/dev.2.json.attrs": `{"md5": ""}`, "backups/kalypso/other/other.3.json": `{}`},
			hours{state + ".bak": 3, "backups/kalypso/dev/dev.2.json": 3, "backups/kalypso/dev/dev.2.json.attrs": 4}, state,
			"backups/kalypso/dev/dev.1.json"},
		"compressed": {
			tree{state + ".gz": compressed[:len(compressed)-9], state + ".gz.bak": compressed, "backups/kalypso/dev/dev.2.json.gz": compressed[:5]},
			hours{"backups/kalypso/dev/dev.2.json.gz": 1}, state + ".gz", state + ".gz.bak"},
		"a backend without projects": {
			tree{legacy: cut, "backups/dev/dev.1.json": `{"copy": 1}`}, nil, legacy, "backups/dev/dev.1.json"},
	} {
		t.Run(name, func(t *testing.T) {
			backend := c.files.lay(t, c.at)
			var said lines
			require.NoError(t, restore("file://"+backend, "kalypso", "dev", noon, said.say))
			want := c.files
			want[c.state+".broken-20260102T120000Z"], want[c.state] = want[c.state], want[c.from]
			want.assert(t, backend)
			require.Len(t, said, 1)
			written := noon.Add(time.Duration(c.at[c.from]) * time.Hour).Local().Format(time.DateTime)
			assert.Contains(t, said[0], filepath.Join(backend, ".pulumi", c.from)+", of "+written)
			assert.Contains(t, said[0], c.state+".broken-")
			require.NoError(t, restore("file://"+backend, "kalypso", "dev", noon, said.say))
			assert.Len(t, said, 1, "it is whole now")
		})
	}
}

func TestAWholeStateIsLeftAlone(t *testing.T) {
	const state, backup = "stacks/kalypso/dev.json", "backups/kalypso/dev/dev.1.json"
	for name, files := range map[string]tree{
		"plain":                              {state: `{"copy": 0}`, backup: `{"copy": 1}`},
		"compressed":                         {state + ".gz": gzipped(t, `{}`), backup: `{"copy": 1}`},
		"compressed after a plain one":       {state: cut, state + ".gz": gzipped(t, `{}`), backup: `{"copy": 1}`},
		"compressed by what cannot be read":  {state + ".zst": "\x28\xb5\x2f\xfd", backup: `{"copy": 1}`},
		"none was made, or it was destroyed": {backup: `{"copy": 1}`},
	} {
		t.Run(name, func(t *testing.T) {
			backend := files.lay(t, hours{state + ".gz": 1, backup: 2})
			var said lines
			require.NoError(t, restore("file://"+backend, "kalypso", "dev", noon, said.say))
			files.assert(t, backend)
			assert.Empty(t, said)
		})
	}
}

func TestAStateWithoutAWholeCopyIsNamed(t *testing.T) {
	files := tree{"stacks/kalypso/dev.json": cut, "stacks/kalypso/dev.json.bak": cut}
	backend := files.lay(t, nil)
	err := restore("file://"+backend, "kalypso", "dev", noon, t.Logf)
	require.ErrorContains(t, err, "stacks/kalypso/dev.json is cut off")
	require.ErrorContains(t, err, "put one of your own backups in its place")
	files.assert(t, backend)
}

func TestOnADiskThatIsStillFullTheBrokenStateStays(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("this system has no device that is always full")
	}
	files := tree{"stacks/kalypso/dev.json": cut, "stacks/kalypso/dev.json.bak": `{}`}
	backend := files.lay(t, nil)
	require.NoError(t, os.Symlink(full, filepath.Join(backend, ".pulumi/stacks/kalypso/dev.json.restored")))
	err := restore("file://"+backend, "kalypso", "dev", noon, t.Logf)
	require.ErrorContains(t, err, "no space left on device")
	require.ErrorContains(t, err, "make room and run this again")
	files.assert(t, backend)
}

func TestAStateIsRestoredOnlyWhenNoRunHoldsTheStack(t *testing.T) {
	backend := tree{"stacks/kalypso/dev.json": cut, "stacks/kalypso/dev.json.bak": `{}`}.lay(t, nil)
	project := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), []byte("name: kalypso\n"), 0o600))
	standin := filepath.Join(project, "pulumi")
	require.NoError(t, os.WriteFile(standin, fmt.Appendf(nil, "#!/bin/sh\necho '{\"url\": \"file://%s\"}'\n", backend), 0o700))
	var said lines
	work := &run{Recovery: Recovery{Command: &pulumi.Command{Binary: standin}, Dir: project, Stack: "dev", Say: said.say}}
	lock := write(t, backend, "dev", 12, "elsewhere")
	require.ErrorIs(t, work.open(t.Context()), ErrLocked)
	assert.Empty(t, said)
	require.NoError(t, os.Remove(lock))
	require.NoError(t, work.open(t.Context()))
	require.Len(t, said, 1)
	assert.Contains(t, said[0], "the state was cut off")
	assert.Equal(t, 1, work.done)
}
