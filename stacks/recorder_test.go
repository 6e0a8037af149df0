package stacks_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// recorder stands in for the engine, behind the interface that the engine has: it accepts every registration and
// remembers it. pulumi.WithMocks would do the same for resources, but shows neither outputs nor log lines, and a
// credential could leave by both.
type recorder struct {
	pulumirpc.UnimplementedResourceMonitorServer
	pulumirpc.UnimplementedEngineServer

	mutex     sync.Mutex
	resources []registration
	outputs   map[string]resource.PropertyMap // by URN of a component or the stack
	logs      []string
}

// registration is one resource as the program registered it.
type registration struct {
	*pulumirpc.RegisterResourceRequest
	urn    string
	inputs resource.PropertyMap
}

// the features without which an engine of today would be told less: secrets are marked, references and edges are kept.
func (*recorder) GetDeploymentInfo(context.Context, *emptypb.Empty) (*pulumirpc.DeploymentInfo, error) {
	return &pulumirpc.DeploymentInfo{Project: "kalypso", Stack: "test", SupportedFeatures: []pulumirpc.ResourceMonitorFeature{
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_SECRETS,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_DELETED_WITH,
		pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
	}}, nil
}

func (r *recorder) RegisterResource(
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
	r.resources = append(r.resources, registration{request, urn, inputs})
	id := ""
	if request.GetCustom() {
		id = "id-of-" + request.GetName()
	}
	return &pulumirpc.RegisterResourceResponse{Urn: urn, Id: id, Object: request.GetObject()}, nil
}

func (r *recorder) RegisterResourceOutputs(
	_ context.Context, request *pulumirpc.RegisterResourceOutputsRequest,
) (*emptypb.Empty, error) {
	outputs, err := properties(request.GetOutputs())
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.outputs[request.GetUrn()] = outputs
	return &emptypb.Empty{}, err
}

func (*recorder) SignalAndWaitForShutdown(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (r *recorder) Log(_ context.Context, request *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.logs = append(r.logs, strings.ToLower(request.GetSeverity().String())+": "+request.GetMessage())
	return &emptypb.Empty{}, nil
}

func properties(object *structpb.Struct) (resource.PropertyMap, error) {
	return plugin.UnmarshalProperties(object, plugin.MarshalOptions{KeepSecrets: true, KeepResources: true, KeepUnknowns: true})
}

// record runs a program against a recorder and returns what it registered, and its error.
func record(t *testing.T, preview bool, program pulumi.RunFunc) (*recorder, error) {
	t.Helper()
	r := &recorder{outputs: map[string]resource.PropertyMap{}}
	server := grpc.NewServer()
	pulumirpc.RegisterResourceMonitorServer(server, r)
	pulumirpc.RegisterEngineServer(server, r)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		server.Stop()
		require.NoError(t, <-served)
	}()
	programErr := pulumi.RunErr(program, func(info *pulumi.RunInfo) {
		info.Project, info.Stack, info.DryRun = "kalypso", "test", preview
		info.MonitorAddr, info.EngineAddr = listener.Addr().String(), listener.Addr().String()
	})
	return r, programErr
}
