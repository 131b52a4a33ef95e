package controlplane

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"mldeploy/cluster/internal/folder"
)

const (
	// Longer than all parts together may take to end.
	stopWithin   = 60 * time.Second
	killedWithin = 10 * time.Second
)

// Up starts the control plane in the background, unless it runs, and waits until it is ready.
func Up(ctx context.Context, place folder.Folder) error {
	if err := place.Make(); err != nil {
		return err
	}
	holder, err := place.Holder()
	if err != nil {
		return err
	}
	began := time.Now()
	var over <-chan error
	if holder == 0 {
		if over, err = detach(place); err != nil {
			return err
		}
	}
	if err := awaitReady(ctx, place, over); err != nil {
		return err
	}
	running, _ := place.Running()
	if holder == 0 {
		fmt.Printf("Kubernetes %s is ready at %s after %.1f s\n", running.Kubernetes, running.Server, time.Since(began).Seconds())
	} else {
		fmt.Printf("Kubernetes %s runs already, at %s\n", running.Kubernetes, running.Server)
	}
	return nil
}

// detach starts this program once more, in a session of its own, so that it outlives this one and its terminal.
func detach(place folder.Folder) (<-chan error, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(place.Log(Supervise), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(program, Supervise, "--state", place.String())
	command.Stdout, command.Stderr = log, log
	command.Dir = place.String()
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		return nil, err
	}
	over := make(chan error, 1)
	go func() { over <- command.Wait() }()
	return over, nil
}

func awaitReady(ctx context.Context, place folder.Folder, over <-chan error) error {
	late := time.After(2 * readyWithin)
	for {
		if running, ready := place.Running(); ready {
			holder, err := place.Holder()
			if err != nil {
				return err
			}
			if holder == running.Pid {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("interrupted; the cluster goes on starting, stop it with: cluster down")
		case <-over:
			return fmt.Errorf("the cluster did not start:\n%s", tail(place.Log(Supervise)))
		case <-late:
			return fmt.Errorf("the cluster is not ready after %s:\n%s", 2*readyWithin, tail(place.Log(Supervise)))
		case <-time.After(askAgainAfter):
		}
	}
}

// Down stops the control plane, and returns when nothing of it runs.
func Down(ctx context.Context, place folder.Folder, wipe bool) error {
	holder, err := place.Holder()
	if err != nil {
		return err
	}
	switch {
	case holder == 0:
		fmt.Println("no cluster runs in " + place.String())
	case holder < 0:
		return errors.New("the cluster in " + place.String() + " runs where its process can't be reached from here")
	default:
		if err := end(ctx, place, holder); err != nil {
			return err
		}
		fmt.Println("the cluster is stopped")
	}
	place.Gone()
	if wipe {
		if err := place.Wipe(); err != nil {
			return err
		}
		fmt.Println("removed " + place.String())
	}
	return nil
}

// end asks the process that the system names as holder of the folder. While it holds the folder its number can't be another's.
func end(ctx context.Context, place folder.Folder, holder int) error {
	for _, attempt := range []struct {
		signal syscall.Signal
		within time.Duration
	}{{syscall.SIGTERM, stopWithin}, {syscall.SIGKILL, killedWithin}} {
		if err := syscall.Kill(holder, attempt.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("process %d: %w", holder, err)
		}
		for late := time.Now().Add(attempt.within); time.Now().Before(late); {
			left, err := place.Holder()
			if err != nil || left != holder {
				return err
			}
			select {
			case <-ctx.Done():
				return errors.New("interrupted; the cluster goes on stopping")
			case <-time.After(askAgainAfter):
			}
		}
	}
	return fmt.Errorf("process %d did not end", holder)
}

// Status prints what runs; it is an error when nothing does.
func Status(ctx context.Context, place folder.Folder) error {
	holder, err := place.Holder()
	if err != nil {
		return err
	}
	running, ready := place.Running()
	switch {
	case holder == 0:
		return errors.New("no cluster runs in " + place.String())
	case !ready || running.Pid != holder:
		return errors.New("the cluster in " + place.String() + " is starting or stopping")
	}
	client, err := connect(place.Kubeconfig())
	if err != nil {
		return err
	}
	if err := serves(client)(ctx); err != nil {
		return fmt.Errorf("process %d runs, but %s does not answer: %w", holder, running.Server, err)
	}
	fmt.Printf("Kubernetes %s runs at %s since %s, process %d\n", running.Kubernetes, running.Server,
		running.Since.Local().Format(time.DateTime), holder)
	fmt.Println("KUBECONFIG=" + running.Kubeconfig)
	return nil
}

func tail(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	if len(lines) > 20 {
		lines = lines[len(lines)-20:]
	}
	return string(bytes.Join(lines, []byte("\n")))
}
