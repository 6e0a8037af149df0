package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/kalypsoServing/kalypso/config/images"
)

// asking is one run of `charts images --digests`.
type asking struct {
	// accept are the images whose moved tag is right.
	accept []string
	// timeout bounds the answer to one image.
	timeout time.Duration
}

// run asks the registry of every image in images.lock for the digest that its tag has now, and writes what it learns. A digest that is
// known stays, unless the tag has moved and that is accepted.
func (a asking) run(ctx context.Context, project string, out io.Writer) error {
	file := filepath.Join(project, images.File)
	lock, err := images.Read(file)
	if err != nil {
		return err
	}
	if err := a.known(lock); err != nil {
		return err
	}
	all := slices.Sorted(maps.Keys(lock))
	answers, failed := a.ask(ctx, all), 0
	for i, image := range all {
		found, err := answers[i].digest, answers[i].err
		was := lock[image]
		switch {
		case err != nil:
			failed++
			fmt.Fprintf(out, "FAILED %s: %v\n", image, err)
		case was == found:
			fmt.Fprintf(out, "ok     %s %s\n", image, found)
		case was == images.Unknown || slices.Contains(a.accept, image):
			lock[image] = found
			fmt.Fprintf(out, "found  %s %s\n", image, found)
		default:
			failed++
			fmt.Fprintf(out, "MOVED  %s: %s has %s, the registry has %s: find out why, then run again with --accept %s\n",
				image, images.File, was, found, image)
		}
	}
	if err := writeImages(file, lock); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d images have no digest that could be taken; the rest is in %s", failed, len(all), images.File)
	}
	return nil
}

// known refuses what is accepted and has no row.
func (a asking) known(lock images.Lock) error {
	var problems []error
	for _, image := range a.accept {
		if lock[image] == "" {
			problems = append(problems, fmt.Errorf("--accept %s: %s has no such row; want an image as it stands there", image, images.File))
		}
	}
	return errors.Join(problems...)
}

type answer struct {
	digest string
	err    error
}

// ask asks for all, a few at a time.
func (a asking) ask(ctx context.Context, all []string) []answer {
	const atOnce = 8
	answers, turn := make([]answer, len(all)), make(chan struct{}, atOnce)
	var asked sync.WaitGroup
	for i, image := range all {
		asked.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			ctx, cancel := context.WithTimeout(ctx, a.timeout)
			defer cancel()
			answers[i].digest, answers[i].err = digestOf(ctx, image)
		})
	}
	asked.Wait()
	return answers
}

// digestOf is the digest of what the image's tag names now: of the index, where there is one for several platforms. Logins are docker's.
func digestOf(ctx context.Context, image string) (string, error) {
	reference, err := name.NewTag(image)
	if err != nil {
		return "", fmt.Errorf("reading the image's name: %w", err)
	}
	options := []remote.Option{remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain)}
	if head, err := remote.Head(reference, options...); err == nil {
		return head.Digest.String(), nil
	}
	manifest, err := remote.Get(reference, options...) // some registries answer this one only, and none says with the other why not
	if err != nil {
		return "", err
	}
	return manifest.Digest.String(), nil
}
