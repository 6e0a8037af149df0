package command

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// Terminal reports whether the file is one, and not a file, a pipe, and the null device, which is a character device too.
func Terminal(file *os.File) bool {
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

// Ask asks a yes-or-no question at the terminal; asked is false if there is none.
func Ask(in *os.File, out io.Writer, question string) (agreed, asked bool) {
	if !Terminal(in) {
		return false, false
	}
	fmt.Fprintf(out, "%s [y/N] ", question)
	answer, err := bufio.NewReader(in).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return err == nil && (answer == "y" || answer == "yes"), true
}
