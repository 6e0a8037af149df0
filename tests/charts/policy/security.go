package policy

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	admission "k8s.io/pod-security-admission/policy"
)

// Judge is Kubernetes' own judgement of pods.
type Judge struct{ evaluator admission.Evaluator }

// NewJudge returns the judge with all checks of Kubernetes' release.
func NewJudge() (Judge, error) {
	evaluator, err := admission.NewEvaluator(admission.DefaultChecks())
	if err != nil {
		return Judge{}, fmt.Errorf("loading the checks of Pod Security: %w", err)
	}
	return Judge{evaluator}, nil
}

// Refuses says why a namespace of that level would not admit the pod; "" if it does.
func (j Judge) Refuses(pod Pod, level string) (string, error) {
	parsed, err := api.ParseLevel(level)
	if err != nil {
		return "", fmt.Errorf("%s: level %q: %w", pod.Name, level, err)
	}
	at := api.LevelVersion{Level: parsed, Version: api.LatestVersion()}
	results := j.evaluator.EvaluatePod(at, &metav1.ObjectMeta{}, &pod.Spec)
	if result := admission.AggregateCheckResults(results); !result.Allowed {
		return result.ForbiddenDetail(), nil
	}
	return "", nil
}
