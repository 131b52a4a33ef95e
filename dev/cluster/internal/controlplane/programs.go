// Package controlplane starts, watches and stops the parts of a Kubernetes control plane. The parts have flags and state that are global to
// a process, so each runs in a process of its own; all are this one program, which starts itself again by the name of the part.
package controlplane

import (
	"context"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	"mldeploy/cluster/internal/kubelet"
)

const (
	apiServer   = "kube-apiserver"
	controller  = "kube-controller-manager"
	schedule    = "kube-scheduler"
	kwok        = "kwok"
	forcedAfter = 10 * time.Second
)

// Programs are the parts by name; each takes its flags from os.Args and returns an exit code.
var Programs = map[string]func() int{
	apiServer:  func() int { return cli.Run(apiserver.NewAPIServerCommand()) },
	controller: func() int { return cli.Run(controllers.NewControllerManagerCommand()) },
	schedule:   func() int { return cli.Run(scheduler.NewSchedulerCommand()) },
	kwok:       runKubelet,
}

func runKubelet() int {
	ctx, stop := notify(context.Background())
	defer stop()
	if err := kubelet.Run(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// EndWithParent ends this process when the one that started it is gone, also when that was killed: then its end of standard input closes.
func EndWithParent() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
		time.Sleep(forcedAfter)
		os.Exit(1)
	}()
}
