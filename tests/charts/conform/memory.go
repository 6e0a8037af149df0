package conform

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// GoMemory refuses a container without a GOMEMLIMIT between 85 and 92 hundredths of its memory limit, or, where its chart
// takes it from there, the limit itself.
func GoMemory(container map[string]any) error {
	limit, _ := render.At[any](container, "resources", "limits", "memory")
	most, err := resource.ParseQuantity(fmt.Sprint(limit))
	if err != nil {
		return fmt.Errorf("memory limit %v: %w", limit, err)
	}
	for _, variable := range render.List(container, "env") {
		if variable["name"] != "GOMEMLIMIT" {
			continue
		}
		if _, fromLimit := render.At[any](variable, "valueFrom", "resourceFieldRef"); fromLimit {
			return nil
		}
		var mebibytes int64
		if _, err := fmt.Sscanf(fmt.Sprint(variable["value"]), "%dMiB", &mebibytes); err != nil {
			return fmt.Errorf("GOMEMLIMIT %v: %w", variable["value"], err)
		}
		if share := 100 * mebibytes << 20 / most.Value(); share < 85 || share > 92 {
			return fmt.Errorf("GOMEMLIMIT is %d hundredths of the memory limit", share)
		}
		return nil
	}
	return fmt.Errorf("no GOMEMLIMIT")
}
