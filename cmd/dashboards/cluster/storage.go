package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Storage is what fills: claims, buckets, and the disks below them.
func Storage() style.Dashboard {
	return style.Dashboard{
		Name:        "storage",
		Description: "What is full next: claims, buckets, disks; and whether volumes can be had at all.",
		Filter:      []string{style.Namespace},
		See:         []string{"minio", "nodes", "cost"},
		From:        "now-6h",
		Rows: []style.Row{
			style.Ask("Which claim is full next?", claims()...),
			style.Ask("Does every claim have its volume?", volumes()...),
			style.Ask("Which bucket grows?", buckets()...),
			style.Ask("Which node's disk is full next?", disks()...),
		},
	}
}

// unmeasured is why there are no numbers of claims.
const unmeasured = "Every claim here is a directory of its node, as kind and K3s make them: the node's disk below is what fills."

func claims() []*style.Panel {
	const by = `max by (k8s_namespace_name, persistentvolumeclaim) `
	used := by + `(claim:used:ratio{@namespace})`
	return []*style.Panel{
		style.Table("Claims", "The claims that the kubelet measures. Days are until full, if it goes on as in the last six hours; empty "+
			"where nothing grows.",
			[]string{style.NamespaceLabel, "persistentvolumeclaim"},
			style.Cell("Used", style.Ratio, used),
			style.Cell("Free", style.Bytes, by+`(claim:free:bytes{@namespace})`),
			style.Cell("Size", style.Bytes, by+`(kubelet_volume_stats_capacity_bytes{@namespace} unless on (k8s_cluster_name, `+
				`k8s_namespace_name, persistentvolumeclaim) claim:on_node_disk:bool == 1)`),
			style.Cell("Inodes used", style.Ratio, by+`(claim:inodes_used:ratio{@namespace})`),
			style.Cell("Days until full", "d", by+`(claim:free:bytes{@namespace} / (-deriv(claim:free:bytes{@namespace}[6h]) > 1)) / 86400`)).
			ColumnGauge("Used").ColumnGauge("Inodes used").Sort("Used").Width(14).Empty(unmeasured),
		style.Graph("Used part", "How full each claim is.", style.Ratio,
			style.Query(used, "{{k8s_namespace_name}} {{persistentvolumeclaim}}")).Between(0, 1).Threshold(style.Good,
			style.From{Value: 0.9, Colour: style.Bad, Why: "The alert on a full claim begins at 90 %."}).Width(10).Empty(unmeasured),
	}
}

func volumes() []*style.Panel {
	return []*style.Panel{
		style.Table("Claims without a volume", "Pending waits for a volume or for the first pod that uses it; Lost has one that is gone.",
			[]string{style.NamespaceLabel, "persistentvolumeclaim", "phase"},
			style.Cell("Claims", style.Count, `sum by (k8s_namespace_name, persistentvolumeclaim, phase) `+
				`(kube_persistentvolumeclaim_status_phase{phase!="Bound",@namespace}) > 0`)).
			Width(6).Empty("Every claim has its volume."),
		style.Graph("Asked for", "What the claims ask for, by namespace.", style.Bytes,
			style.Query(`sum by (k8s_namespace_name) (kube_persistentvolumeclaim_resource_requests_storage_bytes{@namespace})`, "{{k8s_namespace_name}}")).Stacked().Width(6),
		style.Graph("Volumes", "Volumes by phase. Released and Failed are kept, and cost, until somebody deletes them.", style.Count,
			style.Query(`sum by (phase) (kube_persistentvolume_status_phase{@cluster})`, "{{phase}}")).Width(6).Empty("There are no volumes."),
		style.Graph("Mounts that failed", "Volume operations of the kubelets that failed, by operation.", style.Count,
			style.Query(`sum by (operation_name) (increase(storage_operation_duration_seconds_count{status!="success",@cluster}[10m])) > 0`,
				"{{operation_name}}")).
			Columns().Width(6).Empty("No volume operation failed."),
	}
}

func buckets() []*style.Panel {
	return []*style.Panel{
		style.Graph("Size", "What each bucket holds. MinIO counts anew only once in a while, so the line has steps.", style.Bytes,
			style.Query(`max by (bucket) (minio_bucket_usage_total_bytes{@cluster})`, "{{bucket}}")).Width(8).To("minio"),
		style.Graph("Growth per day", "By how much each bucket grew in the day before. After the retention's time it should be near zero.",
			style.Bytes,
			style.Query(`max by (bucket) (delta(minio_bucket_usage_total_bytes{@cluster}[1d]))`, "{{bucket}}")).Width(8).To("minio"),
		style.Graph("Room", "What MinIO may still store, of all that it has.", style.Bytes,
			style.Query(`max(minio_cluster_capacity_usable_free_bytes{@cluster})`, "available"),
			style.Query(`max(minio_cluster_capacity_usable_total_bytes{@cluster})`, "capacity")).Width(8).To("minio"),
	}
}

func disks() []*style.Panel {
	return []*style.Panel{
		style.Graph("Fullness", "The used part of the nodes' filesystems, where images, logs and directories of pods are.", style.Ratio,
			style.Query(`max by (k8s_node_name, device) (node:filesystem_used:ratio{@cluster})`, "{{k8s_node_name}} {{device}}")).
			Between(0, 1).Threshold(style.Good, style.From{Value: 0.9, Colour: style.Bad, Why: "The alert on a full disk begins at 90 %."}),
		style.Graph("Written by pods", "Bytes per second that containers write to the node's disks, the ten that write the most.",
			style.BytesPerSecond,
			style.Query(`topk(10, sum by (k8s_namespace_name, k8s_pod_name) (rate(container_fs_writes_bytes_total{@namespace}[@rate])))`,
				"{{k8s_namespace_name}} {{k8s_pod_name}}")).
			Empty("This kubelet's cAdvisor does not count what containers write."),
	}
}
