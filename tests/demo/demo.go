// Package demo is an application of three services in two languages, with an error rate, a slow endpoint and a chatty log, so
// that there is something to find. It is not shipped: the live tests deploy it. front and pay are Go programs with
// OpenTelemetry's SDK (tests/tools/demo), cart is Python's standard library alone; a load generator stands in front of them.
package demo

import (
	_ "embed"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Namespace is where the application runs.
const Namespace = "demo"

// Cart is the program of the cart, in Python.
//
//go:embed cart.py
var Cart string

// Image is the name of the image of one of its programs: front, pay, cart, load, lines.
func Image(program string) string { return "kalypso.test/demo-" + program + ":1" }

// PayReplicas are two, so that there is something to confuse; Rate is how many purchases there are in a second.
const (
	PayReplicas = 2
	Rate        = 10
)

// Object is one object and the collection that it is created in.
type Object struct {
	Path string
	Body kube.Object
}

// Objects are all that the application is made of, in the order to create them.
func Objects() []Object {
	const grpc, http = "4317", "4318"
	return []Object{
		{"/api/v1/namespaces", kube.Object{"apiVersion": "v1", "kind": "Namespace", "metadata": kube.Object{"name": Namespace}}},
		service("cart"), service("pay"), service("front"),
		deployment("cart", 1, sends(http)),
		deployment("pay", PayReplicas, sends(http)),
		deployment("front", 1, sends(grpc)),
		deployment("load", 1, nil),
	}
}

// Gateway is where applications send to.
const Gateway = "kalypso-collector.telemetry.svc.cluster.local"

func sends(port string) []any {
	return []any{
		kube.Object{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://" + Gateway + ":" + port},
		kube.Object{"name": "OTEL_METRIC_EXPORT_INTERVAL", "value": "10000"},
	}
}
