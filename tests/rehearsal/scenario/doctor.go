package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// doctor wants nothing to be in the stack's way, whether it is deployed or not.
func (r *Rehearsal) doctor(ctx context.Context) (string, error) {
	program, err := tools.Platform(ctx, r.Project, r.tools.Progress)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, program, "doctor", "--json")
	cmd.Dir = r.workspace.Dir
	cmd.Env = append(r.workspace.Environment(), `PULUMI_CONFIG={"kalypso:cluster":"{\"driver\":\"existing\"}","kalypso:ebpf":"unchecked"}`)
	printed, runErr := cmd.Output()
	var findings []struct{ Check, Level, Found string }
	if err := json.Unmarshal(printed, &findings); err != nil {
		return "", fmt.Errorf("reading what doctor found: %w (%w)", err, runErr)
	}
	for _, f := range findings {
		if f.Level != "ok" {
			return "", fmt.Errorf("doctor: %s: %s: %s", f.Level, f.Check, f.Found)
		}
	}
	return fmt.Sprintf("%d checks", len(findings)), runErr
}
