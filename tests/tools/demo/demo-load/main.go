// Command demo-load buys from the shop at a steady rate, and says every ten seconds how that went.
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

func main() {
	target := flag.String("target", "http://front:8080/buy/", "what to ask; a number is added")
	rate := flag.Int("rate", 10, "requests a second")
	flag.Parse()
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	var sent, failed atomic.Int64
	for range time.Tick(time.Second / time.Duration(*rate)) {
		n := sent.Add(1)
		go func() {
			if err := ask(client, fmt.Sprint(*target, n%100)); err != nil {
				failed.Add(1)
			}
		}()
		if n%int64(*rate*10) == 0 {
			fmt.Printf("requests=%d failed=%d\n", n, failed.Load())
		}
	}
}

func ask(client *http.Client, url string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection can be used again
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", response.Status)
	}
	return nil
}
