package fire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// long is a line that a container runtime writes in three parts.
const long = 40_000

// written is a log with what has to arrive in one piece, and with what must not arrive.
const written = `started
ERROR request failed
java.lang.IllegalStateException: nothing to sell
	at org.example.shop.Counter.sell(Counter.java:42)
	at org.example.shop.Shop.main(Shop.java:7)
Caused by: java.io.IOException: shelf is empty
	at org.example.shop.Shelf.take(Shelf.java:11)
	... 2 more
calling with Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl
calling https://shopkeeper:hunter2@example.org/stock?token=abc123&item=7`

// secrets are what must not arrive.
func secrets() []string { return []string{"eyJhbGciOiJIUzI1NiJ9", "hunter2", "abc123"} }

// entries writes that log in a pod, and reads what arrived.
func (f *Fire) entries(ctx context.Context) (string, error) {
	begun, name := time.Now(), fmt.Sprintf("writer-%d", time.Now().UnixNano())
	pod := demo.Pod{Name: name, Program: "lines", Arguments: [][]string{{"-text", written, "-run", "long", "-long", fmt.Sprint(long)}}}
	if err := f.create(ctx, pod.Object()); err != nil {
		return "", err
	}
	var found []traffic.Line
	err := kube.Eventually(ctx, settle, func() (err error) {
		found, err = f.stores().Entries(ctx, fmt.Sprintf(`{k8s_namespace_name=%q, service_name=%q}`, demo.Namespace, name),
			begun.UnixNano(), time.Now().UnixNano())
		if err == nil {
			err = judgeEntries(found)
		}
		return err
	})
	return fmt.Sprintf("%d entries", len(found)), errors.Join(err, f.deletePod(ctx, name))
}

// judgeEntries wants five: what was started, the failure with its stack trace, two calls without their credentials, and the
// long line whole.
func judgeEntries(found []traffic.Line) error {
	var wrong []error
	if len(found) != 5 {
		wrong = append(wrong, fmt.Errorf("%d entries, want 5: started, a stack trace, two calls, a long line", len(found)))
	}
	var trace, whole bool
	for _, line := range found {
		for _, secret := range secrets() {
			if strings.Contains(line.Text, secret) {
				wrong = append(wrong, fmt.Errorf("%q arrived in %.200q", secret, line.Text))
			}
		}
		trace = trace || strings.HasPrefix(line.Text, "ERROR request failed") && strings.HasSuffix(line.Text, "... 2 more")
		whole = whole || len(line.Text) == long && strings.HasSuffix(line.Text, " end")
	}
	if !trace {
		wrong = append(wrong, errors.New("the stack trace is not in one entry with the line that it belongs to"))
	}
	if !whole {
		wrong = append(wrong, fmt.Errorf("the line of %d bytes is not in one entry", long))
	}
	return errors.Join(wrong...)
}
