package bucket

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// attempt is one line of the script: what was tried where, how it ended, and what the client said.
type attempt struct{ action, bucket, outcome, answer string }

// parse reads the script's lines. Any other line means that the script did not do what it should.
func parse(text string) ([]attempt, error) {
	var attempts []attempt
	for line := range strings.Lines(text) {
		fields := strings.SplitN(strings.TrimSpace(line), " ", 5)
		if len(fields) < 4 || fields[0] != "attempt" {
			return nil, fmt.Errorf("reading the pod's log: line %q tells of no attempt", line)
		}
		fields = append(fields, "")
		attempts = append(attempts, attempt{fields[1], fields[2], fields[3], fields[4]})
	}
	return attempts, nil
}

// judge compares the attempts with what must come of them, and reads from the one that is allowed what the bucket holds.
func judge(attempts []attempt, own string, others []string) (Usage, error) {
	usage, err := expect(attempts, "usage", own, "allowed")
	wrong := []error{err}
	refused := func(action, bucket string) {
		_, err := expect(attempts, action, bucket, "denied")
		wrong = append(wrong, err)
	}
	for _, other := range others {
		refused("list", other)
		refused("get", other)
		refused("put", other)
	}
	refused("users", "server")
	if err := errors.Join(wrong...); err != nil {
		return Usage{}, err
	}
	return read(usage)
}

// expect finds an attempt and returns what the client said, if it ended as it must.
func expect(attempts []attempt, action, bucket, outcome string) (answer string, err error) {
	for _, got := range attempts {
		if got.action != action || got.bucket != bucket {
			continue
		}
		if got.outcome != outcome {
			return "", fmt.Errorf("%s in %s: want %s, got %s: %s", action, bucket, outcome, got.outcome, got.answer)
		}
		return got.answer, nil
	}
	return "", fmt.Errorf("%s in %s: it was not tried", action, bucket)
}

// read takes the sizes from mc's answer. A backend that has stored nothing proves nothing.
func read(answer string) (Usage, error) {
	var usage Usage
	if err := json.Unmarshal([]byte(answer), &usage); err != nil {
		return Usage{}, fmt.Errorf("decoding the size of the bucket %q: %w", answer, err)
	}
	if usage.Objects < 1 || usage.Bytes < 1 {
		return Usage{}, fmt.Errorf("its own bucket is empty: %d objects, %d bytes", usage.Objects, usage.Bytes)
	}
	return usage, nil
}
