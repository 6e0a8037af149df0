// Package recorder stands in for Pulumi's engine in tests: it accepts every registration and remembers it.
package recorder

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// Recorder is what a program registered. It has the interface of the engine; pulumi.WithMocks would do for resources, but
// shows neither outputs nor log lines, and a credential could leave by both.
type Recorder struct {
	pulumirpc.UnimplementedResourceMonitorServer
	pulumirpc.UnimplementedEngineServer

	// Resources are in order of registration.
	Resources []Resource
	// Outputs are those of components and of the stack, by URN.
	Outputs map[string]resource.PropertyMap
	// Logs are the program's messages, each after its severity.
	Logs  []string
	mutex sync.Mutex
}

// Run runs a program, as in a preview or an update, and returns what it registered, also before it failed.
func Run(preview bool, program pulumi.RunFunc) (*Recorder, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening as an engine: %w", err)
	}
	r, server := &Recorder{Outputs: map[string]resource.PropertyMap{}}, grpc.NewServer()
	pulumirpc.RegisterResourceMonitorServer(server, r)
	pulumirpc.RegisterEngineServer(server, r)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	err = pulumi.RunErr(program, func(info *pulumi.RunInfo) {
		info.Project, info.Stack, info.DryRun = "kalypso", "test", preview
		info.MonitorAddr, info.EngineAddr = listener.Addr().String(), listener.Addr().String()
	})
	server.Stop()
	return r, errors.Join(err, <-served)
}

// GetDeploymentInfo names the features without which an engine of today would be told less: secrets are marked, references
// and edges are kept.
func (*Recorder) GetDeploymentInfo(context.Context, *emptypb.Empty) (*pulumirpc.DeploymentInfo, error) {
	return &pulumirpc.DeploymentInfo{Project: "kalypso", Stack: "test", SupportedFeatures: []pulumirpc.ResourceMonitorFeature{
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_SECRETS,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_DELETED_WITH,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
		// Without these the SDK leaves a resource with hooks out, in silence.
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
	}}, nil
}

// RegisterResource remembers a resource.
func (r *Recorder) RegisterResource(
	_ context.Context, request *pulumirpc.RegisterResourceRequest,
) (*pulumirpc.RegisterResourceResponse, error) {
	inputs, err := properties(request.GetObject())
	if err != nil {
		return nil, err
	}
	var parent tokens.Type
	if urn := resource.URN(request.GetParent()); urn != "" && urn.QualifiedType() != resource.RootStackType {
		parent = urn.QualifiedType()
	}
	urn := string(resource.NewURN("test", "kalypso", parent, tokens.Type(request.GetType()), request.GetName()))
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Resources = append(r.Resources, Resource{request, urn, inputs})
	id := ""
	if request.GetCustom() {
		id = "id-of-" + request.GetName()
	}
	return &pulumirpc.RegisterResourceResponse{Urn: urn, Id: id, Object: outputs(request)}, nil
}

// outputs are the inputs; a stash that is new has its input as output.
func outputs(request *pulumirpc.RegisterResourceRequest) *structpb.Struct {
	object := request.GetObject()
	if input, ok := object.GetFields()["input"]; ok && request.GetType() == "pulumi:index:Stash" {
		return &structpb.Struct{Fields: map[string]*structpb.Value{"input": input, "output": input}}
	}
	return object
}

// RegisterResourceHook accepts a hook; nothing here would call it.
func (*Recorder) RegisterResourceHook(context.Context, *pulumirpc.RegisterResourceHookRequest) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// RegisterErrorHook accepts a hook; nothing here fails.
func (*Recorder) RegisterErrorHook(context.Context, *pulumirpc.RegisterErrorHookRequest) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// RegisterResourceOutputs remembers outputs.
func (r *Recorder) RegisterResourceOutputs(
	_ context.Context, request *pulumirpc.RegisterResourceOutputsRequest,
) (*emptypb.Empty, error) {
	outputs, err := properties(request.GetOutputs())
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Outputs[request.GetUrn()] = outputs
	return &emptypb.Empty{}, err
}

// SignalAndWaitForShutdown has nothing to wait for.
func (*Recorder) SignalAndWaitForShutdown(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// Log remembers a message.
func (r *Recorder) Log(_ context.Context, request *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Logs = append(r.Logs, strings.ToLower(request.GetSeverity().String())+": "+request.GetMessage())
	return &emptypb.Empty{}, nil
}

func properties(object *structpb.Struct) (resource.PropertyMap, error) {
	return plugin.UnmarshalProperties(object, plugin.MarshalOptions{KeepSecrets: true, KeepResources: true, KeepUnknowns: true})
}
