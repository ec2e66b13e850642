package exposure

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Servers are one service, or any, at the addresses of a network or at one host,
// on some ports. Its zero value holds none.
type Servers struct {
	Service string       // one of [Services], or [AnyService]
	Network netip.Prefix // not valid where Host is given
	Host    string
	Ports   []uint16 // ascending, one at least
}

// maxServers bounds a range: addresses times ports.
const maxServers = 1 << 24

// ParseServers reads servers as an operator writes them:
//
//	redis://10.0.0.0/24                one service on its own port
//	tcp://10.0.0.0/24:6379,9200-9300   whatever answers on these ports
//	tcp://[fd00:db::/120]:5432         an IPv6 network
//	tcp://db.contoso.example:5432,6379 one host
//
// ok is false for what is written otherwise.
func ParseServers(s string) (r Servers, ok bool, err error) {
	service, rest, found := strings.Cut(s, "://")
	if known, ok := otherSchemes[strings.ToLower(service)]; ok {
		service = known
	}
	service = strings.ToLower(service)
	port, known := ServicePort(service)
	if !found || !known && service != AnyService || strings.ContainsAny(rest, "?#@") {
		return r, false, nil
	}
	r.Service = service
	where, ports := cutPorts(rest)
	switch network, err := netip.ParsePrefix(strings.Trim(where, "[]")); {
	case err == nil && network != network.Masked():
		return r, true, fmt.Errorf("servers %s: the network's address is %s", s, network.Masked())
	case err == nil:
		r.Network = network
	case strings.Contains(where, "/") || !strings.ContainsAny(ports, ",-"):
		return r, false, nil // one target, perhaps with a database
	default:
		r.Host = strings.ToLower(strings.Trim(where, "[]"))
	}
	if ports == "" && known {
		r.Ports = []uint16{port}
	} else if r.Ports, err = parsePorts(ports); err != nil {
		return r, true, fmt.Errorf("servers %s: %w", s, err)
	}
	if n := r.Count(); n > maxServers {
		return r, true, fmt.Errorf("servers %s: more than %d addresses and ports: name a smaller network or fewer ports", s, maxServers)
	}
	return r, true, nil
}

// cutPorts cuts what is written behind a host or network.
func cutPorts(s string) (where, ports string) {
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		if strings.IndexByte(s, ']') >= 0 || strings.Count(s, ":") == 1 {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func parsePorts(s string) (ports []uint16, err error) {
	if s == "" {
		return nil, errors.New("which ports? tcp://10.0.0.0/24:6379,9200")
	}
	for part := range strings.SplitSeq(s, ",") {
		low, high, between := strings.Cut(part, "-")
		if !between {
			high = low
		}
		from, err := strconv.ParseUint(low, 10, 16)
		to, err2 := strconv.ParseUint(high, 10, 16)
		if err != nil || err2 != nil || from == 0 || to < from {
			return nil, fmt.Errorf("port %q is no number from 1 to 65535 and no range of them", part)
		}
		for p := from; p <= to; p++ {
			ports = append(ports, uint16(p))
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports), nil
}

// Count returns how many targets r holds; at most 1<<62.
func (r Servers) Count() int64 {
	hosts := int64(1)
	if r.Network.IsValid() {
		bits := r.Network.Addr().BitLen() - r.Network.Bits()
		if bits > 40 {
			return 1 << 62
		}
		hosts <<= bits
	}
	return hosts * int64(len(r.Ports))
}

// All calls yield with each target of r, port by port through the addresses, so
// that no host is asked twice in a row, until it returns false.
func (r Servers) All(yield func(Target) bool) {
	for _, port := range r.Ports {
		if r.Host != "" {
			if !yield(r.at(r.Host, port)) {
				return
			}
			continue
		}
		for addr := r.Network.Addr(); addr.IsValid() && r.Network.Contains(addr); addr = addr.Next() {
			if !yield(r.at(addr.String(), port)) {
				return
			}
		}
	}
}

func (r Servers) at(host string, port uint16) Target {
	return Target{Provider: Server, Service: r.Service, Named: true, Endpoint: r.Service + "://" + net.JoinHostPort(host, strconv.Itoa(int(port)))}
}

// Covers reports whether t is one of r, or asked for a service of one of them.
func (r Servers) Covers(t Target) bool {
	if t.Provider != Server || r.Service != AnyService && r.Service != t.Service {
		return false
	}
	host, port, err := net.SplitHostPort(t.HostPort())
	if err != nil {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || !slices.Contains(r.Ports, uint16(n)) {
		return false
	}
	if r.Host != "" {
		return r.Host == host
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && r.Network.Contains(addr)
}

// String returns r as an operator writes it.
func (r Servers) String() string {
	var ports []string
	for i := 0; i < len(r.Ports); {
		first := i
		for i++; i < len(r.Ports) && r.Ports[i] == r.Ports[i-1]+1; i++ {
		}
		low, high := strconv.Itoa(int(r.Ports[first])), strconv.Itoa(int(r.Ports[i-1]))
		switch i - first {
		case 1:
			ports = append(ports, low)
		case 2:
			ports = append(ports, low, high)
		default:
			ports = append(ports, low+"-"+high)
		}
	}
	where := r.Host
	if r.Network.IsValid() {
		where = r.Network.String()
	}
	if strings.Contains(where, ":") {
		where = "[" + where + "]"
	}
	return r.Service + "://" + where + ":" + strings.Join(ports, ",")
}
