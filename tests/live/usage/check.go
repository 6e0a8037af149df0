package usage

import (
	"errors"
	"fmt"
)

// most is the part of its memory limit that a container may use, in percent.
const most = 80

// Check returns every container that uses more than 80 % of its memory limit, has none, is not ready, or was restarted.
func Check(rows []Row) error {
	var found []error
	for _, r := range rows {
		if r.MemoryLimit == 0 {
			found = append(found, fmt.Errorf("%s has no memory limit", r.name()))
		} else if r.percent() > most {
			found = append(found, fmt.Errorf("%s uses %.0f MiB of its %.0f MiB, %.0f %%",
				r.name(), mebibytes(r.Memory), mebibytes(r.MemoryLimit), r.percent()))
		}
		if !r.Ready {
			found = append(found, fmt.Errorf("%s is not ready", r.name()))
		}
		if r.Restarts > 0 {
			found = append(found, fmt.Errorf("%s was restarted %d times, the last time after %s", r.name(), r.Restarts, r.Ended))
		}
	}
	return errors.Join(found...)
}

// percent is how much of the memory limit is in use; without a limit it is 0.
func (r Row) percent() float64 {
	if r.MemoryLimit == 0 {
		return 0
	}
	return 100 * float64(r.Memory) / float64(r.MemoryLimit)
}

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
