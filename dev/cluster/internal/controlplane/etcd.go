package controlplane

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	"go.etcd.io/etcd/server/v3/embed"

	"mldeploy/cluster/internal/folder"
	"mldeploy/cluster/internal/keys"
)

const etcdReadyWithin = 30 * time.Second

// startEtcd runs the store in this process; only the API server has a certificate for it.
func startEtcd(place folder.Folder, k keys.Keys, ports folder.Ports) (*embed.Etcd, error) {
	config := embed.NewConfig()
	config.Name = "mldeploy"
	config.Dir = place.Etcd()
	client, peer := loopback(ports.Etcd), loopback(ports.Peer)
	config.ListenClientUrls, config.AdvertiseClientUrls = client, client
	config.ListenPeerUrls, config.AdvertisePeerUrls = peer, peer
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	tls := transport.TLSInfo{
		CertFile:       k.File("etcd.crt"),
		KeyFile:        k.File("etcd.key"),
		TrustedCAFile:  k.File("etcd-ca.crt"),
		ClientCertAuth: true,
	}
	config.ClientTLSInfo, config.PeerTLSInfo = tls, tls
	// A cluster for tests may lose its last writes with the machine's power, and is faster for it.
	config.UnsafeNoFsync = true
	config.LogLevel = "warn"
	config.LogOutputs = []string{place.Log("etcd")}
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, fmt.Errorf("etcd: %w", err)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case err = <-etcd.Err():
	case <-time.After(etcdReadyWithin):
		err = errors.New("not ready within " + etcdReadyWithin.String())
	}
	etcd.Close()
	return nil, fmt.Errorf("etcd: %w", err)
}

func loopback(port int) []url.URL {
	return []url.URL{{Scheme: "https", Host: fmt.Sprintf("127.0.0.1:%d", port)}}
}
