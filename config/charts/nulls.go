package charts

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// WithNulls hands the nulls in a release's values to its chart. No null survives the way through Pulumi and its provider, so they are put
// where Helm would have seen them: a null that lies over a value of the chart takes that out of the chart's own values, another one is
// added to them. chart is an archive or a directory below the project; the path of the changed archive below dir and the values without
// nulls are returned, both unchanged where there is no null.
func (s Supply) WithNulls(chart string, values map[string]any) (string, map[string]any, error) {
	if !hasNull(values) {
		return chart, values, nil
	}
	files, order := map[string][]byte{}, []string{}
	err := eachFile(s.at(chart), func(name string, text func() ([]byte, error)) error {
		content, err := text()
		files[name] = content
		order = append(order, name)
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("reading chart %s: %w", chart, err)
	}
	root, _, _ := strings.Cut(order[0], "/")
	settled, err := settle(files, root+"/", values)
	if err != nil {
		return "", nil, fmt.Errorf("reading chart %s: %w", chart, err)
	}
	if !slices.Contains(order, root+"/values.yaml") {
		order = append(order, root+"/values.yaml")
	}
	archive, err := packed(files, order)
	if err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256(archive)
	path := fmt.Sprintf("%s/%s-%x.tgz", cmp.Or(s.Dir, StagingDir), strings.TrimSuffix(filepath.Base(chart), ".tgz"), sum[:6])
	return path, settled, writeFile(s.at(path), archive)
}

func hasNull(values map[string]any) bool {
	for _, value := range values {
		if inner, isMap := value.(map[string]any); value == nil || isMap && hasNull(inner) {
			return true
		}
	}
	return false
}

// settle changes the values.yaml of the chart in a directory of files, and returns the values without their nulls. These are Helm's rules
// (chartutil/coalesce.go): a null over a key of the chart takes it away, over none it stays, and what the chart says of a subchart is
// looked at before what that says itself.
func settle(files map[string][]byte, dir string, values map[string]any) (map[string]any, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(files[dir+"values.yaml"], &document); err != nil {
		return nil, fmt.Errorf("%svalues.yaml: %w", dir, err)
	}
	if document.Kind == 0 || document.Content[0].Kind != yaml.MappingNode {
		document = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	subcharts, err := subcharts(files, dir)
	if err != nil {
		return nil, err
	}
	rest, below := null(document.Content[0], values, subcharts)
	for name, inner := range below {
		if _, err := settle(files, dir+"charts/"+subcharts[name]+"/", inner); err != nil {
			return nil, err
		}
	}
	files[dir+"values.yaml"], err = yaml.Marshal(&document)
	return rest, err
}

// null takes keys out of a map of the chart's values or adds nulls to it. below are the nulls that the chart says nothing of and a
// subchart may, by the subchart's name in the values.
func null(own *yaml.Node, values map[string]any, subcharts map[string]string) (rest map[string]any, below map[string]map[string]any) {
	rest, below = map[string]any{}, map[string]map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		at := keyAt(own, name)
		inner, isMap := values[name].(map[string]any)
		switch {
		case values[name] == nil && at >= 0:
			own.Content = slices.Delete(own.Content, at, at+2)
		case values[name] == nil:
			own.Content = append(own.Content, keyOf(name), &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"})
		case isMap && hasNull(inner):
			rest[name] = intoMap(own, at, name, inner, subcharts, below)
		default:
			rest[name] = values[name]
		}
	}
	return rest, below
}

// intoMap goes on with a map in the values. Nulls that the chart has no key for are the subchart's, if there is one of that name.
func intoMap(
	own *yaml.Node, at int, name string, values map[string]any, subcharts map[string]string, below map[string]map[string]any,
) map[string]any {
	node := &yaml.Node{Kind: yaml.MappingNode}
	if at >= 0 && own.Content[at+1].Kind == yaml.MappingNode {
		node = own.Content[at+1]
	}
	if subcharts[name] == "" {
		if at < 0 {
			own.Content = append(own.Content, keyOf(name), node)
		}
		rest, _ := null(node, values, nil)
		return rest
	}
	known, unknown := parted(node, values)
	rest, _ := null(node, known, nil)
	if hasNull(unknown) {
		below[name] = unknown
	}
	return manifest.Merge(rest, withoutNulls(unknown))
}

// parted are the values whose keys a map has, and the others.
func parted(node *yaml.Node, values map[string]any) (known, unknown map[string]any) {
	known, unknown = map[string]any{}, map[string]any{}
	for name, value := range values {
		inner, isMap := value.(map[string]any)
		at := keyAt(node, name)
		switch {
		case at < 0:
			unknown[name] = value
		case isMap && node.Content[at+1].Kind == yaml.MappingNode:
			k, u := parted(node.Content[at+1], inner)
			known[name] = k
			if hasNull(u) {
				unknown[name] = u
			} else {
				known[name] = manifest.Merge(k, u)
			}
		default:
			known[name] = value
		}
	}
	return known, unknown
}

func keyOf(name string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: name, Tag: "!!str"}
}

// keyAt is the place of a key in the content of a map; -1 without it.
func keyAt(node *yaml.Node, key string) int {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return i
		}
	}
	return -1
}

func withoutNulls(values map[string]any) map[string]any {
	rest := map[string]any{}
	for name, value := range values {
		if inner, isMap := value.(map[string]any); isMap {
			value = withoutNulls(inner)
		}
		if value != nil {
			rest[name] = value
		}
	}
	return rest
}

// subcharts are the directories in charts/ by the names that they have in the values.
func subcharts(files map[string][]byte, dir string) (map[string]string, error) {
	dependencies, err := dependenciesOf(files, dir)
	names := map[string]string{}
	for _, one := range dependencies {
		if _, there := files[dir+"charts/"+one.Name+"/Chart.yaml"]; there {
			names[one.key()] = one.Name
		}
	}
	return names, err
}

// packed is an archive of the files in this order, the same for the same files.
func packed(files map[string][]byte, order []string) ([]byte, error) {
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	archive := tar.NewWriter(zipped)
	for _, name := range order {
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Typeflag: tar.TypeReg}); err != nil {
			return nil, fmt.Errorf("packing %s: %w", name, err)
		}
		if _, err := io.Copy(archive, bytes.NewReader(files[name])); err != nil {
			return nil, fmt.Errorf("packing %s: %w", name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	if err := zipped.Close(); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	return out.Bytes(), nil
}
