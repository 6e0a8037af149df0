package flows

import (
	"errors"
	"net"
	"syscall"
	"time"
)

// Outcome is what came of a connection.
type Outcome string

const (
	Connected Outcome = "connected"
	Refused   Outcome = "refused"
	TimedOut  Outcome = "timed out"
	// Untried is a flow one of whose ends does not run.
	Untried Outcome = "not tried"
)

// patience bounds a connection: what is allowed takes a millisecond here.
const patience = 2 * time.Second

// dial opens a connection in the network of a process. An error is none of the outcomes.
func dial(pid int, address string) (Outcome, error) {
	var outcome Outcome
	err := within(pid, func() error {
		connection, err := net.DialTimeout("tcp4", address, patience)
		outcome, err = judge(err)
		if connection != nil {
			connection.Close()
		}
		return err
	})
	return outcome, err
}

// judge names what dialing ended with. A policy is a refusal with this engine, and silence with others.
func judge(err error) (Outcome, error) {
	var slow net.Error
	switch {
	case err == nil:
		return Connected, nil
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused, nil
	case errors.As(err, &slow) && slow.Timeout():
		return TimedOut, nil
	}
	return "", err
}
