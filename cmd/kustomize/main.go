// Kustomize does to a directory of manifests/ what its kustomization asks for, with the official library. It runs in two ways:
//
//	kustomize    reads a request from its standard input and answers with the directory's objects
//	<link>       as Helm's post-renderer, by a link whose target is in <link>.json: what the same kustomization does to a chart's output
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[0], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run is a post-renderer if there is a directory beside the program's name, else it answers a request.
func run(name string, in io.Reader, out io.Writer) error {
	input, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("reading the input: %w", err)
	}
	text, err := os.ReadFile(name + ".json")
	if os.IsNotExist(err) {
		return json.NewEncoder(out).Encode(answer(input))
	}
	var of directory
	if err == nil {
		err = json.Unmarshal(text, &of)
	}
	if err != nil {
		return fmt.Errorf("reading %s.json: %w", name, err)
	}
	rendered, err := of.customized(input)
	if err != nil {
		return fmt.Errorf("%s: what the chart renders: %w", of.Path, err)
	}
	_, err = out.Write(rendered)
	return err
}

// request asks for the objects of a directory.
type request struct {
	// Project is the project's directory, Path the directory's in it, like manifests/loki.
	Project, Path string
	// Kustomization takes the place of the directory's own: that without its charts.
	Kustomization string
	// Charts says how many charts are beside the objects.
	Charts int
	// Rendered asks for this output of a chart instead, customized with Files.
	Rendered []byte
	Files    map[string][]byte
}

// response is the answer to a request.
type response struct {
	// Objects are YAML documents.
	Objects string `json:"objects"`
	// Files are what was read beside the kustomization, by path in the project.
	Files map[string][]byte `json:"files"`
	// Problems are all that is wrong, each with its file.
	Problems []string `json:"problems"`
}

func answer(input []byte) response {
	var asked request
	if err := json.Unmarshal(input, &asked); err != nil {
		return response{Problems: []string{fmt.Sprintf("reading the request: %v", err)}}
	}
	if asked.Rendered == nil {
		return asked.build()
	}
	const several = 2 // what is given is not all that the chart renders
	part := directory{Path: asked.Path, Kustomization: asked.Kustomization, Files: asked.Files, Charts: several}
	made, err := part.customized(asked.Rendered)
	if err != nil {
		return response{Problems: []string{fmt.Sprintf("%s: %v", asked.Path, err)}}
	}
	return response{Objects: string(made)}
}
