package controlplane

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

func TestNothingOfASimulatedClusterListensOutsideOfLoopback(t *testing.T) {
	p := ports{etcd: 1001, etcdPeer: 1002, api: 1003}
	address := regexp.MustCompile(`\d+\.\d+\.\d+\.\d+`)
	for _, starter := range (Site{}).starters() {
		spec := starter(Binaries{}, files{"/state"}, p, Site{})
		for _, arg := range spec.Args {
			if strings.Contains(arg, "cidr") || strings.Contains(arg, "ip-range") {
				continue // addresses that only objects have
			}
			for _, found := range address.FindAllString(arg, -1) {
				if found != loopback {
					t.Errorf("%s %s: %s is not on loopback", spec.Name, arg, found)
				}
			}
		}
	}
}

func TestThePortsDiffer(t *testing.T) {
	p, err := freePorts()
	if err != nil {
		t.Fatal(err)
	}
	if p.etcd == p.etcdPeer || p.etcd == p.api || p.etcdPeer == p.api {
		t.Fatalf("ports = %+v", p)
	}
}

func TestAFailedStartNamesTheProcessShowsItsLogAndEndsTheOthers(t *testing.T) {
	dir := t.TempDir()
	program := func(name, script string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return file
	}
	binaries := Binaries{Etcd: program("etcd", "exec sleep 60"), APIServer: program("api", "sleep 0.3; echo no such flag; exit 1")}
	state := filepath.Join(dir, "state")
	_, err := Site{}.Start(context.Background(), state, binaries)
	if err == nil || !strings.Contains(err.Error(), "kube-apiserver ended unexpectedly") || !strings.Contains(err.Error(), "no such flag") {
		t.Fatalf("error = %v", err)
	}
	ids, err := Processes(state)
	if err != nil || len(ids) != 2 {
		t.Fatalf("recorded %v, %v", ids, err)
	}
	for _, id := range ids {
		if id.Alive() {
			t.Errorf("%s still runs", id.Name)
		}
	}
}

func TestRunningWantsEveryProcess(t *testing.T) {
	dir := t.TempDir()
	if running, err := Running(dir); err != nil || running {
		t.Fatalf("nothing started: running %v, %v", running, err)
	}
	self, err := process.Self()
	if err != nil {
		t.Fatal(err)
	}
	all := []process.Identity{self, self, self, self, self}
	if err := (files{dir}).save(state{Processes: all, Complete: true}); err != nil {
		t.Fatal(err)
	}
	if running, err := Running(dir); err != nil || !running {
		t.Fatalf("all alive: running %v, %v", running, err)
	}
	all[3].Started = "long ago"
	if err := (files{dir}).save(state{Processes: all, Complete: true}); err != nil {
		t.Fatal(err)
	}
	if running, err := Running(dir); err != nil || running {
		t.Fatalf("one gone: running %v, %v", running, err)
	}
}
