package usage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Consumed is what a pod had used up at a time, as its node's kubelet has counted.
type Consumed struct {
	At         time.Time
	CPU        time.Duration
	WorkingSet int64
}

// Cores is the mean between two times.
func (c Consumed) Cores(earlier Consumed) float64 {
	if took := c.At.Sub(earlier.At); took > 0 {
		return float64(c.CPU-earlier.CPU) / float64(took)
	}
	return 0
}

// Pod asks the kubelets for the first pod of a namespace whose name begins so.
func Pod(ctx context.Context, client *kube.Client, namespace, prefix string) (Consumed, error) {
	var nodes struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	if err := client.Get(ctx, "/api/v1/nodes", &nodes); err != nil {
		return Consumed{}, fmt.Errorf("listing nodes: %w", err)
	}
	for _, node := range nodes.Items {
		var summary struct{ Pods []podTotals }
		if err := client.Get(ctx, "/api/v1/nodes/"+node.Metadata.Name+"/proxy/stats/summary", &summary); err != nil {
			return Consumed{}, fmt.Errorf("asking the kubelet of %s what its pods use: %w", node.Metadata.Name, err)
		}
		for _, pod := range summary.Pods {
			if pod.PodRef.Namespace == namespace && strings.HasPrefix(pod.PodRef.Name, prefix) {
				return pod.consumed(), nil
			}
		}
	}
	return Consumed{}, fmt.Errorf("no kubelet has figures of a pod %s* in %s yet", prefix, namespace)
}

// podTotals is a pod in the kubelet's summary.
type podTotals struct {
	PodRef     struct{ Namespace, Name string }
	Containers []struct {
		CPU struct {
			Time                 time.Time
			UsageCoreNanoSeconds int64
		}
		Memory struct{ WorkingSetBytes int64 }
	}
}

func (p podTotals) consumed() Consumed {
	var sum Consumed
	for _, c := range p.Containers {
		sum.At = c.CPU.Time
		sum.CPU += time.Duration(c.CPU.UsageCoreNanoSeconds)
		sum.WorkingSet += c.Memory.WorkingSetBytes
	}
	return sum
}
