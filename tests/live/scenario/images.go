package scenario

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/image"
)

// findImages decides what can run: everything where images are pulled, else that whose images are had.
func (s *Suite) findImages(ctx context.Context, dir string) (string, error) {
	s.parts = parts()
	if s.machine == nil && !s.source.Real {
		return "", fmt.Errorf("a cluster that pulls its images wants real charts, and there are %s; "+
			"set %s to a directory or mirror that has them",
			s.source.Reason, archives.Variable)
	}
	needs, err := s.needs(ctx)
	if err != nil {
		return "", err
	}
	for _, images := range needs {
		s.needed = append(s.needed, images...)
	}
	slices.Sort(s.needed)
	s.needed = slices.Compact(s.needed)
	switch {
	case s.machine == nil:
		return "the cluster pulls them", nil
	case !s.source.Real:
		s.ebpf = map[string]string{"profiles": "the profiler is no chart, and so has no fixture"}
		return "the fixtures' own", nil
	}
	return s.supply(ctx, needs, dir)
}

// supply gives the node every image that is to be had, and leaves out the components of the others.
func (s *Suite) supply(ctx context.Context, needs map[string][]string, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making a place for images: %w", err)
	}
	had, err := image.Directory(os.Getenv(image.Variable))
	if err != nil {
		return "", err
	}
	if s.images, err = s.machine.Maker().Supply(ctx, s.needed, had, dir); err != nil {
		return "", err
	}
	var load []string
	by := map[string]image.Supplied{}
	for _, one := range s.images {
		by[one.Image] = one
		if one.File != "" {
			load = append(load, one.File)
		}
	}
	supplied := map[string][]image.Supplied{}
	for component, images := range needs {
		for _, name := range images {
			supplied[component] = append(supplied[component], by[name])
		}
	}
	s.parts, s.ebpf = choose(supplied)
	if err := s.machine.Load(ctx, load...); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d of %d", len(load), len(s.images)), os.RemoveAll(dir)
}

// needs are the images of the development stack by component, as the real charts render them; nil with fixtures.
func (s *Suite) needs(ctx context.Context) (map[string][]string, error) {
	if !s.source.Real {
		return nil, nil
	}
	output, err := tools.Go(ctx, filepath.Join(s.Project, "cmd", "kalypso"), "run", "./charts", "images", "--pods", "--archives", s.source.Dir)
	if err != nil {
		return nil, fmt.Errorf("asking the charts for their images: %w", err)
	}
	needs := map[string][]string{}
	for line := range strings.Lines(output) {
		component, image, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			return nil, fmt.Errorf("asking the charts for their images: %q is no component with an image", line)
		}
		image, _, _ = strings.Cut(image, "@") // what is made here has a tag only
		needs[component] = append(needs[component], image)
	}
	return needs, nil
}
