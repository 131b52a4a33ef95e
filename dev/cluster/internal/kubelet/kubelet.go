// Package kubelet plays the kubelet with kwok's controller: it makes nodes ready, and pods live as the stages say. Of kwok only that is taken;
// its server for logs and exec would have nothing to show.
package kubelet

import (
	"context"
	"fmt"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/client/clientset/versioned"
	"sigs.k8s.io/kwok/pkg/kwok/controllers"
	"sigs.k8s.io/kwok/pkg/log"
	"sigs.k8s.io/kwok/pkg/utils/client"

	"mldeploy/cluster/internal/stages"
)

const (
	podNetwork = "10.244.0.0/16"
	// As a real kubelet does it: a node whose lease is older than this is taken for lost.
	leaseSeconds = 40
	parallel     = 4
)

// Run plays until the context ends.
func Run(ctx context.Context, kubeconfig string) error {
	ctx = log.NewContext(ctx, log.NewLogger(os.Stderr, log.LevelInfo))
	config, err := configure(kubeconfig)
	if err != nil {
		return err
	}
	controller, err := controllers.NewController(*config)
	if err != nil {
		return err
	}
	if err := controller.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func configure(kubeconfig string) (*controllers.Config, error) {
	all, err := stages.All()
	if err != nil {
		return nil, err
	}
	byKind := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, stage := range all {
		byKind[stage.Spec.ResourceRef] = append(byKind[stage.Spec.ResourceRef], stage)
	}
	clients, err := client.NewClientset("", kubeconfig)
	if err != nil {
		return nil, err
	}
	connection, err := clients.ToRESTConfig()
	if err != nil {
		return nil, err
	}
	id, err := controllers.Identity()
	if err != nil {
		return nil, err
	}
	config := &controllers.Config{
		Clock:                         clock.RealClock{},
		ID:                            id,
		ManageAllNodes:                true,
		CIDR:                          podNetwork,
		NodeIP:                        "127.0.0.1",
		LocalStages:                   byKind,
		PodPlayStageParallelism:       parallel,
		NodePlayStageParallelism:      parallel,
		NodeLeaseDurationSeconds:      leaseSeconds,
		NodeLeaseParallelism:          parallel,
		PodsOnNodeSyncParallelism:     1,
		EnablePodsOnNodeSyncListPager: true,
		ImpersonatingDynamicClient:    clients.ToImpersonatingDynamicClient(),
		ImpersonatingTypedClient:      clients.ToImpersonatingTypedClient(),
	}
	if err := connect(config, clients, connection); err != nil {
		return nil, fmt.Errorf("clients: %w", err)
	}
	return config, nil
}

func connect(config *controllers.Config, clients client.Clientset, connection *rest.Config) (err error) {
	if config.DynamicClient, err = clients.ToDynamicClient(); err != nil {
		return err
	}
	if config.RESTMapper, err = clients.ToRESTMapper(); err != nil {
		return err
	}
	if config.RESTClient, err = rest.RESTClientFor(connection); err != nil {
		return err
	}
	if config.TypedClient, err = kubernetes.NewForConfig(connection); err != nil {
		return err
	}
	config.TypedKwokClient, err = versioned.NewForConfig(connection)
	return err
}
