package traffic

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// again tells whether a request that was answered so is to be sent once more, and after which time, as OTLP/HTTP says: 429, 502,
// 503 and 504 are, and the server may say when. Without an answer (code 0) nothing was acknowledged.
func again(code int, retryAfter string, attempt int, now time.Time) (time.Duration, bool) {
	switch code {
	case 0, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	if seconds, err := strconv.Atoi(retryAfter); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(retryAfter); err == nil {
		return max(at.Sub(now), 0), true
	}
	const first, most = 200 * time.Millisecond, 5 * time.Second
	return min(first<<min(attempt, 10), most), true
}

// rejected is how many items the answer to an accepted request says were not.
func rejected(answer []byte) int {
	var said struct {
		PartialSuccess struct {
			Logs   number `json:"rejectedLogRecords"`
			Spans  number `json:"rejectedSpans"`
			Points number `json:"rejectedDataPoints"`
		}
	}
	if json.Unmarshal(answer, &said) != nil {
		return 0
	}
	return int(said.PartialSuccess.Logs + said.PartialSuccess.Spans + said.PartialSuccess.Points)
}

// number is one that JSON holds as text or not.
type number int

// UnmarshalJSON reads both.
func (n *number) UnmarshalJSON(raw []byte) error {
	value, err := strconv.Atoi(string(trimQuotes(raw)))
	*n = number(value)
	return err
}

func trimQuotes(raw []byte) []byte {
	if len(raw) > 1 && raw[0] == '"' {
		return raw[1 : len(raw)-1]
	}
	return raw
}
