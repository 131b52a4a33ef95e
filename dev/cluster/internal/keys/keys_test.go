package keys

import (
	"os"
	"path/filepath"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
)

func TestKeysAreForTheirOwnerAloneAndSurviveARestart(t *testing.T) {
	directory := t.TempDir()
	kubeconfig := filepath.Join(directory, "kubeconfig")
	// Somebody may have left one that everybody can read.
	if err := os.WriteFile(kubeconfig, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	first := makeAll(t, directory, kubeconfig)
	second := makeAll(t, directory, kubeconfig)
	if first != second {
		t.Fatal("a kubeconfig of before the restart would not be valid any more")
	}
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", file, info.Mode().Perm())
		}
	}
}

func makeAll(t *testing.T, directory, kubeconfig string) string {
	t.Helper()
	k, err := Make(directory)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.WriteAdmin(kubeconfig, "https://127.0.0.1:16443"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.WriteComponent("https://127.0.0.1:16443"); err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return config.BearerToken + string(config.CAData)
}
