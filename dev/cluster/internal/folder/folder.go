// Package folder is where one control plane keeps everything: keys, data, logs, and who runs it.
package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Folder is one place on disk; at most one control plane runs on it, see Lock.
type Folder struct{ path string }

// Running says what runs; it is written once everything is ready and removed when it stops.
type Running struct {
	Pid        int       `json:"pid"`
	Server     string    `json:"server"`
	Kubernetes string    `json:"kubernetes"`
	Kubeconfig string    `json:"kubeconfig"`
	Since      time.Time `json:"since"`
}

// Default is the folder that mldeploy uses too.
func Default() string {
	if cache := os.Getenv("XDG_CACHE_HOME"); cache != "" {
		return filepath.Join(cache, "mldeploy", "cluster", "state")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cache", "mldeploy", "cluster", "state")
}

// At names a folder; nothing is made yet.
func At(path string) (Folder, error) {
	if path == "" {
		return Folder{}, errors.New("name a folder with --state")
	}
	absolute, err := filepath.Abs(path)
	return Folder{absolute}, err
}

// Make creates the folder, readable by its owner only: it holds the keys of a cluster.
func (f Folder) Make() error {
	for _, path := range []string{f.path, f.Keys(), f.logs()} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return err
		}
	}
	return os.Chmod(f.path, 0o700)
}

func (f Folder) String() string         { return f.path }
func (f Folder) Keys() string           { return filepath.Join(f.path, "keys") }
func (f Folder) Etcd() string           { return filepath.Join(f.path, "etcd") }
func (f Folder) Kubeconfig() string     { return filepath.Join(f.path, "kubeconfig") }
func (f Folder) Log(name string) string { return filepath.Join(f.logs(), name+".log") }
func (f Folder) logs() string           { return filepath.Join(f.path, "logs") }
func (f Folder) running() string        { return filepath.Join(f.path, "cluster.json") }
func (f Folder) ports() string          { return filepath.Join(f.path, "ports.json") }

// Running reads what runs; false when nothing is ready.
func (f Folder) Running() (Running, bool) {
	var running Running
	return running, read(f.running(), &running) == nil
}

// Ready publishes what runs.
func (f Folder) Ready(running Running) error { return write(f.running(), running) }

// Gone takes that back.
func (f Folder) Gone() { _ = os.Remove(f.running()) }

// Wipe removes the folder with all that it holds. It refuses a folder that does not look like one of ours.
func (f Folder) Wipe() error {
	if _, err := os.Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(f.Keys()); err != nil {
		return fmt.Errorf("%s does not look like the state of a cluster; remove it by hand", f.path)
	}
	return os.RemoveAll(f.path)
}

func read(path string, into any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

// write replaces a file as a whole, so that nobody reads half of it.
func write(path string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", append(content, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
