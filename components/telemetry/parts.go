package telemetry

import (
	"embed"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
)

// parts are configurations of receivers, as data: who knows the collector reads and changes them without reading Go.
//
//go:embed parts/*.yaml
var parts embed.FS

// read returns the content of parts/<name>.yaml. That it can be read is certain once any test has run.
func read[T kit.Tree | []any](name string) T {
	var content T
	text, err := parts.ReadFile("parts/" + name + ".yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &content)
	}
	if err != nil {
		panic(fmt.Sprintf("reading parts/%s.yaml: %v", name, err))
	}
	return content
}
