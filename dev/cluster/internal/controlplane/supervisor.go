package controlplane

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/client-go/kubernetes"

	"mldeploy/cluster/internal/folder"
	"mldeploy/cluster/internal/keys"
	"mldeploy/cluster/internal/router"
)

const routerName = "router"

// Supervise is the name under which Up starts this program for Run.
const Supervise = "supervise"

// supervisor holds what runs; parts are stopped in the opposite order of their start.
type supervisor struct {
	place folder.Folder
	etcd  *embed.Etcd
	parts []*part
	ended chan *part
	// stopRouter ends the router and returns when it has ended; nil while none runs.
	stopRouter func()
}

// Run is the control plane's life, from keys to its last process. A part that ends takes the others with it: half a cluster helps nobody.
func Run(ctx context.Context, place folder.Folder) error {
	if err := place.Make(); err != nil {
		return err
	}
	mine, err := place.Lock()
	if err != nil {
		return err
	}
	if !mine {
		return errors.New("another process runs the cluster in " + place.String())
	}
	place.Gone()
	ctx, cancel := notify(ctx)
	defer cancel()
	s := &supervisor{place: place, ended: make(chan *part, len(Programs))}
	defer s.stop()
	if err := s.start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case p := <-s.ended:
		return s.broken(p)
	case err := <-s.etcd.Err():
		return fmt.Errorf("etcd: %w", err)
	}
}

func (s *supervisor) start(ctx context.Context) error {
	ports, err := s.place.Ports()
	if err != nil {
		return err
	}
	k, err := keys.Make(s.place.Keys())
	if err != nil {
		return err
	}
	server := fmt.Sprintf("https://127.0.0.1:%d", ports.Server)
	if err := k.WriteAdmin(s.place.Kubeconfig(), server); err != nil {
		return err
	}
	component, err := k.WriteComponent(server)
	if err != nil {
		return err
	}
	if s.etcd, err = startEtcd(s.place, k, ports); err != nil {
		return err
	}
	if err := s.add(apiServer, apiServerFlags(k, ports)...); err != nil {
		return err
	}
	client, err := connect(component)
	if err != nil {
		return err
	}
	if err := s.until(ctx, "the API server is ready", serves(client)); err != nil {
		return err
	}
	for name, flags := range clientFlags(component, k) {
		if err := s.add(name, flags...); err != nil {
			return err
		}
	}
	if err := s.route(component); err != nil {
		return fmt.Errorf("%s: %w", routerName, err)
	}
	return s.ready(ctx, client, server)
}

// route starts the router of the Gateway API. It is a mere client without state of its own, so it needs no process of its own, and it sleeps until the
// definitions are installed, whenever that is.
func (s *supervisor) route(kubeconfig string) error {
	log, err := os.OpenFile(s.place.Log(routerName), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer log.Close()
		if err := router.Run(ctx, kubeconfig, log); err != nil {
			fmt.Fprintln(log, err)
		}
	}()
	s.stopRouter = func() {
		cancel()
		<-over
	}
	return nil
}

func (s *supervisor) ready(ctx context.Context, client kubernetes.Interface, server string) error {
	if err := s.until(ctx, "the node is ready", nodeReady(client)); err != nil {
		return err
	}
	if err := s.until(ctx, "the default service account is there", accountThere(client)); err != nil {
		return err
	}
	version, err := client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	return s.place.Ready(folder.Running{
		Pid:        os.Getpid(),
		Server:     server,
		Kubernetes: version.GitVersion,
		Kubeconfig: s.place.Kubeconfig(),
		Since:      time.Now().UTC().Truncate(time.Second),
	})
}

func (s *supervisor) add(name string, flags ...string) error {
	p, err := start(s.place, name, flags...)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.parts = append(s.parts, p)
	go func() {
		<-p.over
		s.ended <- p
	}()
	return nil
}

// until asks again and again; it gives up when a part ends, and when nobody wants to know any more.
func (s *supervisor) until(ctx context.Context, what string, holds func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, readyWithin, errors.New("too late"))
	defer cancel()
	for {
		problem := holds(ctx)
		if problem == nil {
			fmt.Println(what)
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited until %s, in vain: %w", what, problem)
		case p := <-s.ended:
			return s.broken(p)
		case <-time.After(askAgainAfter):
		}
	}
}

func (s *supervisor) broken(p *part) error {
	return fmt.Errorf("%s ended by itself (%v); its log is %s", p.name, p.err, s.place.Log(p.name))
}

func (s *supervisor) stop() {
	s.place.Gone()
	if s.stopRouter != nil {
		s.stopRouter()
	}
	for i := len(s.parts) - 1; i >= 0; i-- {
		s.parts[i].stop()
	}
	if s.etcd != nil {
		s.etcd.Close()
	}
	fmt.Println("stopped")
}
