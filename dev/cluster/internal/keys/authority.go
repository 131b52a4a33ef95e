// Package keys makes what a control plane authenticates with: an authority, certificates, a token, a key for service accounts.
package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	authorityYears = 10
	leafDays       = 365
)

// authority signs the certificates. It is kept over restarts, so that a kubeconfig stays right; the certificates are made anew each time.
type authority struct {
	directory   string
	certificate *x509.Certificate
	key         crypto.Signer
}

func openAuthority(directory, name string) (*authority, error) {
	a := &authority{directory: directory}
	certificatePath := filepath.Join(directory, name+".crt")
	key, err := loadKey(filepath.Join(directory, name+".key"))
	if err != nil {
		return nil, err
	}
	a.key = key
	if block, err := readPem(certificatePath); err == nil {
		a.certificate, err = x509.ParseCertificate(block.Bytes)
		return a, err
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "mldeploy-" + name},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().AddDate(authorityYears, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	a.certificate = template
	der, err := a.sign(template, key.Public())
	if err != nil {
		return nil, err
	}
	if a.certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return a, writePem(certificatePath, "CERTIFICATE", der)
}

func (a *authority) sign(template *x509.Certificate, public crypto.PublicKey) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	return x509.CreateCertificate(rand.Reader, template, a.certificate, public, a.key)
}

// issue writes NAME.crt and NAME.key for a server on loopback, a client, or both.
func (a *authority) issue(name string, subject pkix.Name, hosts []string, usages ...x509.ExtKeyUsage) error {
	key, err := loadKey(filepath.Join(a.directory, name+".key"))
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		Subject:     subject,
		NotBefore:   time.Now().Add(-time.Hour),
		NotAfter:    time.Now().AddDate(0, 0, leafDays),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: usages,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := a.sign(template, key.Public())
	if err != nil {
		return err
	}
	return writePem(filepath.Join(a.directory, name+".crt"), "CERTIFICATE", der)
}

// loadKey reads a key, or makes it.
func loadKey(path string) (crypto.Signer, error) {
	block, err := readPem(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalECPrivateKey(key)
		if err != nil {
			return nil, err
		}
		return key, writePem(path, "EC PRIVATE KEY", der)
	}
	if err != nil {
		return nil, err
	}
	return x509.ParseECPrivateKey(block.Bytes)
}

func readPem(path string) (*pem.Block, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM; remove it to have it made again", path)
	}
	return block, nil
}

func writePem(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
