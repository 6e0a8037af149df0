// Command demo-lines writes a log: numbered lines at a rate, or a text that it is given, once. Numbered lines say in the end how
// many they were, when the program is told to stop or has written them all.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// tick is how often lines are written.
const tick = 20 * time.Millisecond

func main() {
	run := flag.String("run", "run", "the first word of every line")
	rate := flag.Int("rate", 1000, "lines a second")
	count := flag.Int("count", 0, "how many lines; 0 is without an end")
	text := flag.String("text", "", "the text to write instead")
	long := flag.Int("long", 0, "a line of so many bytes after the text")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if *text != "" {
		fmt.Println(*text)
		if *long > 0 {
			fmt.Println(*run, strings.Repeat("x", *long-len(*run)-len("  end")), "end")
		}
	} else {
		number(ctx, *run, *rate, *count)
	}
	<-ctx.Done() // a program that ends is started again
}

// number writes lines until there are enough of them or the context ends.
func number(ctx context.Context, run string, rate, count int) {
	out := bufio.NewWriter(os.Stdout)
	begun := time.Now()
	for written := 0; ctx.Err() == nil && (count == 0 || written < count); time.Sleep(tick) {
		due := int(time.Since(begun).Seconds() * float64(rate))
		for ; written < due && (count == 0 || written < count); written++ {
			fmt.Fprintf(out, "%s %d a line of a usual length, with nothing in it that is worth reading\n", run, written)
		}
		if out.Flush() != nil {
			return // nobody reads any more
		}
	}
}
