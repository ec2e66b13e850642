package scope

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func addrs(list ...string) []netip.Addr {
	var out []netip.Addr
	for _, s := range list {
		out = append(out, netip.MustParseAddr(s))
	}
	return out
}

// What the name resolves to is checked, whatever the name.
func TestNamesThatResolveToRefusedAddresses(t *testing.T) {
	victim := record(t, nil)
	answers := map[string][]netip.Addr{
		"loopback.contoso.test": addrs("127.0.0.1"), "six.contoso.test": addrs("::1"), "metadata.contoso.test": addrs("169.254.169.254"), "azure.contoso.test": addrs("168.63.129.16"),
		"aws6.contoso.test": addrs("fd00:ec2::254"), "mapped.contoso.test": addrs("::ffff:127.0.0.1"), "nat64.contoso.test": addrs("64:ff9b::7f00:1"), "private.contoso.test": addrs("10.0.0.1"),
		"mixed.contoso.test": addrs("203.0.113.7", "127.0.0.1"), "any.contoso.test": addrs("0.0.0.0"), "nothing.contoso.test": nil,
	}
	dns := nameserver(t, func(name string, _ int) []netip.Addr { return answers[name] })
	port := victim.URL[strings.LastIndexByte(victim.URL, ':'):]
	for name := range answers {
		at := "az+http://" + name + port + "/dev/c"
		g := bound(t, parseGrant(t, fmt.Sprintf("%q", at), ownerRead, fmt.Sprintf("resolver = [%q]", dns)), at, exposure.Read)
		_, err := get(t, Transport(g, "0"), at[3:]+"/x")
		if err == nil || name != "nothing.contoso.test" && !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := victim.requests(); len(got) != 0 {
		t.Errorf("the server on loopback saw %q", got)
	}
}

// A name server that answers with a good address first and a bad one afterwards
// gains nothing: the address that was checked is the one that is dialled.
func TestAnswersThatChange(t *testing.T) {
	server := record(t, nil)
	dns := nameserver(t, func(_ string, asked int) []netip.Addr {
		if asked%2 == 0 {
			return addrs("203.0.113.7")
		}
		return addrs("127.0.0.1")
	})
	proxy, connected := proxyTo(t, server.URL[7:])
	at := "az+http://rebind.contoso.test/dev/c"
	s := parseGrant(t, fmt.Sprintf("%q", at), ownerRead, fmt.Sprintf("resolver = [%q]\nproxy = [%q]", dns, proxy))
	good, bad := 0, 0
	for range 10 {
		transport := Transport(bound(t, s, at, exposure.Read), "0")
		_, err := get(t, transport, at[3:]+"/x")
		transport.(interface{ CloseIdleConnections() }).CloseIdleConnections() // the next one is a fresh connection
		switch {
		case err == nil:
			good++
		case errors.Is(err, ErrAddress):
			bad++
		default:
			t.Error(err)
		}
	}
	if good != 5 || bad != 5 {
		t.Errorf("%d requests passed and %d were refused, want 5 and 5", good, bad)
	}
	for _, c := range connected() {
		if c != "CONNECT 203.0.113.7:80" {
			t.Errorf("the proxy was asked for %s", c)
		}
	}
	if got := server.requests(); len(got) != 5 || !strings.Contains(got[0], "rebind.contoso.test/dev/c/x") {
		t.Errorf("the server saw %q", got)
	}
}

// The check at connect holds by itself, were the one before it ever lost.
func TestControlRefuses(t *testing.T) {
	server := record(t, nil)
	n := newNetwork(Infrastructure{})
	if _, err := n.connect(t.Context(), addressPolicy{}, "tcp", server.URL[7:]); !errors.Is(err, ErrAddress) {
		t.Errorf("connected to loopback: %v", err)
	}
	if conn, err := n.connect(t.Context(), addressPolicy{loopback: true}, "tcp", server.URL[7:]); err != nil {
		t.Error(err)
	} else {
		conn.Close()
	}
}

func TestNoProxyFromEnvironment(t *testing.T) {
	trap := record(t, nil)
	for _, key := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"} {
		t.Setenv(key, trap.URL)
	}
	if p := newHTTPTransport(nil).Proxy; p != nil {
		t.Error("a transport asks for a proxy")
	}
	dns := nameserver(t, func(string, int) []netip.Addr { return addrs("127.0.0.1") })
	at := "az+http://contoso.test/dev/c"
	g := bound(t, parseGrant(t, fmt.Sprintf("%q", at), ownerRead, fmt.Sprintf("resolver = [%q]", dns)), at, exposure.Read)
	if _, err := get(t, Transport(g, "0"), at[3:]+"/x"); !errors.Is(err, ErrAddress) {
		t.Errorf("got %v", err)
	}
	if got := trap.requests(); len(got) != 0 {
		t.Errorf("the proxy of the environment saw %q", got)
	}
}
