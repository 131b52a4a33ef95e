package folder

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A lock can only be seen from another process: with this variable the test program plays that one.
const childVariable = "FOLDER_TO_LOCK"

func TestMain(m *testing.M) {
	path := os.Getenv(childVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	mine, err := Folder{path}.Lock()
	if err != nil || !mine {
		os.Exit(1)
	}
	os.Stdout.WriteString("locked\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func TestTheSystemNamesTheProcessThatHoldsTheFolder(t *testing.T) {
	f := made(t)
	if holder, err := f.Holder(); holder != 0 || err != nil {
		t.Fatalf("holder %d, %v before anybody has it", holder, err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+f.path)
	life, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	if holder, err := f.Holder(); holder != child.Process.Pid || err != nil {
		t.Fatalf("holder %d, %v instead of %d", holder, err, child.Process.Pid)
	}
	if mine, err := f.Lock(); mine || err != nil {
		t.Fatalf("locked twice: %v, %v", mine, err)
	}
	life.Close()
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	if holder, err := f.Holder(); holder != 0 || err != nil {
		t.Fatalf("holder %d, %v after its end", holder, err)
	}
}

func TestTakenPortsAreReplacedAndRemembered(t *testing.T) {
	f := made(t)
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	if err := write(f.ports(), Ports{Server: port, Etcd: port, Peer: port}); err != nil {
		t.Fatal(err)
	}
	first, err := f.Ports()
	if err != nil {
		t.Fatal(err)
	}
	if first.Server == port || first.Etcd == port || first.Peer == port {
		t.Fatalf("%v holds the taken port %d", first, port)
	}
	if second, err := f.Ports(); second != first || err != nil {
		t.Fatalf("%v, %v instead of %v", second, err, first)
	}
}

func TestOnlyAStateOfOursIsWiped(t *testing.T) {
	foreign, err := At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(foreign.path, "thesis.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := foreign.Wipe(); err == nil {
		t.Fatal("wiped a folder of somebody else")
	}
	ours := made(t)
	if err := ours.Wipe(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(ours.path); !os.IsNotExist(err) {
		t.Fatalf("still there: %v", err)
	}
	if err := ours.Wipe(); err != nil {
		t.Fatal(err)
	}
}

func made(t *testing.T) Folder {
	t.Helper()
	f, err := At(filepath.Join(t.TempDir(), "state"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Make(); err != nil {
		t.Fatal(err)
	}
	return f
}
