package node

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

func TestNothingLeavesTheMachine(t *testing.T) {
	text, err := json.Marshal(networkConfig())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"ipMasq":false`) {
		t.Errorf("pods' addresses would be translated: %s", text)
	}
	_, benchmark, err := net.ParseCIDR("198.18.0.0/15")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{hostAddress, nodeAddress} {
		if !benchmark.Contains(net.ParseIP(address)) {
			t.Errorf("%s may be in use", address)
		}
	}
}

func TestAProgramEntersBothNamespacesAndTheGroup(t *testing.T) {
	if len(hierarchies()) == 0 {
		t.Skip("no control groups on this machine")
	}
	spec := enter(process.Identity{PID: 42})(process.Spec{Name: "kubelet", Path: "/bin/kubelet", Args: []string{"--x"},
		Dir: "/state"})
	line := strings.Join(spec.Args, " ")
	for _, want := range []string{"--target 42", "--mount", "--net", "--wd=/state", "/" + Name + "/daemons"} {
		if !strings.Contains(line, want) {
			t.Errorf("%s: no %s", line, want)
		}
	}
	if !slices.Equal(spec.Args[len(spec.Args)-2:], []string{"/bin/kubelet", "--x"}) || !strings.HasSuffix(spec.Path, "nsenter") {
		t.Errorf("it starts %s %s", spec.Path, line)
	}
}

func TestHasLine(t *testing.T) {
	const filesystems = "nodev\toverlay\n\text4\nnodev\toverlayfs2\n"
	if !hasLine(filesystems, "overlay") || hasLine("nodev\toverlayfs2\n", "overlay") {
		t.Error("overlay is looked for as a word")
	}
}

func TestControllersOfVersion2ArePassedOn(t *testing.T) {
	dir := t.TempDir()
	if err := delegate(dir); err != nil {
		t.Fatalf("version 1 has nothing to pass on: %v", err)
	}
	for file, text := range map[string]string{"cgroup.controllers": "cpu memory\n", "cgroup.subtree_control": ""} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := delegate(dir); err != nil {
		t.Fatal(err)
	}
	// A file keeps the last write only, where the kernel adds up.
	if got, err := os.ReadFile(filepath.Join(dir, "cgroup.subtree_control")); err != nil || string(got) != "+memory" {
		t.Errorf("wrote %q, %v", got, err)
	}
}
