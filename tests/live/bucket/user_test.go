package bucket

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// MinIO must know each user that is wanted, and none that is not.
func TestCheckUsers(t *testing.T) {
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for name, test := range map[string]struct{ known, want string }{
		"as wanted":   {`{"accessKey":"locked"}` + "\n" + `{"accessKey":"loki-A"}`, ""},
		"one is left": {`{"accessKey":"locked"}` + "\n" + `{"accessKey":"loki-A"}` + "\n" + `{"accessKey":"loki-1"}`, `"loki-1"`},
		"one misses":  {`{"accessKey":"locked"}`, `want ["locked" "loki-A"]`},
		"no list":     {"mc: <ERROR> refused", "decoding a user of MinIO"},
	} {
		t.Run(name, func(t *testing.T) {
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case strings.HasSuffix(r.URL.Path, "/secrets/"+usersSecret):
					_, _ = w.Write([]byte(`{"data":{"loki":"` + encoded("loki-A\nkey\n") + `","loki.json":"` + encoded("{}") + `"}}`))
				case strings.HasSuffix(r.URL.Path, "/log"):
					_, _ = w.Write([]byte(test.known))
				case r.Method == http.MethodGet:
					_, _ = w.Write([]byte(`{"status":{"phase":"Succeeded"}}`))
				}
			})
			known, err := CheckUsers(context.Background(), client, "mc:1")
			if test.want == "" && (err != nil || known != 2) {
				t.Errorf("got %d, %v", known, err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
		})
	}
}
