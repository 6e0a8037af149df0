package stacks

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/telemetry"
)

// announce tells Loki of an update that changed something, when all of it is there: the first question of an incident is what changed.
func (p Plan) announce(ctx *pulumi.Context, made map[string]component, opts ...pulumi.ResourceOption) error {
	if !p.gateway() || !p.on("loki") || !p.Config.Telemetry.Sources.Events {
		return nil
	}
	all := sha256.New()
	var after []pulumi.Resource
	var what []string
	if p.Config.NetworkPolicies {
		fmt.Fprintln(all, p.policies()) // maps are printed in the order of their keys
	}
	for _, pin := range p.Components {
		fmt.Fprintln(all, pin.Name, made[pin.Name].Fingerprint())
		after = append(after, made[pin.Name].Ready()...)
		what = append(what, strings.TrimSpace(pin.Name+" "+strings.Join(versions(pinned(pin)), " ")))
	}
	return telemetry.Announce(ctx, p.pin("telemetry").Namespace.Name, telemetry.Deployment{
		Fingerprint: hex.EncodeToString(all.Sum(nil)[:4]), Stack: ctx.Stack(), What: strings.Join(what, ", "), Commit: commit(), By: deployer(),
	}, append(opts, pulumi.DependsOn(after))...)
}

// versions are the last words of charts with their versions, where there is one chart.
func versions(charts []string) []string {
	if len(charts) != 1 {
		return nil
	}
	_, version, _ := strings.Cut(charts[0], " ")
	return []string{version}
}

// commit is what a CI system says that it deploys, else that of the Git repository which the program runs in, as Pulumi starts it in the project; "" without either.
func commit() string {
	for _, variable := range []string{"GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION"} {
		if text := os.Getenv(variable); text != "" {
			return text[:min(12, len(text))]
		}
	}
	out, err := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// deployer is who a CI system says that it works for, else the user of this machine.
func deployer() string {
	own := ""
	if me, err := user.Current(); err == nil {
		own = me.Username
	}
	return cmp.Or(os.Getenv("GITHUB_ACTOR"), os.Getenv("GITLAB_USER_LOGIN"), os.Getenv("BUILD_REQUESTEDFOR"), own)
}
