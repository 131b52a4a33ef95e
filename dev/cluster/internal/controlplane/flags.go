package controlplane

import (
	"fmt"

	"mldeploy/cluster/internal/folder"
	"mldeploy/cluster/internal/keys"
)

func apiServerFlags(k keys.Keys, ports folder.Ports) []string {
	return []string{
		fmt.Sprintf("--etcd-servers=https://127.0.0.1:%d", ports.Etcd),
		"--etcd-cafile=" + k.File("etcd-ca.crt"),
		"--etcd-certfile=" + k.File("etcd-client.crt"),
		"--etcd-keyfile=" + k.File("etcd-client.key"),
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", ports.Server),
		"--tls-cert-file=" + k.File("apiserver.crt"),
		"--tls-private-key-file=" + k.File("apiserver.key"),
		"--client-ca-file=" + k.File("ca.crt"),
		"--token-auth-file=" + k.File("tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-key-file=" + k.File("service-accounts.pub"),
		"--service-account-signing-key-file=" + k.File("service-accounts.key"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-cluster-ip-range=10.96.0.0/16",
		// Queues for fairness among many clients only cost time with one.
		"--enable-priority-and-fairness=false",
		// There is no address under which pods could reach it; none must be written down.
		"--endpoint-reconciler-type=none",
	}
}

// clientFlags are those of the parts that talk to the API server. None of them listens itself.
func clientFlags(kubeconfig string, k keys.Keys) map[string][]string {
	return map[string][]string{
		controller: {
			"--kubeconfig=" + kubeconfig,
			"--secure-port=0",
			"--leader-elect=false",
			"--service-account-private-key-file=" + k.File("service-accounts.key"),
			"--root-ca-file=" + k.File("ca.crt"),
		},
		schedule: {
			"--kubeconfig=" + kubeconfig,
			"--secure-port=0",
			"--leader-elect=false",
		},
		kwok: {kubeconfig},
	}
}
