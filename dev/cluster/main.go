// A real Kubernetes control plane on loopback, for tests: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok
// as the kubelet, in one program. No container runs in it, so there are no logs, no exec and no traffic.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"mldeploy/cluster/internal/controlplane"
	"mldeploy/cluster/internal/folder"
	"mldeploy/cluster/internal/gateway"
)

const usage = `usage: cluster COMMAND [flags]

  up [--state DIR] [--gateway-api]  starts the control plane, waits until it is ready, prints KUBECONFIG=...
  down [--state DIR] [--wipe]       stops it; --wipe removes its state too
  status [--state DIR]              says whether it runs; exit code 1 when it does not

`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	name, arguments := os.Args[1], os.Args[2:]
	if component, known := controlplane.Programs[name]; known {
		controlplane.EndWithParent()
		os.Args = append([]string{name}, arguments...)
		os.Exit(component())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, name, arguments); err != nil {
		fmt.Fprintln(os.Stderr, "cluster: "+err.Error())
		stop()
		os.Exit(exitCode(err))
	}
}

func run(ctx context.Context, name string, arguments []string) error {
	flags := flag.NewFlagSet(name, flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flags.PrintDefaults()
	}
	state := flags.String("state", folder.Default(), "folder for keys, data and logs")
	switch name {
	case "up":
		routes := flags.Bool("gateway-api", false, "install the CRDs of Gateway API (standard channel), and the class of a router that answers and routes nothing")
		place, err := parse(flags, arguments, state)
		if err != nil {
			return err
		}
		if err := controlplane.Up(ctx, place); err != nil {
			return err
		}
		if *routes {
			if err := gateway.Install(ctx, place.Kubeconfig()); err != nil {
				return err
			}
		}
		fmt.Println("KUBECONFIG=" + place.Kubeconfig())
		return nil
	case "down":
		wipe := flags.Bool("wipe", false, "remove keys, data and logs")
		place, err := parse(flags, arguments, state)
		if err != nil {
			return err
		}
		return controlplane.Down(ctx, place, *wipe)
	case "status":
		place, err := parse(flags, arguments, state)
		if err != nil {
			return err
		}
		return controlplane.Status(ctx, place)
	case controlplane.Supervise:
		place, err := parse(flags, arguments, state)
		if err != nil {
			return err
		}
		return controlplane.Run(ctx, place)
	case "help", "-h", "--help":
		fmt.Print(usage)
		return nil
	}
	return wrongUse{"there is no command '" + name + "'; up, down and status are there"}
}

func parse(flags *flag.FlagSet, arguments []string, state *string) (folder.Folder, error) {
	if err := flags.Parse(arguments); err != nil {
		return folder.Folder{}, err
	}
	if flags.NArg() > 0 {
		return folder.Folder{}, wrongUse{"'" + flags.Arg(0) + "' is one argument too many"}
	}
	return folder.At(*state)
}

type wrongUse struct{ text string }

func (w wrongUse) Error() string { return w.text }

func exitCode(err error) int {
	if errors.As(err, &wrongUse{}) {
		return 2
	}
	return 1
}
