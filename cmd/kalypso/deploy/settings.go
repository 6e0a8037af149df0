package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// settings are the variables that the user has not set and Pulumi cannot do without.
func (s *session) settings() ([]string, error) {
	var settings []string
	local, err := s.needsState()
	if err != nil {
		return nil, err
	}
	if local {
		if err := os.MkdirAll(s.path("state"), 0o700); err != nil {
			return nil, fmt.Errorf("making a place for Pulumi's state: %w", err)
		}
		settings = append(settings, "PULUMI_BACKEND_URL=file://"+s.path("state"))
	}
	if os.Getenv("PULUMI_CONFIG_PASSPHRASE") != "" || os.Getenv("PULUMI_CONFIG_PASSPHRASE_FILE") != "" {
		return settings, nil
	}
	file, err := s.passphrase()
	if file != "" {
		settings = append(settings, "PULUMI_CONFIG_PASSPHRASE_FILE="+file)
	}
	return settings, err
}

// needsState reports whether Pulumi's state is to be kept here: the stack's is already, or no login is recorded. Whether a login
// works at the moment does not matter: a state that moves is a platform that is deployed twice.
func (s *session) needsState() (bool, error) {
	kept, err := filepath.Glob(s.path("state", ".pulumi", "stacks", "*", s.Stack+".json"))
	if err != nil || len(kept) > 0 {
		return len(kept) > 0, err
	}
	login, err := recordedLogin(s.Project)
	if err == nil && login == "" {
		s.say("Pulumi is not logged in anywhere: the state of stack %s goes to .kalypso/state", s.Stack)
	}
	return login == "", err
}

// passphrase is a file with a passphrase of our own, unless the stack is encrypted with one that only the user knows.
func (s *session) passphrase() (string, error) {
	file := s.path("passphrase")
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	config, err := os.ReadFile(filepath.Join(s.Project, "Pulumi."+s.Stack+".yaml"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("reading the stack's configuration: %w", err)
	}
	if strings.Contains(string(config), "encryptionsalt:") {
		return "", nil
	}
	if err := os.WriteFile(file, []byte(rand.Text()+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keeping a passphrase: %w", err)
	}
	return file, nil
}

// publish writes the variables of this stack for the user's own use of pulumi; `make` reads the file too.
func (s *session) publish(settings []string) error {
	if len(settings) == 0 {
		return nil
	}
	var text strings.Builder
	for _, setting := range settings {
		fmt.Fprintf(&text, "export %s\n", setting)
	}
	file := s.path("env." + s.Stack)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil { // a stack's name may hold its organization
		return fmt.Errorf("writing Pulumi's settings: %w", err)
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		return fmt.Errorf("writing Pulumi's settings: %w", err)
	}
	s.say("to use pulumi yourself: . %s", file)
	return nil
}
