package cluster

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"

	"github.com/kalypsoServing/kalypso/config"
)

// Identity is which cluster is meant: what the configuration calls it, and what it is.
type Identity struct {
	Driver config.Driver
	// Name is Colima's profile or kind's cluster; "" with existing.
	Name string
	// Context is the kube context, resolved.
	Context string
	// UID is Answer.UID; "" where it is not known, as before this program has made the cluster.
	UID string
}

// Identify returns the identity of a configured cluster that has given this answer, or none.
func Identify(cluster config.Cluster, answer Answer) Identity {
	return Identity{cluster.Driver, cluster.Name, cmp.Or(cluster.Context, answer.API.Context), answer.UID}
}

// Record keeps the identity in the stack's state at the first update, and returns what is kept there from then on. It waits for the
// engine: everything else may be registered only if the cluster is the one that the stack is on.
func Record(ctx *pulumi.Context, now Identity) (Identity, error) {
	stash, err := pulumi.NewStash(ctx, "cluster", &pulumi.StashArgs{Input: pulumi.StringMap{
		"driver": pulumi.String(now.Driver), "name": pulumi.String(now.Name),
		"context": pulumi.String(now.Context), "uid": pulumi.String(now.UID),
	}}, pulumi.IgnoreChanges([]string{"input"}))
	if err != nil {
		return Identity{}, fmt.Errorf("recording which cluster the stack is on: %w", err)
	}
	// Not through an apply: what is registered next depends on the value.
	kept, err := internals.UnsafeAwaitOutput(ctx.Context(), stash.Output)
	if err != nil {
		return Identity{}, fmt.Errorf("reading from the state which cluster the stack is on: %w", err)
	}
	value, ok := kept.Value.(map[string]any)
	if !kept.Known || !ok {
		return now, nil
	}
	text := func(key string) string { s, _ := value[key].(string); return s }
	return Identity{config.Driver(text("driver")), text("name"), text("context"), text("uid")}, nil
}

// Check returns why the configured cluster, now, is not the recorded one; nil if it is, or if nothing says otherwise. The UID decides
// where it is known on both sides, else the names do. rebind is the UID that the configuration names in place of the recorded one.
func (recorded Identity) Check(now Identity, rebind string) error {
	made := recorded.made() || now.made()
	switch {
	case made && (recorded.Driver != now.Driver || recorded.Name != now.Name):
		return fmt.Errorf("kalypso:cluster: this stack is on %s, and the configuration names %s: an update would delete what is on the first, "+
			"and the cluster itself if this program made it. Ways on: another stack for the other cluster (pulumi stack init); or "+
			"`pulumi destroy` first, with the earlier configuration", recorded, now)
	case recorded.UID != "" && now.UID != "":
		if now.UID == cmp.Or(rebind, recorded.UID) {
			return nil
		}
		if made {
			return remadeError(now.Context, recorded.UID, now.UID)
		}
	case recorded.Context == now.Context, now.Context == "", recorded.Context == "", rebind != "":
		return nil
	}
	return fmt.Errorf("kalypso:cluster.context: this stack is on %s, and this is %s. Ways on: another stack for the other cluster "+
		"(pulumi stack init); `pulumi destroy` first; or, if it is the same cluster, renamed or restored from a backup, "+
		"`pulumi config set --path kalypso:cluster.rebind %s`, which changes nothing in it", recorded, now, cmp.Or(now.UID, "<UID of its namespace kube-system>"))
}

// remade refuses to go on with a cluster that has only the name of the one that the launching command made. The UID of that stands in
// the command's output, which the state keeps.
func remade(ctx *pulumi.Context, args Args, output pulumi.StringOutput) error {
	printed, err := internals.UnsafeAwaitOutput(ctx.Context(), output)
	if err != nil {
		return fmt.Errorf("making the cluster of context %s: %w", args.Context, err)
	}
	text, _ := printed.Value.(string)
	for line := range strings.Lines(text) {
		recorded, found := strings.CutPrefix(line, "uid: ")
		if recorded = strings.TrimSpace(recorded); !found || recorded == "" || args.Live == "" || args.Live == cmp.Or(args.Rebind, recorded) {
			continue
		}
		return remadeError(args.Context, recorded, args.Live)
	}
	return nil
}

// remadeError says that a cluster which this program made is not there any more: another has its name.
func remadeError(context, recorded, now string) error {
	return fmt.Errorf("kalypso:cluster.name: the cluster of context %s was made anew: this stack was deployed to the one with UID %s, and this "+
		"has %s, with nothing of the platform in it. Ways on: deploy to it: `pulumi config set --path kalypso:cluster.rebind %[3]s`, then "+
		"`pulumi up --refresh`, which forgets what is gone; or another name in kalypso:cluster.name and another stack", context, recorded, now)
}

func (recorded Identity) made() bool { return config.Cluster{Driver: recorded.Driver}.Made() }

// String names the cluster for a person.
func (recorded Identity) String() string {
	text := fmt.Sprintf("the cluster of driver %s, context %q", recorded.Driver, recorded.Context)
	if recorded.UID != "" {
		text += fmt.Sprintf(" (UID %s)", recorded.UID)
	}
	return text
}
