// Package gateway installs the resource definitions of Gateway API, and the class of the router that runs in this cluster.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"mldeploy/cluster/internal/router"
)

const (
	// The definitions lie in this Go module as files. It is no dependency of this program: it would raise the versions that Kubernetes is tested with.
	module = "sigs.k8s.io/gateway-api@v1.4.1"
	// sum is what go.sum would hold.
	sum               = "h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8="
	establishedWithin = 30 * time.Second
	// Class is what a Gateway names to be served by the router of this cluster.
	Class = "mldeploy-router"
)

var (
	definitions = schema.GroupVersionResource{
		Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions",
	}
	classes = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1", Resource: "gatewayclasses"}
)

// Install applies the standard channel and the router's class, and waits until the API server serves the one and the router took the other. Done again it
// changes nothing.
func Install(ctx context.Context, kubeconfig string) error {
	directory, err := download(ctx)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(directory, "config", "crd", "standard", "*.yaml"))
	if err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	applied := 0
	for _, file := range files {
		definition, err := read(file)
		if err != nil {
			return err
		}
		if definition.GetKind() != "CustomResourceDefinition" {
			continue
		}
		if err := apply(ctx, client, definitions, definition, "Established", "the API server does not serve it"); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		applied++
	}
	if applied == 0 {
		return errors.New(module + " holds no definitions where they were expected")
	}
	class := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind":       "GatewayClass",
		"metadata":   map[string]any{"name": Class},
		"spec": map[string]any{
			"controllerName": router.Controller,
			"description":    "Says what a router says, and routes nothing: for tests.",
		},
	}}
	if err := apply(ctx, client, classes, class, "Accepted", "the router does not take it; its log is beside the others"); err != nil {
		return fmt.Errorf("GatewayClass %s: %w", Class, err)
	}
	fmt.Printf("Gateway API: %d definitions of %s, and GatewayClass %s\n", applied, module, Class)
	return nil
}

func download(ctx context.Context) (string, error) {
	command := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	command.Dir = os.TempDir()
	command.Env = append(os.Environ(), "GO111MODULE=on", "GOFLAGS=", "GOWORK=off")
	output, err := command.Output()
	var answer struct{ Dir, Sum, Error string }
	if json.Unmarshal(output, &answer) == nil && answer.Error != "" {
		err = errors.New(answer.Error)
	}
	if err != nil {
		return "", fmt.Errorf("go mod download %s (Go must be on PATH): %w", module, err)
	}
	if answer.Sum != sum {
		return "", fmt.Errorf("%s is not what it was: its sum is %s instead of %s", module, answer.Sum, sum)
	}
	return answer.Dir, nil
}

func read(file string) (*unstructured.Unstructured, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	object := &unstructured.Unstructured{}
	if err := yaml.Unmarshal(content, &object.Object); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return object, nil
}

// apply waits until a condition of the object holds; missing says what it means that it never does.
func apply(ctx context.Context, client dynamic.Interface, resource schema.GroupVersionResource, object *unstructured.Unstructured,
	condition, missing string) error {
	options := metav1.ApplyOptions{FieldManager: "mldeploy-cluster", Force: true}
	if _, err := client.Resource(resource).Apply(ctx, object.GetName(), object, options); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, establishedWithin)
	defer cancel()
	for {
		current, err := client.Resource(resource).Get(ctx, object.GetName(), metav1.GetOptions{})
		if err != nil {
			return err
		}
		if holds(current, condition) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New(missing)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func holds(object *unstructured.Unstructured, wanted string) bool {
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, each := range conditions {
		condition, ok := each.(map[string]any)
		if ok && condition["type"] == wanted && condition["status"] == string(metav1.ConditionTrue) {
			return true
		}
	}
	return false
}
