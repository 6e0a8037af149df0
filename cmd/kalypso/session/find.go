package session

import (
	"os"
	"os/exec"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/config"
)

// configured reports whether the user's stack says which cluster to use. One that Colima or kind would have to make counts
// only where that program is installed: the shipped development stack names Colima, for machines that have it.
func (s Session) configured() (bool, error) {
	settings, err := s.settings()
	if err != nil {
		return false, err
	}
	cluster, named := settings["kalypso:cluster"]
	fields, _ := cluster.(map[string]any)
	text, _ := fields["driver"].(string)
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

// begunEmbedded reports whether an earlier Up has begun an embedded cluster, running or not.
func (s Session) begunEmbedded() bool {
	_, err := os.Stat(s.path("embedded"))
	return err == nil
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
	return command.Ask(s.In, s.Out, question)
}
