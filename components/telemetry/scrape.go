package telemetry

import (
	"regexp"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
)

// scrapedPods is the scrape of annotated pods outside of the platform, whose own are scraped by name.
func scrapedPods(args Args) kit.Tree {
	config := read[kit.Tree]("pods")
	job := config["config"].(kit.Tree)["scrape_configs"].([]any)[0].(kit.Tree)
	job["relabel_configs"] = append([]any{kit.Tree{
		"source_labels": []any{"__meta_kubernetes_namespace"}, "action": "drop", "regex": either(args.Namespaces),
	}}, job["relabel_configs"].([]any)...)
	if !args.Telemetry.Sources.AnnotatedPods {
		config["config"].(kit.Tree)["scrape_configs"] = []any{}
	}
	return config
}

// platformJobs are the scrapes of the platform's own metrics: one job for each path, of the ports that have it.
func platformJobs(args Args) kit.Tree {
	base := read[kit.Tree]("platform")
	var paths []string
	ports := map[string][]string{}
	for _, target := range args.Targets {
		if ports[target.Path] == nil {
			paths = append(paths, target.Path)
		}
		ports[target.Path] = append(ports[target.Path], regexp.QuoteMeta(target.Namespace)+";"+regexp.QuoteMeta(target.Port))
	}
	var jobs []any
	for _, path := range paths {
		keep := kit.Tree{
			"source_labels": []any{"__meta_kubernetes_namespace", "__meta_kubernetes_pod_container_port_name"},
			"action":        "keep", "regex": strings.Join(ports[path], "|"),
		}
		jobs = append(jobs, kit.Merge(base, kit.Tree{
			"job_name":     "platform" + strings.ReplaceAll(path, "/", "-"),
			"metrics_path": path,
			"kubernetes_sd_configs": []any{kit.Tree{
				"role": "pod", "namespaces": kit.Tree{"names": args.Namespaces},
				"selectors": []any{kit.Tree{"role": "pod", "field": "spec.nodeName=${env:" + nodeVariable + "}"}},
			}},
			"relabel_configs": append([]any{keep}, base["relabel_configs"].([]any)...),
		}))
	}
	return kit.Tree{"config": kit.Tree{"scrape_configs": jobs}}
}

// either is a regular expression of one of the names.
func either(names []string) string {
	quoted := make([]string, 0, len(names))
	for _, name := range names {
		quoted = append(quoted, regexp.QuoteMeta(name))
	}
	return strings.Join(quoted, "|")
}
