// Runs the whole product against a real control plane on loopback. The standard library only, so that it builds in seconds.
module github.com/kalypsoServing/kalypso/tests/rehearsal

go 1.26
