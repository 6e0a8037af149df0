package flows

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"text/tabwriter"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Trial tries the flows of one cluster.
type Trial struct {
	Client *kube.Client
	// Namespaces are those of the platform.
	Namespaces []string

	outside  string
	listener net.Listener
}

// Result is one flow with what was wanted and what came of it.
type Result struct {
	Flow
	Allowed bool
	Found   Outcome
}

// lag is how long the node may take to apply a policy, or to know a new pod.
const lag = 20 * time.Second

// Run tries all flows; then the forbidden ones with the platform's policies opened, when each has to connect, or it was not the
// policies that had refused it; and once more. It returns what was found with the policies as they are.
func (t *Trial) Run(ctx context.Context) (found []Result, err error) {
	if err := t.app(ctx); err != nil {
		return nil, errors.Join(err, t.clear(ctx))
	}
	defer func() { err = errors.Join(err, t.clear(context.WithoutCancel(ctx))) }()
	forbidden, err := t.all(ctx, Forbidden(), false)
	promised, failed := t.all(ctx, Promised(), true)
	found = append(promised, forbidden...)
	if err := errors.Join(failed, err); err != nil {
		return found, err
	}
	return found, t.control(ctx)
}

// control shows that the trial can fail.
func (t *Trial) control(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, t.shut(context.WithoutCancel(ctx))) }()
	if err := t.open(ctx); err != nil {
		return err
	}
	if _, err := t.all(ctx, Forbidden(), true); err != nil {
		return fmt.Errorf("with the policies opened: %w", err)
	}
	if err := t.shut(ctx); err != nil {
		return err
	}
	if _, err := t.all(ctx, Forbidden(), false); err != nil {
		return fmt.Errorf("with the policies as they were again: %w", err)
	}
	return nil
}

// all tries flows until each is as it has to be.
func (t *Trial) all(ctx context.Context, flows []Flow, allowed bool) ([]Result, error) {
	var results []Result
	for _, flow := range flows {
		results = append(results, Result{Flow: flow, Allowed: allowed})
	}
	err := kube.Eventually(ctx, lag, func() error {
		var wrong []error
		for i, r := range results {
			if r.wrong() == nil {
				continue
			}
			found, err := t.try(ctx, r.Flow)
			if results[i].Found = found; err == nil {
				err = results[i].wrong()
			}
			wrong = append(wrong, err)
		}
		return errors.Join(wrong...)
	})
	return results, err
}

func (t *Trial) try(ctx context.Context, flow Flow) (Outcome, error) {
	if !t.runs(flow.From) || !t.runs(flow.To) {
		return Untried, nil
	}
	pid, missing := t.source(ctx, flow.From)
	address, err := t.destination(ctx, flow.To, flow.Port)
	if err := errors.Join(missing, err); err != nil {
		return "", fmt.Errorf("%s: %w", flow, err)
	}
	outcome, err := dial(pid, address)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flow, err)
	}
	return outcome, nil
}

func (r Result) wrong() error {
	if r.Found == Untried || r.Found != "" && (r.Found == Connected) == r.Allowed {
		return nil
	}
	return fmt.Errorf("%s: %s, and it is %s", r.Flow, r.Found, r.expected())
}

func (r Result) expected() string {
	if r.Allowed {
		return "promised"
	}
	return "forbidden"
}

// String is a flow in a message.
func (f Flow) String() string { return fmt.Sprintf("%s to %s:%d", f.From, f.To, f.Port) }

// policy allows everything to and from every pod of its namespace. Policies add up, so those that are there need not be touched.
const policy = "kalypso-flows-open"

func (t *Trial) open(ctx context.Context) error {
	var failed []error
	for _, namespace := range t.Namespaces {
		err := t.Client.Create(ctx, policies(namespace), kube.Object{
			"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": kube.Object{"name": policy},
			"spec": kube.Object{
				"podSelector": kube.Object{}, "policyTypes": []any{"Ingress", "Egress"},
				"ingress": []any{kube.Object{}}, "egress": []any{kube.Object{}},
			},
		})
		if !apierrors.IsAlreadyExists(err) {
			failed = append(failed, err)
		}
	}
	return wrap("opening the policies", failed)
}

func (t *Trial) shut(ctx context.Context) error {
	var failed []error
	for _, namespace := range t.Namespaces {
		failed = append(failed, t.Client.Delete(ctx, policies(namespace)+"/"+policy))
	}
	return wrap("shutting the policies", failed)
}

func policies(namespace string) string {
	return "/apis/networking.k8s.io/v1/namespaces/" + namespace + "/networkpolicies"
}

func wrap(what string, failed []error) error {
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Table shows each flow, whether it is promised, and what came of it.
func Table(results []Result) string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "from\tto\tport\texpected\tfound")
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\n", r.From, r.To, r.Port, r.expected(), r.Found)
	}
	table.Flush() // into a builder
	return text.String()
}
