package charts_test

import (
	"testing"
	"testing/fstest"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// No file of values makes a panic: what a chart does not take is refused with words. Run it longer with
//
//	go test ./config/charts -fuzz FuzzValues -fuzztime 10m
func FuzzValues(f *testing.F) {
	lock, err := charts.ReadLock("../../charts.lock")
	if err != nil {
		f.Fatal(err)
	}
	var facts []charts.Facts
	for _, one := range lock {
		facts = append(facts, one)
	}
	for _, text := range []string{
		"loki: {limits_config: {retention_period: 14d}}\nsingleBinary: {replicas: [1]}\nchunksCache: {resources: null}\n",
		"gateway: &a {enabled: yes, ingress: {hosts: [{host: x}]}}\nnginx: *a\n", "minio: {enabled: \"no\"}\nglobal: {extraEnvFrom: [{secretRef: {name: a}}]}\n",
		"a: {<<: {b: 1}}\n? [x]\n: y\n", "persistence: false\nadminPassword: 12\nimage: {tag: 0x1F}\n", "- a\n", "...\n---\na: 1\n", "a: !!binary aGk=\nb: .inf\n\"\": 1\n",
	} {
		f.Add(text, uint(0))
	}
	f.Fuzz(func(_ *testing.T, text string, which uint) {
		values, problems := manifest.ReadValues(fstest.MapFS{"values.yaml": {Data: []byte(text)}}, "values.yaml")
		if len(problems) > 0 {
			return
		}
		one := facts[which%uint(len(facts))]
		for _, problem := range one.Unfit(one.Settled(values, values)) {
			_ = problem.String()
		}
	})
}
