package controlplane

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"mldeploy/cluster/internal/folder"
)

// part is one part of the control plane, at work.
type part struct {
	name    string
	process *exec.Cmd
	life    io.Closer
	// over is closed at its end; err says how that was.
	over chan struct{}
	err  error
}

func start(place folder.Folder, name string, arguments ...string) (*part, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(place.Log(name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(program, append([]string{name}, arguments...)...)
	command.Stdout, command.Stderr = log, log
	command.Dir = place.String()
	// A group of its own, so that Ctrl-C in a terminal reaches the supervisor only, which stops the parts in order.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	life, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &part{name: name, process: command, life: life, over: make(chan struct{})}
	go func() {
		p.err = command.Wait()
		close(p.over)
	}()
	return p, nil
}

// stop asks, waits, and forces.
func (p *part) stop() {
	_ = p.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.over:
		return
	case <-time.After(forcedAfter):
		fmt.Println(p.name + " did not end when asked; it is forced to")
		_ = p.process.Process.Kill()
		<-p.over
	}
	_ = p.life.Close()
}

func notify(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}
