package stacks

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/minio"
)

// export publishes where everything is. Credentials leave as secrets only, the rest is plain.
func (p Plan) export(ctx *pulumi.Context) {
	ctx.Export("endpoints", pulumi.ToStringMap(p.endpoints()))
	ctx.Export("context", pulumi.String(p.Config.Cluster.Context)) // empty: kubectl's current one
	ctx.Export("namespaces", pulumi.ToStringArray(p.namespaces()))
	ctx.Export("waves", pulumi.ToStringArray(p.levels()))
	ctx.Export("readme", pulumi.String(p.readme()))
	if p.on("grafana") {
		ctx.Export("grafanaPassword", secretOutput(p.grafana(kit.Spec{}).Admin.Reveal()))
	}
	if p.on("minio") {
		ctx.Export("minioPassword", secretOutput(p.minio(kit.Spec{}).RootPassword.Reveal()))
	}
}

func secretOutput(text string) pulumi.Output { return pulumi.ToSecret(pulumi.String(text)) }

// endpoints are the addresses inside the cluster, by what speaks there.
func (p Plan) endpoints() map[string]string {
	at := p.addresses()
	all := map[string]string{
		"mimir.query":     string(at.mimir.Query),
		"mimir.write":     string(at.mimir.Write),
		"tempo.query":     string(at.tempo.Query),
		"tempo.otlp":      string(at.tempo.OTLP),
		"loki.query":      string(at.loki.Query),
		"loki.otlp":       string(at.loki.OTLP),
		"pyroscope.query": string(at.pyroscope.Query),
		"collector.otlp":  string(at.collector),
	}
	if p.on("grafana") {
		all["grafana"] = at.grafana.Service.URL("")
	}
	if p.on("minio") {
		all["minio.s3"] = minio.Addresses(p.pin("minio")).URL()
	}
	for name, address := range all {
		if address == "" {
			delete(all, name)
		}
	}
	return all
}

// levels are the enabled components by depth: level 1 waits for nothing, every other for something on the level before.
func (p Plan) levels() []string {
	depth, byDepth := map[string]int{}, [][]string{}
	for _, pin := range p.Components {
		at := 0
		for _, name := range p.before(pin.Name) {
			at = max(at, depth[name]+1)
		}
		depth[pin.Name] = at
		if at == len(byDepth) {
			byDepth = append(byDepth, nil)
		}
		byDepth[at] = append(byDepth[at], pin.Name)
	}
	var lines []string
	for i, names := range byDepth {
		lines = append(lines, fmt.Sprintf("%d: %s", i+1, strings.Join(names, ", ")))
	}
	return lines
}

// readme is the text that the Pulumi console shows for the stack.
func (p Plan) readme() string {
	var text strings.Builder
	text.WriteString("# Kalypso\n\nAn observability platform on Kubernetes.\n\n## Components\n\n| wave | component | namespace | releases |\n|---|---|---|---|\n")
	for _, pin := range p.Components {
		var releases []string
		for _, chart := range pin.Charts {
			releases = append(releases, fmt.Sprintf("%s (%s %s)", chart.Release, chart.Name, chart.Version))
		}
		fmt.Fprintf(&text, "| %d | %s | %s | %s |\n", pin.Wave, pin.Name, pin.Namespace.Name, strings.Join(releases, ", "))
	}
	text.WriteString("\n## Access\n\n")
	if p.on("grafana") {
		service := p.addresses().grafana.Service
		fmt.Fprintf(&text, "- Grafana: `kubectl -n %s port-forward svc/%s 3000:%d`, then http://localhost:3000, user `%s`, password `%s`\n",
			service.Namespace, service.Name, service.Port, grafana.AdminUser, "pulumi stack output grafanaPassword --show-secrets")
	}
	if p.on("minio") {
		console := minio.Console(p.pin("minio"))
		fmt.Fprintf(&text, "- MinIO: `kubectl -n %s port-forward svc/%s 9001:%d`, then http://localhost:9001, user `%s`, password `%s`\n",
			console.Namespace, console.Name, console.Port, minio.RootUser, "pulumi stack output minioPassword --show-secrets")
	}
	if p.gateway() {
		fmt.Fprintf(&text, "- Send OTLP to `%s` (gRPC) from inside the cluster.\n", p.addresses().collector)
	}
	return text.String()
}
