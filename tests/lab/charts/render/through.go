package render

import (
	"bytes"
	"fmt"
	"os/exec"

	"sigs.k8s.io/yaml"
)

// through sends objects through a post-renderer. Hooks do not go through it, as in Helm.
func through(program string, objects []Object) ([]Object, error) {
	var hooks []Object
	var in, out, said bytes.Buffer
	for _, object := range objects {
		if object.Hook() != "" {
			hooks = append(hooks, object)
			continue
		}
		text, err := yaml.Marshal(object)
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", object.ID(), err)
		}
		fmt.Fprintf(&in, "---\n%s", text)
	}
	command := exec.Command(program)
	command.Stdin, command.Stdout, command.Stderr = &in, &out, &said
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("running the post-renderer %s: %w: %s", program, err, bytes.TrimSpace(said.Bytes()))
	}
	made, err := Parse(map[string]string{"output of " + program: out.String()})
	return append(made, hooks...), err
}
