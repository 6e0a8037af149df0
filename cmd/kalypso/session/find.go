package session

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/config"
)

// configured reports whether the user's stack says which cluster to use. One that Colima or kind would have to make counts
// only where that program is installed: the shipped development stack names Colima, for machines that have it.
func (s Session) configured() (bool, error) {
	content, err := os.ReadFile(s.stackFile())
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the stack's configuration: %w", err)
	}
	var stack struct {
		Config map[string]any `json:"config"`
	}
	if err := yaml.Unmarshal(content, &stack); err != nil {
		return false, fmt.Errorf("reading %s: %w", s.stackFile(), err)
	}
	cluster, named := stack.Config["kalypso:cluster"]
	settings, _ := cluster.(map[string]any)
	text, _ := settings["driver"].(string)
	driver := config.Driver(text)
	if driver != config.Colima && driver != config.Kind {
		return named, nil
	}
	if _, err := exec.LookPath(string(driver)); err != nil {
		s.say("Pulumi.%s.yaml names the driver %[2]s, and %[2]s is not installed here (brew install %[2]s). Looking for another cluster.",
			s.Stack, driver)
		return false, nil
	}
	return true, nil
}

func (s Session) stackFile() string { return filepath.Join(s.Project, "Pulumi."+s.Stack+".yaml") }

// currentContext is kubectl's; "" if there is none. A file that cannot be read counts as absent.
func currentContext() string {
	files, err := clientcmd.NewDefaultClientConfigLoadingRules().Load()
	if err != nil {
		return ""
	}
	return files.CurrentContext
}

// ask asks a yes-or-no question at the terminal; asked is false if there is none.
func (s Session) ask(question string) (agreed, asked bool) {
	if !terminal(s.In) {
		return false, false
	}
	fmt.Fprintf(s.Out, "%s [y/N] ", question)
	answer, err := bufio.NewReader(s.In).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return err == nil && (answer == "y" || answer == "yes"), true
}

// terminal reports whether the file is one, and not a file, a pipe, and the null device, which is a character device too.
func terminal(file *os.File) bool {
	if file == nil {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
