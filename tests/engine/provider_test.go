package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// provider is the Kubernetes, the MinIO or the Command provider for this cluster.
func (c *cluster) provider() *deploytest.Provider {
	mutable := false
	return &deploytest.Provider{
		ConfigureF: func(_ context.Context, request plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
			value, ok := request.Inputs["enableSecretMutable"]
			mutable = ok && (value.IsBool() && value.BoolValue() || value.IsString() && value.StringValue() == "true")
			return plugin.ConfigureResponse{}, nil
		},
		DiffF: func(_ context.Context, request plugin.DiffRequest) (plugin.DiffResult, error) {
			return diff(request, mutable), nil
		},
		CreateF: func(_ context.Context, request plugin.CreateRequest) (plugin.CreateResponse, error) {
			made := plugin.CreateResponse{ID: resource.ID("id-of-" + request.URN.Name()), Properties: request.Properties, Status: resource.StatusOK}
			if request.Preview {
				return made, nil
			}
			err := c.create(request.URN, request.Properties)
			made.Status = status(err)
			if strings.HasPrefix(string(request.URN.Type()), "command:") { // what launched the cluster says which it is
				made.Properties = request.Properties.Copy()
				made.Properties["stdout"] = resource.NewProperty("uid: " + stackstest.UID + "\n")
			}
			return made, err
		},
		ReadF: func(_ context.Context, request plugin.ReadRequest) (plugin.ReadResponse, error) {
			return c.read(request)
		},
		UpdateF: func(_ context.Context, request plugin.UpdateRequest) (plugin.UpdateResponse, error) {
			if request.Preview {
				return plugin.UpdateResponse{Properties: request.NewInputs, Status: resource.StatusOK}, nil
			}
			err := c.update(request.URN, request.OldInputs, request.NewInputs)
			return plugin.UpdateResponse{Properties: request.NewInputs, Status: status(err)}, err
		},
		DeleteF: func(_ context.Context, request plugin.DeleteRequest) (plugin.DeleteResponse, error) {
			err := c.remove(request.URN, request.Inputs)
			return plugin.DeleteResponse{Status: status(err)}, err
		},
	}
}

func status(err error) resource.Status {
	var partial *plugin.InitError
	switch {
	case err == nil:
		return resource.StatusOK
	case errors.As(err, &partial):
		return resource.StatusPartialFailure
	}
	return resource.StatusUnknown
}

// diff decides as the real providers do: a name replaces, an attachment is never changed, a Secret only where the provider
// is told that it may; everything else is updated in place.
func diff(request plugin.DiffRequest, mutable bool) plugin.DiffResult {
	if request.OldInputs.DeepEquals(request.NewInputs) {
		return plugin.DiffResult{Changes: plugin.DiffNone}
	}
	result := plugin.DiffResult{Changes: plugin.DiffSome}
	kind := string(request.URN.Type())
	switch {
	case key(request.URN, request.OldInputs) != key(request.URN, request.NewInputs):
		result.ReplaceKeys = []resource.PropertyKey{"name"}
	case strings.HasSuffix(kind, ":IamUserPolicyAttachment"):
		result.ReplaceKeys = []resource.PropertyKey{"userName"}
	case kind == "kubernetes:core/v1:Secret" && !mutable:
		result.ReplaceKeys = []resource.PropertyKey{"data"}
	}
	return result
}
