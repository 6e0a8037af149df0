package kit

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Adopted is what was in the cluster before the stack and is to be the stack's: `kalypso adopt` has marked it.
type Adopted struct {
	// Objects are Kind/[namespace/]name; a Helm release is Release/namespace/name.
	Objects map[string]bool
	// Unknown says that the cluster did not answer: then no namespace is deleted with the stack, for it may be one of those.
	Unknown bool
}

// object is how the stack takes over an object: it is imported, and stays when the stack goes.
func (a Adopted) object(kind, id string) []pulumi.ResourceOption {
	taken := []pulumi.ResourceOption{pulumi.Import(pulumi.ID(id)), pulumi.RetainOnDelete(true)}
	switch {
	case a.Objects[kind+"/"+id] && kind == "Secret":
		// A type that the provider has not read would be another one, and its Secret replaced.
		return append(taken, pulumi.IgnoreChanges([]string{"type"}))
	case a.Objects[kind+"/"+id]:
		return taken
	case a.Unknown && kind == "Namespace":
		return []pulumi.ResourceOption{pulumi.RetainOnDelete(true)}
	}
	return nil
}

// release is how the stack takes over a Helm release: an import, and an upgrade. An installation that fails would remove everything that
// has the release's name, volumes included; an upgrade goes back to what was there.
func (a Adopted) release(id string) []pulumi.ResourceOption {
	if !a.Objects["Release/"+id] {
		return nil
	}
	return []pulumi.ResourceOption{pulumi.Import(pulumi.ID(id))}
}
