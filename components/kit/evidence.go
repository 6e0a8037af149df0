package kit

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Evidence says why what runs in a namespace is not ready, while an operation on the release is under way; release is "" for an
// object. over reports that the operation is being undone: what is seen from then on is no evidence.
type Evidence func(ctx context.Context, namespace, release string) (reasons []string, over bool)

// look is how often it is looked at. The reason of a failure is there for as long as the operation waits for it, minutes.
const look = 3 * time.Second

// watch keeps the last evidence of one operation: what fails is undone at once, and with it goes the reason.
type watch struct {
	ctx                      *pulumi.Context
	evidence                 Evidence
	component, name, release string
	namespace                string

	mutex sync.Mutex
	seen  []string
	stop  context.CancelFunc
}

// explained returns the options by which a failing release or object says why. A preview makes nothing that could fail.
func (c *Component) explained(kind, name, namespace string) ([]pulumi.ResourceOption, error) {
	if c.spec.Evidence == nil || c.ctx.DryRun() {
		return nil, nil
	}
	w := &watch{ctx: c.ctx, evidence: c.spec.Evidence, component: c.spec.Name, name: kind + " " + name, namespace: namespace, stop: func() {}}
	if kind == "release" {
		w.release = name
	}
	begin, err := c.ctx.RegisterResourceHook("watch "+w.name+" of "+c.spec.Name, w.begin, nil)
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", w.name, err)
	}
	end, err := c.ctx.RegisterResourceHook("watched "+w.name+" of "+c.spec.Name, w.end, nil)
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", w.name, err)
	}
	tell, err := c.ctx.RegisterErrorHook("explain "+w.name+" of "+c.spec.Name, w.tell)
	if err != nil {
		return nil, fmt.Errorf("explaining %s: %w", w.name, err)
	}
	begun, ended := []*pulumi.ResourceHook{begin}, []*pulumi.ResourceHook{end}
	return []pulumi.ResourceOption{pulumi.ResourceHooks(&pulumi.ResourceHookBinding{
		BeforeCreate: begun, BeforeUpdate: begun, AfterCreate: ended, AfterUpdate: ended, OnError: []*pulumi.ErrorHook{tell},
	})}, nil
}

func (w *watch) begin(*pulumi.ResourceHookArgs) error {
	ctx, cancel := context.WithCancel(w.ctx.Context())
	w.mutex.Lock()
	w.stop, w.seen = cancel, nil
	w.mutex.Unlock()
	go w.run(ctx)
	return nil
}

func (w *watch) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(look):
		}
		reasons, over := w.evidence(ctx, w.namespace, w.release)
		if over || ctx.Err() != nil {
			return
		}
		w.mutex.Lock()
		w.seen = reasons
		w.mutex.Unlock()
	}
}

func (w *watch) end(*pulumi.ResourceHookArgs) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.stop()
	return nil
}

// tell adds what was seen to what the engine says, and lets the failure stand.
func (w *watch) tell(*pulumi.ErrorHookArgs) (again bool, err error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.stop()
	if len(w.seen) == 0 {
		return false, nil
	}
	return false, w.ctx.Log.Error(fmt.Sprintf("%s: %s was not ready in namespace %s:\n  %s", w.component, w.name, w.namespace,
		strings.Join(w.seen, "\n  ")), nil)
}
