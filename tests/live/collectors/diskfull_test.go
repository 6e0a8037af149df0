package collectors

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// TestAFullDiskRefusesAndWhatIsLostIsSeen fills the gateway's disk while Loki is away. What does not fit is refused as the
// protocol says and counted; the collector lives, delivers when Loki is back, and takes more.
//
// Mostly it delivers everything. But its queue cannot even be read without writing, so when not a page is free, in one of five
// runs, it skips over entries that it has acknowledged. No counter of failures says so: the difference between what was
// accepted and what was sent does. That is why the volume holds twice the sum of the queues.
func TestAFullDiskRefusesAndWhatIsLostIsSeen(t *testing.T) {
	program := collector(t)
	if os.Geteuid() != 0 {
		t.Skip("mounting a small disk needs root")
	}
	run := traffic.Run{ID: fmt.Sprintf("full%d", time.Now().UnixNano()), Begin: time.Now().Add(-time.Minute), Padding: 200}
	loki, address := newStore(t, run.ID)
	loki.away.Store(true)
	config := record(t, stackstest.Project(t), stackstest.Config{})["kalypso"]
	gateway := start(t, program, config, address, 8)

	const requests = 120 // of 130 KB
	acknowledged, codes := fill(t, run, gateway.post, 0, requests)
	assert.Positive(t, codes[http.StatusServiceUnavailable], "answers by code: %v", codes)
	assert.Equal(t, requests, codes[http.StatusOK]+codes[http.StatusServiceUnavailable], "answers by code: %v", codes)
	require.NoError(t, gateway.healthy(t.Context()), "the collector has ended")
	refused := codes[http.StatusServiceUnavailable] * traffic.PerRequest
	assert.Equal(t, refused, gateway.count(t, "exporter_enqueue_failed"))
	assert.Equal(t, refused, gateway.count(t, "receiver_refused"))

	loki.away.Store(false)
	require.Eventually(t, func() bool {
		lost := len(loki.lost(acknowledged))
		return lost == 0 || gateway.idle(t) && lost == gateway.count(t, "receiver_accepted")-gateway.count(t, "exporter_sent")
	}, 60*time.Second, 200*time.Millisecond, "acknowledged lines are neither delivered nor seen to be lost")
	lost := loki.lost(acknowledged)

	more := traffic.Numbers{}
	// What was delivered is taken off the disk a moment later, and until then a client tries again.
	for request := requests; request < requests+4; request++ {
		require.Eventually(t, func() bool {
			taken, codes := fill(t, run, gateway.post, request, request+1)
			maps.Copy(more, taken)
			return codes[http.StatusOK] == 1
		}, 30*time.Second, time.Second, "after the outage request %d is not taken", request-requests)
	}
	require.Eventually(t, func() bool { return len(loki.lost(more)) == 0 }, 30*time.Second, 100*time.Millisecond)
	t.Logf("disk full: %d of %d acknowledged lines delivered, %d refused with 503 and counted", len(acknowledged)-len(lost),
		len(acknowledged), refused)
}

// count is one of the gateway's own counters of lines.
func (r running) count(t *testing.T, name string) int {
	t.Helper()
	text, err := get(t.Context(), r.metrics)
	require.NoError(t, err)
	return traffic.Counted(text, `^otelcol_`+name+`_log_records(_total)?$`).Sum("")
}

// idle tells whether nothing waits in the queue.
func (r running) idle(t *testing.T) bool {
	t.Helper()
	text, err := get(t.Context(), r.metrics)
	require.NoError(t, err)
	return traffic.Counted(text, `^otelcol_exporter_queue_size$`).Sum("") == 0
}

// fill sends requests once each, and returns what was acknowledged, and how many answers of each code there were.
func fill(t *testing.T, run traffic.Run, post traffic.Post, from, to int) (acknowledged traffic.Numbers, codes map[int]int) {
	t.Helper()
	acknowledged, codes = traffic.Numbers{}, map[int]int{}
	for request := from; request < to; request++ {
		first := request * traffic.PerRequest
		body, err := run.Body(traffic.Logs, first, first+traffic.PerRequest)
		require.NoError(t, err)
		code, _, _ := post(t.Context(), "/v1/logs", body)
		codes[code]++
		if code == http.StatusOK {
			acknowledged.Add(first, first+traffic.PerRequest)
		}
	}
	return acknowledged, codes
}

// get reads an address of this machine.
func get(ctx context.Context, address string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, response.Status)
	}
	return string(text), err
}
