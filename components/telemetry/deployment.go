package telemetry

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	// DeploymentsService is the service.name of the lines that tell of updates: dashboards show them in their graphs.
	DeploymentsService = "kalypso-deployments"
	deploymentLabel    = "kalypso.io/deployment"
)

// Deployment is an update that changed something.
type Deployment struct {
	// Fingerprint changes with whatever is deployed.
	Fingerprint string
	// Stack, What, Commit and By say what was deployed, and from where. Commit and By may be "".
	Stack, What, Commit, By string
}

// message is the line that people read.
func (d Deployment) message() string {
	text := fmt.Sprintf("Pulumi deployed stack %s: %s", d.Stack, d.What)
	if d.Commit != "" {
		text += ", from commit " + d.Commit
	}
	if d.By != "" {
		text += ", by " + d.By
	}
	return text
}

// Announce leaves a ConfigMap once everything else is there, which the cluster's collector sees and makes a log line of. It has another
// name with every change of what is deployed; by whom and from which commit are not looked at again, so that an update of nothing else
// is none.
func Announce(ctx *pulumi.Context, namespace string, d Deployment, opts ...pulumi.ResourceOption) error {
	name := "kalypso-deployment-" + d.Fingerprint
	object := manifest.Object{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": kit.Tree{"name": name, "namespace": namespace, "labels": kit.Tree{deploymentLabel: "true"}},
		"data":     kit.Tree{"message": d.message(), "stack": d.Stack, "commit": d.Commit, "by": d.By},
	}
	made := &kit.Object{}
	opts = append(opts, pulumi.IgnoreChanges([]string{"data"}))
	err := ctx.RegisterResource("kubernetes:core/v1:ConfigMap", namespace+"/"+name, kit.Input(object).(pulumi.Map), made, opts...)
	if err != nil {
		return fmt.Errorf("announcing the update: %w", err)
	}
	return nil
}

// deployments is the receiver of those ConfigMaps.
func deployments(args Args) kit.Tree {
	return kit.Tree{"objects": []any{kit.Tree{"name": "configmaps", "mode": "watch", "namespaces": []any{args.Namespace.Name},
		"label_selector": deploymentLabel + "=true", "exclude_watch_type": []any{"DELETED", "MODIFIED"}}}}
}

// readDeployments is the right to see them, in this namespace alone.
func readDeployments(args Args) []manifest.Object {
	if !args.Telemetry.Sources.Events {
		return nil
	}
	named := kit.Tree{"name": "kalypso-deployments", "namespace": args.Namespace.Name}
	return []manifest.Object{{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": named,
		"rules": []any{rule("", []string{"configmaps"}, "list", "watch")},
	}, {
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": named,
		"roleRef":  kit.Tree{"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "kalypso-deployments"},
		"subjects": []any{kit.Tree{"kind": "ServiceAccount", "name": clusterName, "namespace": args.Namespace.Name}},
	}}
}

// readableDeployments makes a line of such a ConfigMap.
func readableDeployments() part {
	data := `log.cache["data"]`
	return part{"transform/deployments", kit.Tree{"error_mode": "ignore", "log_statements": []any{kit.Tree{"context": "log", "statements": []any{
		`set(resource.attributes["` + attribute.Service + `"], "` + DeploymentsService + `")`,
		`set(` + data + `, log.body["object"]["data"])`,
		`set(log.attributes["deployment.stack"], ` + data + `["stack"])`,
		`set(log.attributes["vcs.ref.head.revision"], ` + data + `["commit"])`,
		`set(log.attributes["deployment.by"], ` + data + `["by"])`,
		`set(log.severity_number, SEVERITY_NUMBER_INFO)`,
		`delete_matching_keys(log.attributes, "^(event\\.(domain|name)|k8s\\.resource\\.name)$")`,
		`set(log.body, ` + data + `["message"]) where ` + data + ` != nil`,
	}}}}}
}
