package keys

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Context is the name of cluster, user and context in the kubeconfig, so that a person sees which cluster that is.
const Context = "mldeploy-local"

// Keys are the files of one control plane.
type Keys struct{ directory string }

// Make makes what is missing, and all certificates anew.
func Make(directory string) (Keys, error) {
	k := Keys{directory}
	cluster, err := openAuthority(directory, "ca")
	if err != nil {
		return k, err
	}
	// Data of its own authority: who may talk to the API server may not talk to etcd.
	store, err := openAuthority(directory, "etcd-ca")
	if err != nil {
		return k, err
	}
	loopback := []string{"127.0.0.1", "localhost"}
	names := []string{"kubernetes", "kubernetes.default", "kubernetes.default.svc", "10.96.0.1"}
	err = errors.Join(
		cluster.issue("apiserver", pkix.Name{CommonName: "kube-apiserver"}, append(names, loopback...), x509.ExtKeyUsageServerAuth),
		// The three of them do what a whole set of service accounts does elsewhere; nobody else has these keys.
		cluster.issue("component", pkix.Name{CommonName: "mldeploy-component", Organization: []string{"system:masters"}}, nil,
			x509.ExtKeyUsageClientAuth),
		store.issue("etcd", pkix.Name{CommonName: "etcd"}, loopback, x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth),
		store.issue("etcd-client", pkix.Name{CommonName: "kube-apiserver"}, nil, x509.ExtKeyUsageClientAuth),
		k.serviceAccounts(),
		k.tokens(),
	)
	return k, err
}

// File is the path of a key file.
func (k Keys) File(name string) string { return filepath.Join(k.directory, name) }

func (k Keys) serviceAccounts() error {
	key, err := loadKey(k.File("service-accounts.key"))
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	return writePem(k.File("service-accounts.pub"), "PUBLIC KEY", der)
}

func (k Keys) tokens() error {
	if _, err := os.Stat(k.File("tokens.csv")); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	line := fmt.Sprintf("%s,admin,admin,\"system:masters\"\n", hex.EncodeToString(secret))
	return os.WriteFile(k.File("tokens.csv"), []byte(line), 0o600)
}

// WriteAdmin writes the kubeconfig of the person who started the control plane.
func (k Keys) WriteAdmin(path, server string) error {
	tokens, err := os.ReadFile(k.File("tokens.csv"))
	if err != nil {
		return err
	}
	token, _, found := strings.Cut(string(tokens), ",")
	if !found {
		return fmt.Errorf("%s holds no token; remove it to have it made again", k.File("tokens.csv"))
	}
	return k.write(path, server, &api.AuthInfo{Token: token})
}

// WriteComponent writes the kubeconfig of the control plane's own parts.
func (k Keys) WriteComponent(server string) (string, error) {
	path := k.File("component.kubeconfig")
	return path, k.write(path, server, &api.AuthInfo{
		ClientCertificate: k.File("component.crt"),
		ClientKey:         k.File("component.key"),
	})
}

func (k Keys) write(path, server string, user *api.AuthInfo) error {
	certificate, err := os.ReadFile(k.File("ca.crt"))
	if err != nil {
		return err
	}
	config := api.NewConfig()
	config.Clusters[Context] = &api.Cluster{Server: server, CertificateAuthorityData: certificate}
	config.AuthInfos[Context] = user
	config.Contexts[Context] = &api.Context{Cluster: Context, AuthInfo: Context, Namespace: "default"}
	config.CurrentContext = Context
	content, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	// Written beside and renamed: a file that was there with other rights must not lend them.
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(fresh, content, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
