package network_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/network"
	"github.com/kalypsoServing/kalypso/components/network/networktest"
)

// shop is a platform of few components: a store that an app goes to, and a collector.
func shop() []network.Member {
	return []network.Member{
		{Name: "store", Namespace: "store", Doors: []network.Door{{Name: "s3", Port: 9000}, {Name: "console", Port: 9001}}, Metrics: []string{"http"}},
		{Name: "app", Namespace: "app", Calls: []string{"store.s3"}, API: true, Doors: []network.Door{{Name: "hook", Port: 9443, Open: true}}},
		{Name: "collector", Namespace: "collector", Scrapes: true, Outside: []network.Address{{Port: 4317}, {Namespace: "vendor"}, {Block: "169.254.0.0/16"}}},
	}
}

type end = networktest.End

func pod(namespace string) end { return end{Namespace: namespace, Ports: map[string]int{"http": 9000}} }

func judged(members []network.Member, from, to end, protocol string, port int) bool {
	var all []map[string]any
	for _, one := range network.Policies(members, network.Settings{DNS: "dns", APIServerPort: 16443}) {
		all = append(all, one)
	}
	return networktest.Allowed(all, from, to, protocol, port)
}

func TestFlows(t *testing.T) {
	outside, labelled := end{IP: "203.0.113.7"}, pod("mine")
	labelled.NamespaceLabels = map[string]string{network.Reaches("store"): "true"}
	for name, c := range map[string]struct {
		from, to end
		protocol string
		port     int
		want     bool
	}{
		"inside":                          {pod("store"), pod("store"), "TCP", 1234, true},
		"who calls":                       {pod("app"), pod("store"), "TCP", 9000, true},
		"another door":                    {pod("app"), pod("store"), "TCP", 9001, false},
		"backwards":                       {pod("store"), pod("app"), "TCP", 9000, false},
		"who does not call":               {pod("mine"), pod("store"), "TCP", 9000, false},
		"who has the label":               {labelled, pod("store"), "TCP", 9000, true},
		"who has the label, elsewhere":    {labelled, pod("app"), "TCP", 9000, false},
		"an address":                      {outside, pod("store"), "TCP", 9000, false},
		"an open door":                    {outside, pod("app"), "TCP", 9443, true},
		"an open door from a pod":         {pod("mine"), pod("app"), "TCP", 9443, true},
		"an open door of another's port":  {outside, pod("app"), "TCP", 9000, false},
		"metrics":                         {pod("collector"), pod("store"), "TCP", 9000, true},
		"what tells no metrics":           {pod("collector"), pod("store"), "TCP", 9001, false},
		"DNS":                             {pod("store"), pod("dns"), "UDP", 53, true},
		"DNS of OpenShift":                {pod("store"), pod("dns"), "TCP", 5353, true},
		"DNS on the node":                 {pod("store"), end{IP: "169.254.20.10"}, "UDP", 53, true},
		"mDNS elsewhere":                  {pod("store"), outside, "UDP", 5353, false},
		"the API server":                  {pod("app"), outside, "TCP", 6443, true},
		"the API server elsewhere":        {pod("app"), outside, "TCP", 16443, true},
		"the API server, by who does not": {pod("store"), outside, "TCP", 6443, false},
		"an address of the user's":        {pod("collector"), outside, "TCP", 4317, true},
		"a Service of the user's":         {pod("collector"), pod("vendor"), "TCP", 8126, true},
		"another Service":                 {pod("collector"), pod("mine"), "TCP", 8126, false},
		"a range of addresses":            {pod("collector"), end{IP: "169.254.169.254"}, "TCP", 80, true},
		"another address":                 {pod("collector"), outside, "TCP", 80, false},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, judged(shop(), c.from, c.to, c.protocol, c.port))
		})
	}
}

func TestAnywhere(t *testing.T) {
	members := shop()
	members[2].Anywhere = true
	assert.True(t, judged(members, pod("collector"), end{IP: "203.0.113.7"}, "TCP", 9100))
	assert.True(t, judged(members, pod("collector"), pod("mine"), "TCP", 9100))
	assert.False(t, judged(members, pod("collector"), pod("store"), "TCP", 9001), "the other end still says who comes in")
}

// Two components in one namespace have one policy with the flows of both; between them nothing is refused.
func TestSharedNamespaces(t *testing.T) {
	members := shop()
	members[1].Namespace = "store"
	policies := network.Policies(members, network.Settings{DNS: "dns"})
	require.Len(t, policies, 2)
	assert.True(t, judged(members, pod("store"), end{IP: "203.0.113.7"}, "TCP", 6443), "the API server, for one of them")
	assert.True(t, judged(members, end{IP: "203.0.113.7"}, pod("store"), "TCP", 9443), "the webhook of the other")
	assert.False(t, judged(members, pod("mine"), pod("store"), "TCP", 9000))
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]network.Address{
		"https://s3.example.org":                       {Port: 443},
		"http://s3.example.org:9000/x":                 {Port: 9000},
		"smtp.example.org:587":                         {Port: 587},
		"10.1.2.3:4317":                                {Port: 4317},
		"[2001:db8::1]:4317":                           {Port: 4317},
		"http://rgw.rook.svc:80":                       {Namespace: "rook"},
		"http://a.rook.svc.corp.example.:80/x":         {Namespace: "rook"},
		"pod-0.a.rook.svc.corp.example:9000":           {Namespace: "rook"},
		"dns+cache.cache.svc.corp.example:11211":       {Namespace: "cache"},
		"postgres://user:secret@db.example.org:5432/g": {Port: 5432},
	} {
		found, ok := network.Outside(text, "corp.example")
		assert.True(t, ok, text)
		assert.Equal(t, want, found, text)
	}
	for _, text := range []string{"", "quay.io/minio/mc:17", "busybox:1.36", "10s", "http://localhost:9000", "127.0.0.1:80", "0.0.0.0:4317",
		"[::]:4317", "s3://bucket", "???", "https://", "10.1.2.3:99999", "postgres:5432"} {
		_, ok := network.Outside(text, "cluster.local")
		assert.False(t, ok, text)
	}
}

func TestValuesAreRead(t *testing.T) {
	values := map[string]any{
		"receivers": map[string]any{"zipkin": map[string]any{"endpoint": "0.0.0.0:9411"}, "jaeger": map[string]any{"x": "${env:MY_POD_IP}:14250"}},
		"exporters": []any{map[string]any{"endpoint": "vendor.example.org:4317"}},
	}
	assert.Equal(t, []network.Address{{Port: 4317}}, network.Named(values, "cluster.local"))
	assert.Equal(t, []int{14250, 9411}, network.Listening(values))
	for _, published := range []map[string]any{
		{"service": map[string]any{"type": "NodePort"}}, {"consoleService": map[string]any{"type": "LoadBalancer"}},
		{"gateway": map[string]any{"ingress": map[string]any{"enabled": true}}}, {"route": map[string]any{"main": map[string]any{"enabled": true}}},
	} {
		assert.True(t, network.Published(published), published)
	}
	for _, inside := range []map[string]any{
		nil, {"service": map[string]any{"type": "ClusterIP"}}, {"ingress": map[string]any{"enabled": false}}, {"persistence": map[string]any{"enabled": true}},
	} {
		assert.False(t, network.Published(inside), inside)
	}
}
