package bucket

import (
	"strings"
	"testing"
)

// seen is the log of a pod that saw what it must see, shortened, as mc wrote it against a MinIO server.
const seen = `attempt usage loki-chunks allowed {"prefix":"loki-chunks","size":4711,"objects":3,"status":"success","isVersions":false}
attempt list mimir-data denied {"status":"error","error":{"message":"Unable to list folder.","cause":{"message":"Access Denied.","error":{"Code":"AccessDenied","BucketName":"mimir-data"}},"type":"error"}}
attempt get mimir-data denied {"status":"error","error":{"message":"Unable to read from ` + "`store/mimir-data/kalypso-probe`" + `.","type":"fatal"}}
attempt put mimir-data denied  0 B / ? {"status":"error","error":{"message":"Unable to write to one or more targets.","type":"fatal"}}
attempt list pyroscope denied {"status":"error"}
attempt get pyroscope denied {"status":"error"}
attempt put pyroscope denied {"status":"error"}
attempt users server denied {"status":"error","error":{"message":"Unable to list user","cause":{"message":"Access Denied.","error":{"Code":"AccessDenied"}},"type":"fatal"}}
`

func TestJudge(t *testing.T) {
	tests := map[string]struct{ from, to, want string }{
		"as it must be":            {},
		"a bucket without objects": {`"size":4711,"objects":3`, `"size":0,"objects":0`, "its own bucket is empty: 0 objects, 0 bytes"},
		"its own bucket refused": {"usage loki-chunks allowed", "usage loki-chunks denied",
			"usage in loki-chunks: want allowed, got denied: "},
		"another one listed":           {"list mimir-data denied", "list mimir-data allowed", "list in mimir-data: want denied, got allowed: "},
		"written into another one":     {"put pyroscope denied", "put pyroscope allowed", "put in pyroscope: want denied, got allowed: "},
		"failed for another reason":    {"get mimir-data denied", "get mimir-data failed", "get in mimir-data: want denied, got failed: "},
		"users listed":                 {"users server denied", "users server allowed", "users in server: want denied, got allowed: "},
		"an attempt that was not made": {"attempt get pyroscope denied {\"status\":\"error\"}\n", "", "get in pyroscope: it was not tried"},
		"an answer that is none":       {`{"prefix":"loki-chunks",`, "prefix", "decoding the size of the bucket"},
		"another line":                 {"attempt users", "sh: mc: not found\nattempt users", `line "sh: mc: not found\n" tells of no attempt`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			usage := Usage{}
			attempts, err := parse(strings.Replace(seen, test.from, test.to, 1))
			if err == nil {
				usage, err = judge(attempts, "loki-chunks", []string{"mimir-data", "pyroscope"})
			}
			if test.want == "" {
				if want := (Usage{Objects: 3, Bytes: 4711}); err != nil || usage != want {
					t.Errorf("got %+v, %v, want %+v", usage, err, want)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
		})
	}
}

func TestJudgeNamesEverythingThatIsWrong(t *testing.T) {
	attempts, err := parse(strings.ReplaceAll(seen, "denied", "allowed"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = judge(attempts, "loki-chunks", []string{"mimir-data", "pyroscope"})
	if got := strings.Count(err.Error(), "want denied, got allowed"); got != 7 {
		t.Errorf("%d findings, want 7:\n%v", got, err)
	}
}
