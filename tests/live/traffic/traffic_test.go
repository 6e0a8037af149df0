package traffic

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestAgainIsWhatTheProtocolSays(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		code    int
		after   string
		attempt int
		wait    time.Duration
		retry   bool
	}{
		{code: 0, wait: 200 * time.Millisecond, retry: true},
		{code: 503, attempt: 2, wait: 800 * time.Millisecond, retry: true},
		{code: 502, attempt: 90, wait: 5 * time.Second, retry: true},
		{code: 429, after: "3", wait: 3 * time.Second, retry: true},
		{code: 504, after: now.Add(7 * time.Second).Format(http.TimeFormat), wait: 7 * time.Second, retry: true},
		{code: 503, after: now.Add(-time.Hour).Format(http.TimeFormat), retry: true},
		{code: 400}, {code: 500}, {code: 413}, {code: 404},
	} {
		wait, retry := again(test.code, test.after, test.attempt, now)
		if wait != test.wait || retry != test.retry {
			t.Errorf("%d after %q: %s, %v, want %s, %v", test.code, test.after, wait, retry, test.wait, test.retry)
		}
	}
}

func TestRejectedReadsAPartialSuccess(t *testing.T) {
	for answer, want := range map[string]int{
		`{"partialSuccess":{}}`: 0, ``: 0, `{"partialSuccess":{"rejectedSpans":"7"}}`: 7, `{"partialSuccess":{"rejectedDataPoints":2}}`: 2,
	} {
		if got := rejected([]byte(answer)); got != want {
			t.Errorf("%s: %d, want %d", answer, got, want)
		}
	}
}

func TestASenderTriesAgainAndCountsOnlyWhatWasAcknowledged(t *testing.T) {
	var calls atomic.Int64
	post := func(_ context.Context, path string, body []byte) (int, string, []byte) {
		if path != "/v1/logs" || !json.Valid(body) {
			t.Errorf("%s was sent %.40s", path, body)
		}
		switch calls.Add(1) {
		case 2:
			return 503, "0", nil
		case 4:
			return 400, "", []byte("bad")
		}
		return 200, "", []byte(`{"partialSuccess":{}}`)
	}
	sent, err := Sender{Run: Run{ID: "r", Begin: time.Unix(1, 0)}, Post: post}.Send(t.Context(), Logs, 2200)
	if err == nil || !strings.Contains(err.Error(), "400 bad") {
		t.Errorf("error = %v", err)
	}
	if len(sent.Acknowledged) != 1700 || sent.Retried != 1 || sent.Refused != 500 || calls.Load() != 6 {
		t.Errorf("acknowledged %d, retried %d, refused %d in %d requests", len(sent.Acknowledged), sent.Retried, sent.Refused, calls.Load())
	}
}

func TestASenderThatIsStoppedHasAcknowledgedNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	post := func(context.Context, string, []byte) (int, string, []byte) { cancel(); return 0, "", nil }
	sent, err := Sender{Run: Run{ID: "r"}, Post: post}.Send(ctx, Spans, 10)
	if err == nil || len(sent.Acknowledged) != 0 {
		t.Errorf("%d acknowledged, %v", len(sent.Acknowledged), err)
	}
}

func TestVerdictSaysWhatIsLostOfHowMany(t *testing.T) {
	sent, found := Numbers{}, Numbers{}
	sent.Add(0, 100)
	found.Add(0, 7)
	found.Add(8, 40)
	found.Add(43, 200) // what was never acknowledged may be there
	want := "logs: lost 4 (7, 40-42) of 100 acknowledged; discarded with a reason: 0"
	if err := Verdict(Logs, sent, found, 0); err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	if err := Verdict(Logs, sent, found, 4); err != nil {
		t.Error(err)
	}
	if got := Ranges([]int{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22}); !strings.HasSuffix(got, "18, ...)") {
		t.Error(got)
	}
}

func TestWhatIsWrittenIsCounted(t *testing.T) {
	run := Run{ID: "r1", Begin: time.Unix(100, 0)}
	found := Numbers{}
	// As Tempo answers: ids in base64, one trace in two parts.
	if err := found.addSpans([]byte(`{"trace":{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"AAAAAAAAA+k="},{"spanId":"AAAAAAAAA+k="}]}]},
		{"scopeSpans":[{"spans":[{"spanId":"00000000000003ea"},{"spanId":"0000000000000001"}]}]}]}}`), 1000); err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || !found[1000] || !found[1001] {
		t.Errorf("spans: %v, want 1000 and 1001: an id is its number and one, and number 0 is another trace's", found)
	}
	points := Numbers{}
	if err := points.addPoints([]byte(`{"data":{"result":[{"values":[[1,"3"],[2,"103"]]},{"values":[[1,"4"]]}]}}`)); err != nil {
		t.Fatal(err)
	}
	if len(points) != 3 || !points[103] {
		t.Errorf("points: %v", points)
	}
	if number, ok := numbered(run.ID, "r1 17 xxx"); !ok || number != 17 {
		t.Errorf("line 17 is %d, %v", number, ok)
	}
	if _, ok := numbered(run.ID, "r10 17 xxx"); ok {
		t.Error("a line of another run was counted")
	}
}

func TestSumBySeparatesReasons(t *testing.T) {
	text := `# HELP loki_discarded_samples_total x
loki_discarded_samples_total{reason="rate_limited",tenant="a"} 3
loki_discarded_samples_total{tenant="b",reason="rate_limited"} 4
loki_discarded_samples_total{tenant="b",reason="too_long"} 1e+02
loki_other_total 5
`
	got := sumBy(text, regexp.MustCompile(`^loki_discarded_samples_total$`), "reason")
	if got.String() != "loki_discarded_samples_total{rate_limited} 7, loki_discarded_samples_total{too_long} 100" {
		t.Error(got)
	}
	if got.Sum("loki_") != 107 || got.ForGood("loki_") != 100 {
		t.Errorf("%d discarded, %d for good; what is above a rate comes again", got.Sum("loki_"), got.ForGood("loki_"))
	}
	if later := got.since(Discarded{"loki_discarded_samples_total{rate_limited}": 7}); later.Sum("loki_") != 100 {
		t.Error(later)
	}
}
