package folder

import "net"

// Ports of a control plane, all on 127.0.0.1.
type Ports struct {
	Server int `json:"server"`
	Etcd   int `json:"etcd"`
	Peer   int `json:"peer"`
}

var preferred = Ports{Server: 16443, Etcd: 16444, Peer: 16445}

// Ports takes those of the last start, else the preferred ones, and any free one for each that is taken. They are remembered, so that a
// kubeconfig stays right over a restart.
func (f Folder) Ports() (Ports, error) {
	ports := preferred
	if read(f.ports(), &ports) != nil {
		ports = preferred
	}
	for _, port := range []*int{&ports.Server, &ports.Etcd, &ports.Peer} {
		free, err := freePort(*port)
		if err != nil {
			return Ports{}, err
		}
		*port = free
	}
	return ports, write(f.ports(), ports)
}

func freePort(wanted int) (int, error) {
	for _, port := range []int{wanted, 0} {
		listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		if err != nil {
			if port == 0 {
				return 0, err
			}
			continue
		}
		defer listener.Close()
		return listener.Addr().(*net.TCPAddr).Port, nil
	}
	panic("not reached")
}
