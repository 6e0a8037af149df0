package session

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// configured tells whether the user's stack says which cluster to use. One that Colima or kind would have to make counts
// only where that program is installed: the shipped development stack names Colima, for machines that have it.
func (s Session) configured() (bool, error) {
	text, err := os.ReadFile(s.stackFile())
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the stack's configuration: %w", err)
	}
	if !regexp.MustCompile(`(?m)^\s+["']?kalypso:cluster["']?:`).Match(text) {
		return false, nil
	}
	driver := regexp.MustCompile(`\bdriver["']?:\s*["']?(colima|kind)\b`).FindSubmatch(text)
	if driver == nil {
		return true, nil
	}
	if _, err := exec.LookPath(string(driver[1])); err != nil {
		s.say("Pulumi.%s.yaml names the driver %[2]s, and %[2]s is not installed here (brew install %[2]s). Looking for another cluster.",
			s.Stack, driver[1])
		return false, nil
	}
	return true, nil
}

func (s Session) stackFile() string { return filepath.Join(s.Project, "Pulumi."+s.Stack+".yaml") }

// currentContext reads it as kubectl does: the first of the files in $KUBECONFIG that names one, else ~/.kube/config. Empty
// if there is none; a file that cannot be read counts as absent.
func currentContext(kubeconfig string) string {
	candidates := filepath.SplitList(kubeconfig)
	if len(candidates) == 0 {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		candidates = []string{filepath.Join(home, ".kube", "config")}
	}
	line := regexp.MustCompile(`(?m)^\s*"?current-context"?:[ \t]*["']?([^"'\s,]+)`)
	for _, file := range candidates {
		text, err := os.ReadFile(file)
		if m := line.FindSubmatch(text); err == nil && m != nil {
			return string(m[1])
		}
	}
	return ""
}

// ask wants a yes or no from a person; asked is false if nobody is there.
func (s Session) ask(question string) (agreed, asked bool) {
	if !terminal(s.In) {
		return false, false
	}
	fmt.Fprintf(s.Out, "%s [y/N] ", question)
	answer, err := bufio.NewReader(s.In).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return err == nil && (answer == "y" || answer == "yes"), true
}

// terminal tells a terminal from a file, a pipe, and the null device, which is a character device too.
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
