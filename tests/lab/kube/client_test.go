package kube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/pki"
)

func TestAWrittenKubeconfigGivesAccess(t *testing.T) {
	client := served(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"metadata":{"name":"` + r.TLS.PeerCertificates[0].Subject.CommonName + `"}}`))
	})
	var who struct{ Metadata struct{ Name string } }
	if err := client.Get(context.Background(), "/whoami", &who); err != nil {
		t.Fatal(err)
	}
	if who.Metadata.Name != "client" {
		t.Fatalf("the server saw %q", who.Metadata.Name)
	}
}

func TestARefusalCarriesCodeAndMessage(t *testing.T) {
	client := served(t, func(w http.ResponseWriter, r *http.Request) {
		code, reason := http.StatusNotFound, "NotFound"
		if r.Method == http.MethodPost {
			code, reason = http.StatusConflict, "AlreadyExists"
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":"the reason","reason":%q,"code":%d}`, reason, code)
	})
	ctx := context.Background()
	err := client.Get(ctx, "/x", nil)
	if !apierrors.IsNotFound(err) || err.Error() != "GET /x: 404 the reason" {
		t.Errorf("get: %v", err)
	}
	if err := client.Create(ctx, "/x", Object{}); !apierrors.IsAlreadyExists(err) {
		t.Errorf("create: %v", err)
	}
	if err := client.Delete(ctx, "/x"); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
}

// served starts an API server of a kind, and reads back the kubeconfig for it.
func served(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	ca, err := pki.NewAuthority("test")
	if err != nil {
		t.Fatal(err)
	}
	server, err := ca.Issue(pki.Subject{Name: "server"})
	if err != nil {
		t.Fatal(err)
	}
	user, err := ca.Issue(pki.Subject{Name: "client"})
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(server.Cert, server.Key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca.Cert)
	api := httptest.NewUnstartedServer(handler)
	api.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: roots, ClientAuth: tls.RequireAndVerifyClientCert}
	api.StartTLS()
	t.Cleanup(api.Close)
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := WriteConfig(file, Access{Server: api.URL, Authority: ca.Cert, Cert: user.Cert, Key: user.Key}); err != nil {
		t.Fatal(err)
	}
	client, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return client
}
