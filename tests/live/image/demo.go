package image

import (
	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/image"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/debian"
)

// Demo are the images of the demo application, by name with tag. No registry has them: where they cannot be made here, the
// demo does not run.
func Demo() map[string]Recipe {
	group := tools.Group{Module: "demo", Link: "-s -w", Programs: map[string]string{
		"demo-front": "./demo-front", "demo-pay": "./demo-pay", "demo-load": "./demo-load", "demo-lines": "./demo-lines",
	}}
	all := map[string]Recipe{
		demo.Image("cart"): {
			Debian:  debian.Set{Name: "python", Packages: []string{"python3"}, Whole: true},
			Program: "/usr/bin/python3", At: "/usr/bin/python3", Entrypoint: []string{"/usr/bin/python3", "-u", "/cart.py"}, User: "65534",
			Trees: []string{"/usr/lib/python3*"}, Files: map[string]image.File{"/cart.py": {Text: demo.Cart, Mode: 0o644}},
		},
	}
	for _, program := range []string{"front", "pay", "load", "lines"} {
		all[demo.Image(program)] = Recipe{Group: group, Program: "demo-" + program, At: "/demo-" + program, User: "65534"}
	}
	return all
}
