package main

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

func newValues() *cobra.Command {
	var archives, stack string
	cmd := &cobra.Command{
		Use: "values COMPONENT", Short: "Print what a component's chart gets, and which layer each value is from",
		Args: command.OneArgument("the component"),
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			return values(cmd.OutOrStdout(), project, archives, stack, args[0])
		},
	}
	cmd.Flags().StringVar(&archives, "archives", "", "directory or mirror with the archives (default: the charts' own repositories)")
	cmd.Flags().StringVar(&stack, "stack", "", "stack whose Pulumi.<stack>.yaml counts (default: a development stack)")
	return cmd
}

// values prints the values of every release of the component.
func values(out io.Writer, project, archives, stack, name string) error {
	namespace, err := namespaceOf(project, name)
	if err != nil {
		return err
	}
	resources, err := registered(project, archives, stack)
	if err != nil {
		return err
	}
	sources, err := stacks.Program{Dir: project}.Sources()
	if err != nil {
		return err
	}
	for _, r := range resources {
		inputs := r.Plain()
		release := fmt.Sprint(inputs["name"])
		if r.GetType() != render.ReleaseType || namespace != "" && inputs["namespace"] != namespace {
			continue
		}
		text, err := layered(inputs["values"], sources[release])
		if err != nil {
			return fmt.Errorf("printing the values of %s: %w", release, err)
		}
		if _, err := fmt.Fprintf(out, "# release %s\n%s", release, text); err != nil {
			return fmt.Errorf("printing the values of %s: %w", release, err)
		}
	}
	return nil
}

// layered is values as YAML, each with a comment that names its layer.
func layered(values any, sources []stacks.Source) ([]byte, error) {
	tree, err := commented(values, nil, sources)
	if err != nil {
		return nil, err
	}
	return yaml.Marshal(tree)
}

func commented(value any, path []string, sources []stacks.Source) (*yaml.Node, error) {
	inner, isMap := value.(map[string]any)
	if !isMap || len(inner) == 0 {
		node := &yaml.Node{}
		if err := node.Encode(value); err != nil {
			return nil, err
		}
		node.LineComment = layerOf(value, path, sources)
		if node.Kind == yaml.SequenceNode && len(node.Content) > 0 {
			node.HeadComment, node.LineComment = node.LineComment, ""
		}
		return node, nil
	}
	node := &yaml.Node{Kind: yaml.MappingNode}
	for _, key := range slices.Sorted(maps.Keys(inner)) {
		name, content := &yaml.Node{}, &yaml.Node{}
		if err := name.Encode(key); err != nil {
			return nil, err
		}
		content, err := commented(inner[key], append(slices.Clone(path), key), sources)
		if err != nil {
			return nil, err
		}
		if content.Kind == yaml.SequenceNode { // the comment of a list stands after its key
			name.LineComment, content.HeadComment = content.HeadComment, ""
		}
		node.Content = append(node.Content, name, content)
	}
	return node, nil
}

// layerOf names the strongest layer that says exactly this; what several have a part in is named with the program, which joins them.
func layerOf(value any, path []string, sources []stacks.Source) string {
	var parts []string
	for _, source := range slices.Backward(sources) {
		found, said := render.At[any](source.Values, path...)
		switch {
		case said && alike(found, value):
			return source.Name
		case said:
			parts = append(parts, source.Name)
		}
	}
	if _, isList := value.([]any); isList && len(parts) > 0 {
		return "the program, " + strings.Join(parts, ", ")
	}
	return "the program"
}

// alike compares values whose numbers may be of different types: the engine has doubles only.
func alike(a, b any) bool {
	return reflect.DeepEqual(a, b) || fmt.Sprint(a) == fmt.Sprint(b)
}
