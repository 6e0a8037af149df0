package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/buckets"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

// copyBuckets copies as the stack's configuration says now, which may be ahead of what is deployed: the first copy comes before the update
// with which the backends change to the other store.
func (s *session) copyBuckets(ctx context.Context, to minio.Store, timeout time.Duration) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	raw, secret, err := s.configuration(ctx, cli)
	if err != nil {
		return err
	}
	what, err := stacks.Program{Dir: s.Project}.Copy(raw, secret, to)
	if err != nil {
		return err
	}
	deployed, err := recovery.Recovery{Command: cli, Dir: s.Project, Stack: s.Stack}.Deployed(ctx)
	if err != nil {
		return err
	}
	if deployed.Client == nil {
		return errors.New("stack " + s.Stack + " has nothing deployed, and the copy runs beside its minio: `pulumi up` first")
	}
	return buckets.Transfer{Client: deployed.Client, Copy: what, Timeout: timeout, Poll: time.Second, Out: s.Out}.Run(ctx)
}

// configuration is the stack's, as the engine would hand it to the program: texts by key, secrets in clear, and which are secrets.
func (s *session) configuration(ctx context.Context, cli *pulumi.Command) (raw map[string]string, secret []string, err error) {
	text, complaints, _, err := cli.Run(ctx, s.Project, nil, nil, nil, nil, "config", "--json", "--show-secrets", "--stack", s.Stack)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the configuration of stack %s: %w\n%s", s.Stack, err, complaints)
	}
	return decoded(text)
}

func decoded(text string) (raw map[string]string, secret []string, err error) {
	var all map[string]struct {
		Value  string
		Secret bool
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil { // not %w: it could quote what it read
		return nil, nil, errors.New("reading the configuration of the stack: pulumi has not answered with JSON")
	}
	raw = map[string]string{}
	for key, one := range all {
		raw[key] = one.Value
		if one.Secret {
			secret = append(secret, key)
		}
	}
	return raw, secret, nil
}
