package image

import (
	"github.com/kalypsoServing/kalypso/tests/lab/image"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/debian"
)

// Recipe says how an image is made where no registry can be asked for it.
type Recipe struct {
	// Group builds the program from Module, a Go module; with Debian it is a file of that unpacked set instead.
	Group  tools.Group
	Module string
	Debian debian.Set
	// Program is its file name among the built tools, or its path in the set.
	Program string
	// At is where the image has it, and what it starts with unless Entrypoint says otherwise.
	At         string
	Entrypoint []string
	// User is the image's own, where a pod is not to run as root and does not say as whom.
	User string
	// Shell adds busybox as /bin/sh, for what charts do by scripts.
	Shell bool
	// Trees are directories of the Debian set that the image has whole, as patterns.
	Trees []string
	// Files are further contents.
	Files map[string]image.File
}

// tool is a group with one program.
func tool(module, program, from, link string) tools.Group {
	return tools.Group{Module: module, Link: "-s -w " + link, Programs: map[string]string{program: from}}
}

// Pause is what the node and the fixture charts run.
func Pause() Recipe {
	return Recipe{Group: tool("pause", "pause", ".", ""), Program: "pause", At: "/pause", User: "65534"}
}

// CoreDNS answers names on the live node.
func CoreDNS() Recipe {
	const module = "github.com/coredns/coredns"
	return Recipe{Group: tool("coredns", "coredns", ".", ""), Module: module, Program: "coredns", At: "/coredns"}
}

// Collector builds the program of the collectors' images.
func Collector() tools.Group { return tool("collector", "otelcol-contrib", ".", "") }

// operatorVersion is what tests/tools/operator pins; the linker has to be told.
const operatorVersion = "0.141.0"

// Recipes are the images of the stack that can be made, by name without tag. Each has the file layout that its chart
// relies on; the version is the nearest that can be had, and the report says which.
func Recipes() map[string]Recipe {
	const (
		minio    = "github.com/minio/minio"
		mc       = "github.com/minio/mc"
		mimir    = "github.com/grafana/mimir"
		operator = "github.com/open-telemetry/opentelemetry-operator"
		contrib  = "github.com/open-telemetry/opentelemetry-collector-contrib/processor/k8sattributesprocessor"
		profiler = "go.opentelemetry.io/ebpf-profiler"
		state    = "k8s.io/kube-state-metrics/v2"
		istio    = "istio.io/istio"
		// releases is where the distributions of the Collector are.
		releases = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-"
	)
	// The two distributions that the stack runs are one program here: what it configures is in both.
	collector := func(at string) Recipe {
		return Recipe{
			Group: Collector(), Module: contrib, Program: "otelcol-contrib", At: at, User: "10001",
		}
	}
	return map[string]Recipe{
		"quay.io/minio/minio": {
			Group: tool("minio", "minio", minio, ""), Module: minio, Program: "minio", At: "/usr/bin/minio", Shell: true,
			// The chart calls the image's script, which would only switch users, with the whole command line.
			Files: map[string]image.File{"/usr/bin/docker-entrypoint.sh": {Text: "#!/bin/sh\nexec \"$@\"\n"}},
		},
		"quay.io/minio/mc": {
			Group: tool("mc", "mc", mc, ""), Module: mc, Program: "mc", At: "/usr/bin/mc", Shell: true,
		},
		"docker.io/grafana/mimir": {
			Group: tool("mimir", "mimir", mimir+"/cmd/mimir", ""), Module: mimir, Program: "mimir", At: "/bin/mimir",
		},
		"ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator": {
			// It asks its own version which collectors it can look after.
			Group: tool("operator", "manager", operator,
				"-X "+operator+"/internal/version.version="+operatorVersion+" -X "+operator+"/internal/version.otelCol="+operatorVersion),
			Module: operator, Program: "manager", At: "/manager", User: "65532",
		},
		releases + "contrib": collector("/otelcol-contrib"),
		releases + "k8s":     collector("/otelcol-k8s"),
		releases + "ebpf-profiler": {
			Group: tool("profiler", "otelcol-ebpf-profiler", ".", ""), Module: profiler, Program: "otelcol-ebpf-profiler",
			At: "/otelcol-ebpf-profiler",
		},
		"registry.k8s.io/kube-state-metrics/kube-state-metrics": {
			Group: tool("kube-state-metrics", "kube-state-metrics", state, ""), Module: state, Program: "kube-state-metrics",
			At: "/kube-state-metrics", Entrypoint: []string{"/kube-state-metrics", "--port=8080", "--telemetry-port=8081"}, User: "65534",
		},
		// The chart mounts all that it reads. No sidecar goes with it: Envoy can be had neither as a Go module nor from Debian.
		"docker.io/istio/pilot": {
			Group: tool("istiod", "pilot-discovery", istio+"/pilot/cmd/pilot-discovery", ""), Module: istio, Program: "pilot-discovery",
			At: "/usr/local/bin/pilot-discovery", User: "1337:1337",
		},
		"docker.io/nginxinc/nginx-unprivileged": {
			Debian: debian.Set{Name: "nginx", Packages: []string{"nginx"}, Whole: true}, Program: "/usr/sbin/nginx", At: "/usr/sbin/nginx",
			Entrypoint: []string{"/usr/sbin/nginx", "-g", "daemon off;"}, User: "101",
			Files: map[string]image.File{
				"/etc/passwd": {Text: "root:x:0:0::/:\nnginx:x:101:101::/:\n", Mode: 0o644},
				"/etc/group":  {Text: "root:x:0:\nnginx:x:101:\n", Mode: 0o644},
				// Where Debian's nginx logs until, and unless, its configuration says where.
				"/var/log/nginx/error.log": {Link: "/dev/stderr"}, "/var/log/nginx/access.log": {Link: "/dev/stdout"},
			},
		},
	}
}

// Shell is the busybox of the images that have a shell.
func Shell() debian.Set {
	return debian.Set{Name: "shell", Packages: []string{"busybox-static"}, Whole: true}
}
