package adoption

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// going is how long an object may take to go.
const going = time.Minute

// Apply does the steps, one after the other, and stops at the first that fails. What was done is no step of the next plan.
func Apply(ctx context.Context, client *kube.Client, steps []Step) error {
	for _, step := range steps {
		if step.Told() {
			continue
		}
		if err := step.apply(ctx, client); err != nil {
			return fmt.Errorf("%s: %w", step.ID, err)
		}
	}
	return nil
}

func (s Step) apply(ctx context.Context, client *kube.Client) error {
	var body []byte
	if s.body != nil {
		var err error
		if body, err = json.Marshal(s.body); err != nil {
			return fmt.Errorf("encoding what is written: %w", err)
		}
	}
	_, err := client.Send(ctx, s.method, s.path, s.contentType, body)
	switch {
	case s.method == http.MethodDelete && apierrors.IsNotFound(err), s.method == http.MethodPost && apierrors.IsAlreadyExists(err):
		return nil // a run beside this one
	case err != nil || !s.gone:
		return err
	}
	path, _, _ := strings.Cut(s.path, "?")
	return kube.Eventually(ctx, going, func() error {
		var live kube.Object
		err := client.Get(ctx, path, &live)
		switch {
		case apierrors.IsNotFound(err):
			return nil
		case err != nil:
			return err
		}
		return errors.New("it does not go" + kube.Conditions(live))
	})
}
