// Package stages says how pods and nodes live in a cluster without containers: kwok's own stages, and faults that an annotation of the
// pod chooses.
package stages

import (
	_ "embed"
	"fmt"
	"strings"

	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	nodelease "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/yaml"
)

const (
	// Annotation chooses the fault of a pod: never-ready, crash-loop, image-pull, config-missing, or fails for a Job's pod.
	Annotation = "mldeploy.io/fault"
	// DelayAnnotation says how long a pod takes to become ready, like 5s.
	DelayAnnotation = "mldeploy.io/ready-after"

	readyAfterMillis = 1000
	separator        = "\n---\n"
)

// fault is the jq expression for what a pod suffers from, none for most. It works on the pod alone.
const fault = `.metadata.annotations["` + Annotation + `"] // ` +
	`(if any(.spec.containers[].image; test(":bad")) then "image-pull" else "none" end)`

//go:embed faults.yaml
var faults string

// All are kwok's stages for nodes and pods, and ours for faults.
func All() ([]*internalversion.Stage, error) {
	var all []*internalversion.Stage
	add := func(text string, change func(*v1alpha1.Stage)) error {
		stage := &v1alpha1.Stage{}
		if err := yaml.UnmarshalStrict([]byte(text), stage); err != nil {
			return fmt.Errorf("a stage: %w", err)
		}
		change(stage)
		converted, err := internalversion.ConvertToInternalStage(stage)
		if err != nil {
			return fmt.Errorf("stage %s: %w", stage.Name, err)
		}
		all = append(all, converted)
		return nil
	}
	asIs := func(*v1alpha1.Stage) {}
	if err := add(podfast.DefaultPodReady, healthyAndAfterAWhile); err != nil {
		return nil, err
	}
	if err := add(podfast.DefaultPodComplete, healthy); err != nil {
		return nil, err
	}
	texts := append(strings.Split(strings.ReplaceAll(faults, "'FAULT'", "'"+fault+"'"), separator),
		podfast.DefaultPodDelete, nodefast.DefaultNodeInit, nodelease.DefaultNodeHeartbeatWithLease)
	for _, text := range texts {
		if err := add(text, asIs); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func healthy(stage *v1alpha1.Stage) {
	stage.Spec.Selector.MatchExpressions = append(stage.Spec.Selector.MatchExpressions, v1alpha1.MatchExpression{
		Key: fault, Operator: v1alpha1.SelectorOpIn, Values: []string{"none"},
	})
}

func healthyAndAfterAWhile(stage *v1alpha1.Stage) {
	healthy(stage)
	delay := int64(readyAfterMillis)
	stage.Spec.Delay = &v1alpha1.StageDelay{
		DurationMilliseconds: &delay,
		DurationFrom:         &v1alpha1.ExpressionFrom{ExpressionFrom: `.metadata.annotations["` + DelayAnnotation + `"]`},
	}
}
