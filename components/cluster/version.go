package cluster

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/config"
)

// Version is a Kubernetes server's version.
type Version struct{ Major, Minor int }

// Answer is what a cluster says of itself.
type Answer struct {
	Version Version
	// UID is that of namespace kube-system, which is made with the cluster and never again: the cluster's own identity. It is ""
	// where it may not be read.
	UID string
	// API is the connection that it was asked by.
	API api.Client
}

// UnreachableError says that the kubeconfig is good but nothing answers.
type UnreachableError struct{ Err error }

func (e UnreachableError) Error() string { return e.Err.Error() }
func (e UnreachableError) Unwrap() error { return e.Err }

// RefusedError says that the cluster answers, and does not know or does not admit who asks.
type RefusedError struct{ Err error }

func (e RefusedError) Error() string { return e.Err.Error() }
func (e RefusedError) Unwrap() error { return e.Err }

// Ask asks the cluster who it is, within the context's deadline, which credential plugins count towards too. Beside those of
// api.Connect, the error is an UnreachableError where only the answer is missing, and a RefusedError where it is a refusal.
func Ask(ctx context.Context, cluster config.Cluster) (Answer, error) {
	client, err := api.Connect(cluster)
	if err != nil {
		return Answer{}, err
	}
	type outcome struct {
		Answer
		error
	}
	done := make(chan outcome, 1)
	go func() {
		answer, err := ask(ctx, client)
		done <- outcome{answer, err}
	}()
	select {
	case <-ctx.Done(): // a credential plugin knows nothing of the deadline
		return Answer{}, UnreachableError{fmt.Errorf("asking the cluster of context %q for its version: no answer in time, credential plugin included: %w",
			client.Context, ctx.Err())}
	case o := <-done:
		return o.Answer, o.error
	}
}

func ask(ctx context.Context, client api.Client) (Answer, error) {
	asking := fmt.Sprintf("asking the cluster of context %q for its version", client.Context)
	var version struct{ Major, Minor string }
	err := client.Get(ctx, "/version", &version)
	switch {
	case apierrors.IsUnauthorized(err), apierrors.IsForbidden(err):
		return Answer{}, RefusedError{fmt.Errorf("%s: %w", asking, err)}
	case err != nil:
		return Answer{}, UnreachableError{fmt.Errorf("%s: %w", asking, err)}
	}
	answer := Answer{API: client}
	if answer.Version, err = parse(version.Major, version.Minor); err != nil {
		return Answer{}, UnreachableError{fmt.Errorf("%s: %w", asking, err)}
	}
	answer.UID = uid(ctx, client)
	return answer, nil
}

// parse reads a version. Some providers write the minor one as "29+".
func parse(major, minor string) (Version, error) {
	var version Version
	_, majorErr := fmt.Sscanf(major, "%d", &version.Major)
	_, minorErr := fmt.Sscanf(minor, "%d", &version.Minor)
	if majorErr != nil || minorErr != nil {
		return Version{}, fmt.Errorf("it says %q.%q", major, minor)
	}
	return version, nil
}

// uid returns the cluster's identity, "" if it is not told.
func uid(ctx context.Context, client api.Client) string {
	var namespace struct{ Metadata struct{ UID string } }
	if err := client.Get(ctx, "/api/v1/namespaces/kube-system", &namespace); err != nil {
		return ""
	}
	return namespace.Metadata.UID
}

// TooOld says whether the platform's charts refuse a server of this version.
func (v Version) TooOld() bool { return v.Major < 1 || v.Major == 1 && v.Minor < config.OldestMinor }

func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }
