package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// jobOf begins the id of a Job of MinIO's, which runs once and has another name with each run.
func jobOf(task string) string { return "Job minio/kalypso-minio-" + task + "-" }

// created is the one resource that an update creates whose id begins so.
func created(t *testing.T, steps []string, prefix string) string {
	t.Helper()
	found := matching(did(steps, "create"), prefix)
	require.Len(t, found, 1, "%q", steps)
	return found[0]
}

// rerun are the steps of an update without those of Jobs that run again: a new one each, in place of the old one.
func rerun(t *testing.T, steps []string, tasks ...string) []string {
	t.Helper()
	for _, task := range tasks {
		for _, op := range []display.StepOp{"create", "delete"} {
			assert.Len(t, matching(did(steps, op), jobOf(task)), 1, "%s of %q", op, steps)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(steps), func(one string) bool { return strings.Contains(one, "Job minio/") })
	assert.Len(t, rest, len(steps)-2*len(tasks), "%q", steps)
	return rest
}

// withoutRuns are ids without what changes in the names of MinIO's Jobs with each run.
func withoutRuns(ids []string) []string {
	ids = slices.Clone(ids)
	for i, one := range ids {
		for _, task := range []string{"make", "retire"} {
			if strings.HasPrefix(one, jobOf(task)) {
				ids[i] = jobOf(task)
			}
		}
	}
	return ids
}
