package stacks

import (
	"context"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// checkPreflight compares the plan with a cluster that answers. What an update is refused for, a preview is warned of.
func (p *Plan) checkPreflight(ctx *pulumi.Context, asking context.Context, lock charts.Lock) error {
	if !p.Answer.API.Connected() {
		return nil
	}
	plan, facts := p.preflight(lock), preflight.Ask(asking, p.Answer.API)
	p.left = preflight.Left(plan, facts)
	objects, known := plan.Adopted(facts)
	p.Adopted = kit.Adopted{Objects: objects, Unknown: !known}
	findings := preflight.Judge(plan, facts)
	warnings, refusals := preflight.Split(findings)
	if ctx.DryRun() && refusals != nil {
		for line := range strings.SplitSeq(refusals.Error(), "\n") {
			warnings = append(warnings, "an update would be refused: "+line)
		}
		refusals = nil
	}
	p.Noticed = append(p.Noticed, warnings...)
	return refusals
}

// preflight is the plan as far as a cluster can be in its way.
func (p Plan) preflight(lock charts.Lock) preflight.Plan {
	total, largest, cluster := p.requested(), p.largest(), p.Config.Cluster
	plan := preflight.Plan{
		Stack: p.Stack, Keep: p.Config.Data == config.Keep,
		Claims: total.Disk > 0, StorageClass: cluster.StorageClass,
		DNS:          preflight.Service{Name: cluster.DNS.Service, Namespace: cluster.DNS.Namespace},
		NodeSelector: cluster.NodeSelector, Tolerations: tolerations(cluster.Tolerations), EBPF: p.ebpf() && len(p.verify().Consumers) > 0,
		Total:   preflight.Request{CPU: total.CPU, Memory: total.Memory},
		Largest: preflight.Request{CPU: largest.CPU, Memory: largest.Memory},
	}
	for _, pin := range p.Components {
		plan.Namespaces = append(plan.Namespaces, preflight.Namespace{
			Name: pin.Namespace.Name, Component: pin.Name, Labels: pin.Namespace.Labels, Annotations: pin.Namespace.Annotations,
			Keep: p.Config.DataOf(pin.Name) == config.Keep, Privileged: p.privileged(pin.Name),
		})
		plan.Volumes = append(plan.Volumes, p.volumes(pin)...)
		r, _ := typed(pin.Name)
		if r.resolves {
			plan.Resolving = append(plan.Resolving, pin.Name)
		}
		for _, set := range r.parallel {
			plan.Parallel = append(plan.Parallel, preflight.Name{Namespace: pin.Namespace.Name, Name: pin.Charts[0].Release + "-" + set})
		}
		plan.Releases, plan.Objects = append(plan.Releases, releases(pin)...), append(plan.Objects, clusterScoped(pin, lock)...)
	}
	for _, pin := range p.Off {
		plan.Off = append(plan.Off, preflight.Namespace{Name: pin.Namespace.Name, Component: pin.Name, Labels: pin.Namespace.Labels,
			Annotations: pin.Namespace.Annotations, Keep: p.Config.DataOf(pin.Name) == config.Keep})
	}
	return plan
}

// privileged says whether pods of a component use their node: OBI and the profiler its kernel, the agent its logs.
func (p Plan) privileged(component string) bool {
	return component == "otel" && p.obi() && p.gateway() || component == "telemetry" && p.on("otel")
}

func releases(pin manifest.Component) []preflight.Release {
	var all []preflight.Release
	for _, chart := range pin.Charts {
		all = append(all, preflight.Release{Name: chart.Release, Namespace: chart.Namespace, Component: pin.Name})
	}
	return all
}

// clusterScoped are the objects without a namespace that a component's charts make, as the lock has them.
func clusterScoped(pin manifest.Component, lock charts.Lock) []preflight.Owned {
	var all []preflight.Owned
	for i, chart := range pin.Charts {
		facts, _ := lock.Facts(chart.Name, chart.Version)
		for _, id := range facts.ClusterScoped {
			kind, name, _ := strings.Cut(id, "/")
			all = append(all, preflight.Owned{Release: releases(pin)[i], Kind: kind, Name: name})
		}
	}
	return all
}

func tolerations(configured []config.Toleration) []preflight.Toleration {
	var all []preflight.Toleration
	for _, t := range configured {
		all = append(all, preflight.Toleration{Key: t.Key, Operator: t.Operator, Value: t.Value, Effect: t.Effect})
	}
	return all
}
