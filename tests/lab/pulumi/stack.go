package pulumi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/kalypsoServing/kalypso/tests/lab/rootsecret"
)

// operationTimeout bounds one operation. The longest seen is a destroy in waves, 52 s.
const operationTimeout = 20 * time.Minute

// Stack is one stack of the project in a directory.
type Stack struct {
	auto.Stack
	dir     string
	command *Command
	// seen is told every event while an operation runs.
	seen func(apitype.EngineEvent)
}

// Select selects a stack, and makes it if the backend does not have it.
func Select(ctx context.Context, command *Command, dir, name string) (Stack, error) {
	version, stderr, _, err := command.Run(ctx, dir, nil, nil, nil, nil, "version")
	if err != nil {
		return Stack{}, fmt.Errorf("asking %s for its version: %w\n%s", command.Binary, err, stderr)
	}
	if command.version, err = semver.ParseTolerant(strings.TrimSpace(version)); err != nil {
		return Stack{}, fmt.Errorf("asking %s for its version: %w", command.Binary, err)
	}
	workspace, err := auto.NewLocalWorkspace(ctx, auto.WorkDir(dir), auto.Pulumi(command))
	if err != nil {
		return Stack{}, fmt.Errorf("opening the project in %s: %w", dir, err)
	}
	stack, err := auto.SelectStack(ctx, name, workspace)
	if auto.IsSelectStack404Error(err) {
		stack, err = auto.NewStack(ctx, name, workspace)
	}
	if err != nil {
		return Stack{}, fmt.Errorf("selecting the stack %s: %w", name, err)
	}
	return Stack{stack, dir, command, func(apitype.EngineEvent) {}}, nil
}

// Seeing returns the stack with a function that is told every event while an operation runs.
func (s Stack) Seeing(seen func(apitype.EngineEvent)) Stack {
	s.seen = seen
	return s
}

// OnStart tells the process of every operation from now on; nil ends it.
func (s Stack) OnStart(told func(pid int)) { s.command.started = told }

// Command is what the stack is run with, and Dir where.
func (s Stack) Command() (command *Command, dir string) { return s.command, s.dir }

// Reporting returns the stack with a line for every release that is done.
func (s Stack) Reporting(line func(format string, args ...any)) Stack {
	begun := time.Now()
	return s.Seeing(func(event apitype.EngineEvent) {
		if done := event.ResOutputsEvent; done != nil && done.Metadata.Type == ReleaseType && done.Metadata.Op != apitype.OpSame {
			line("%5.1f s  %s", time.Since(begun).Seconds(), resource.URN(done.Metadata.URN).Name())
		}
	})
}

// Set writes one plain configuration value. A key with a path, like kalypso:retention.logs, sets a leaf.
func (s Stack) Set(ctx context.Context, key, value string) error {
	return s.SetConfigWithOptions(ctx, key, auto.ConfigValue{Value: value}, &auto.ConfigOptions{Path: true})
}

// SetSecret writes one encrypted configuration value.
func (s Stack) SetSecret(ctx context.Context, key, value string) error {
	return s.SetConfig(ctx, key, auto.ConfigValue{Value: value, Secret: true})
}

// Unset removes a value; removing what is not set is no error.
func (s Stack) Unset(ctx context.Context, key string) error {
	return s.RemoveConfigWithOptions(ctx, key, &auto.ConfigOptions{Path: true})
}

// EnsureRootSecret makes a root secret unless the stack has one.
func (s Stack) EnsureRootSecret(ctx context.Context) (made bool, err error) {
	return rootsecret.Ensure(ctx, func(ctx context.Context, in io.Reader, args ...string) (string, error) {
		stdout, stderr, _, err := s.command.Run(ctx, s.dir, in, nil, nil, nil, args...)
		if err != nil {
			return "", fmt.Errorf("%w\n%s", err, stderr)
		}
		return stdout, nil
	}, s.Name())
}

// Resources lists the state in the order in which things were made. Secrets stay encrypted.
func (s Stack) Resources(ctx context.Context) ([]apitype.ResourceV3, error) {
	state, err := s.Export(ctx)
	if err != nil {
		return nil, err
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(state.Deployment, &deployment); err != nil {
		return nil, fmt.Errorf("decoding the state of stack %s: %w", s.Name(), err)
	}
	return deployment.Resources, nil
}

// Preview shows what an update would do.
func (s Stack) Preview(ctx context.Context, more ...optpreview.Option) (Result, error) {
	return s.operate(ctx, "preview", func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := s.Stack.Preview(ctx, append(more, optpreview.EventStreams(stream))...)
		return err
	})
}

// Up brings the cluster to what the program says.
func (s Stack) Up(ctx context.Context) (Result, error) {
	return s.operate(ctx, "up", func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := s.Stack.Up(ctx, optup.EventStreams(stream))
		return err
	})
}

// Destroy removes everything that the stack has made.
func (s Stack) Destroy(ctx context.Context) (Result, error) {
	return s.operate(ctx, "destroy", func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := s.Stack.Destroy(ctx, optdestroy.EventStreams(stream))
		return err
	})
}

// quiet returns a channel that tells when no event of a failed operation is to be expected any more; of one that did not fail
// there is always a last one.
func quiet(err error) <-chan time.Time {
	if err == nil {
		return nil
	}
	return time.After(5 * time.Second)
}

// operate follows one operation. Cancelling the context interrupts it; the error then holds the cause.
func (s Stack) operate(ctx context.Context, name string, run func(context.Context, chan<- events.EngineEvent) error) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	stream, followed := make(chan events.EngineEvent), make(chan struct{})
	var result Result
	go func() {
		defer close(followed)
		for event := range stream {
			if result.take(event); event.Error == nil {
				s.seen(event.EngineEvent)
			}
		}
	}()
	defer func() { s.command.operation = 0 }()
	err := run(ctx, stream)
	if result.Took = s.command.operation; result.Took > 0 { // else no operation ran, and the stream stays open
		select {
		case <-followed:
		case <-quiet(err): // it stays open too where the operation ended before its first event: a stack's file that is no YAML
		}
	}
	if err = result.outcome(err); err != nil {
		return result, fmt.Errorf("pulumi %s: %w", name, errors.Join(err, context.Cause(ctx)))
	}
	return result, nil
}
