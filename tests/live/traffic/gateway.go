package traffic

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// gateway is the path of its Service behind the API server.
const gateway = "/api/v1/namespaces/telemetry/services/kalypso-collector:4318/proxy"

// ThroughProxy posts to the gateway's Service through the API server of a cluster: the sender needs no image there, and is away
// from nothing that is stopped.
func ThroughProxy(client *kube.Client) Post { return To(client.Raw(gateway)) }

// To posts to an address.
func To(client *http.Client, address string) Post {
	return func(ctx context.Context, path string, body []byte) (int, string, []byte) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+path, bytes.NewReader(body))
		if err != nil {
			return 0, "", []byte(err.Error())
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			return 0, "", []byte(err.Error())
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			return 0, "", []byte(err.Error()) // the code alone is no acknowledgement
		}
		return response.StatusCode, response.Header.Get("Retry-After"), answer
	}
}
