package controlplane

import (
	"context"
	"errors"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	readyWithin   = 120 * time.Second
	askAgainAfter = 100 * time.Millisecond
	nodeName      = "mldeploy-node"
	nodePods      = "5000"
)

func connect(kubeconfig string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.Timeout = 5 * time.Second
	return kubernetes.NewForConfig(config)
}

func serves(client kubernetes.Interface) func(context.Context) error {
	return func(ctx context.Context) error {
		return client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
	}
}

// nodeReady makes the node if it is not there. kwok takes every node as its own, and keeps it ready.
func nodeReady(client kubernetes.Interface) func(context.Context) error {
	return func(ctx context.Context) error {
		node, err := client.CoreV1().Nodes().Get(ctx, nodeName, meta.GetOptions{})
		if apierrors.IsNotFound(err) {
			_, err = client.CoreV1().Nodes().Create(ctx, newNode(), meta.CreateOptions{})
			if err != nil {
				return err
			}
			return errors.New("it was only just made")
		}
		if err != nil {
			return err
		}
		for _, condition := range node.Status.Conditions {
			if condition.Type == core.NodeReady && condition.Status == core.ConditionTrue && len(node.Spec.Taints) == 0 {
				return nil
			}
		}
		return errors.New("node " + nodeName + " is not ready")
	}
}

func newNode() *core.Node {
	room := core.ResourceList{
		core.ResourceCPU:    resource.MustParse("1000"),
		core.ResourceMemory: resource.MustParse("4Ti"),
		core.ResourcePods:   resource.MustParse(nodePods),
	}
	return &core.Node{
		ObjectMeta: meta.ObjectMeta{
			Name: nodeName,
			Labels: map[string]string{
				core.LabelHostname:   nodeName,
				core.LabelOSStable:   "linux",
				core.LabelArchStable: "amd64",
			},
			Annotations: map[string]string{"kwok.x-k8s.io/node": "fake"},
		},
		Status: core.NodeStatus{Capacity: room, Allocatable: room},
	}
}

// accountThere: pods are refused in a namespace without its default service account.
func accountThere(client kubernetes.Interface) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := client.CoreV1().ServiceAccounts(meta.NamespaceDefault).Get(ctx, "default", meta.GetOptions{})
		return err
	}
}
