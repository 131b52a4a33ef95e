package stages

import (
	"context"
	"encoding/json"
	"testing"

	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/utils/lifecycle"
)

func TestEachPodMeetsTheStageThatItsFaultSays(t *testing.T) {
	cases := map[string]struct{ pod, stage string }{
		"a healthy one": {
			`{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "api:1"}]}, "status": {"phase": "Pending"}}`,
			"pod-ready"},
		"never ready": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "never-ready"}}, "spec": {"containers": [{"image": "api:1"}]}, "status": {"phase": "Pending"}}`,
			"pod-never-ready"},
		"annotated while it is ready": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "never-ready"}}, "spec": {"containers": [{"image": "api:1"}]},
			  "status": {"phase": "Running", "podIP": "10.0.0.1", "conditions": [{"type": "ContainersReady", "status": "True"}]}}`,
			"pod-never-ready"},
		"not again once it is not ready": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "never-ready"}}, "spec": {"containers": [{"image": "api:1"}]},
			  "status": {"phase": "Running", "podIP": "10.0.0.1",
			             "conditions": [{"type": "ContainersReady", "status": "False", "reason": "ContainersNotReady"}]}}`,
			""},
		"healed": {
			`{"metadata": {}, "spec": {"containers": [{"image": "api:1"}]},
			  "status": {"phase": "Running", "podIP": "10.0.0.1",
			             "conditions": [{"type": "ContainersReady", "status": "False", "reason": "ContainersNotReady"}]}}`,
			"pod-healed"},
		"crash loop": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "crash-loop"}}, "spec": {"containers": [{"image": "api:1"}]}, "status": {"phase": "Pending"}}`,
			"pod-crash-loop"},
		"a crash loop comes to rest": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "crash-loop"}}, "spec": {"containers": [{"image": "api:1"}]},
			  "status": {"phase": "Running", "podIP": "10.0.0.1", "containerStatuses": [{"name": "c", "restartCount": 5}]}}`,
			""},
		"image by annotation": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "image-pull"}}, "spec": {"containers": [{"image": "api:1"}]}, "status": {"phase": "Pending"}}`,
			"pod-image-pull"},
		"image by its text": {
			`{"metadata": {}, "spec": {"containers": [{"image": "side:1"}, {"image": "api:bad-2"}]}, "status": {"phase": "Pending"}}`,
			"pod-image-pull"},
		"a ConfigMap that is not there": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "config-missing"}}, "spec": {"containers": [{"image": "api:1"}]}, "status": {"phase": "Pending"}}`,
			"pod-config-missing"},
		"not again once it was said": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "config-missing"}}, "spec": {"containers": [{"image": "api:1"}]},
			  "status": {"phase": "Pending", "podIP": "10.0.0.1"}}`,
			""},
		"a job's pod that fails": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "fails"}, "ownerReferences": [{"kind": "Job"}]}, "spec": {"containers": [{"image": "api:1"}]}, "status": {"phase": "Pending"}}`,
			"pod-fails"},
		"a job's pod that works": {
			`{"metadata": {"ownerReferences": [{"kind": "Job"}]}, "spec": {"containers": [{"image": "api:1"}]},
			  "status": {"phase": "Running", "podIP": "10.0.0.1", "conditions": [{"type": "ContainersReady", "status": "True"}]}}`,
			"pod-complete"},
		"any that is deleted": {
			`{"metadata": {"annotations": {"mldeploy.io/fault": "crash-loop"}, "deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"containers": [{"image": "api:1"}]}, "status": {"phase": "Running"}}`,
			"pod-delete"},
	}
	stages := podStages(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var data map[string]any
			if err := json.Unmarshal([]byte(c.pod), &data); err != nil {
				t.Fatal(err)
			}
			matching, err := stages.ListAllPossible(context.Background(), &lifecycle.Event{Data: data})
			if err != nil {
				t.Fatal(err)
			}
			names := []string{}
			for _, stage := range matching {
				names = append(names, stage.Name())
			}
			if c.stage == "" && len(names) == 0 {
				return
			}
			if len(names) != 1 || names[0] != c.stage {
				t.Fatalf("stages %v, wanted %q alone", names, c.stage)
			}
		})
	}
}

func podStages(t *testing.T) lifecycle.Lifecycle {
	t.Helper()
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	var pods []*internalversion.Stage
	for _, stage := range all {
		if stage.Spec.ResourceRef.Kind == "Pod" {
			pods = append(pods, stage)
		}
	}
	stages, err := lifecycle.NewLifecycle(pods)
	if err != nil {
		t.Fatal(err)
	}
	return stages
}
