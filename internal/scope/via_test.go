package scope

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// socksServer is a proxy of SOCKS 5 that connects where it is asked to, and answers reply
// where that is not 0.
func socksServer(t *testing.T, reply byte) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveSocks(c, reply)
		}
	}()
	return l.Addr().String()
}

func serveSocks(c net.Conn, reply byte) {
	defer c.Close()
	head := make([]byte, 3+4)
	if _, err := io.ReadFull(c, head[:3]); err != nil {
		return
	}
	c.Write([]byte{5, 0})
	if _, err := io.ReadFull(c, head[3:]); err != nil {
		return
	}
	n := map[byte]int{1: 4, 4: 16}[head[6]]
	to := make([]byte, n+2)
	if _, err := io.ReadFull(c, to); err != nil {
		return
	}
	addr, _ := netip.AddrFromSlice(to[:n])
	if reply != 0 {
		c.Write([]byte{5, reply, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	there, err := net.Dial("tcp", netip.AddrPortFrom(addr, binary.BigEndian.Uint16(to[n:])).String())
	if err != nil {
		c.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	defer there.Close()
	c.Write([]byte{5, 0, 0, 1, 127, 0, 0, 1, 0, 1})
	go io.Copy(there, c)
	io.Copy(c, there)
}

// serverAt answers "hello" to whoever connects.
func serverAt(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.WriteString(c, "hello")
			c.Close()
		}
	}()
	return l.Addr().String()
}

func dialVia(t *testing.T, proxy, server string) (string, error) {
	t.Helper()
	s, err := (&Scope{}).Via(proxy)
	if err != nil {
		t.Fatal(err)
	}
	s.net.elsewhere = false // there is no other network in tests
	g, err := s.Loopback(target(t, "redis://"+server), exposure.Owner)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewDialer(g).Dial(context.Background(), 0)
	if err != nil {
		return "", err
	}
	defer c.Close()
	text, err := io.ReadAll(c)
	return string(text), err
}

func TestVia(t *testing.T) {
	server := serverAt(t)
	if got, err := dialVia(t, "socks5://"+socksServer(t, 0), server); got != "hello" || err != nil {
		t.Errorf("by SOCKS: %q, %v", got, err)
	}
	proxy, connected := proxyTo(t, server)
	if got, err := dialVia(t, "http://"+proxy, server); got != "hello" || err != nil || len(connected()) == 0 {
		t.Errorf("by CONNECT: %q, %v", got, err)
	}
}

// Whatever befalls a proxy is never taken for an answer of the host behind it: only its
// word that the host refused is.
func TestProxyFailures(t *testing.T) {
	server := serverAt(t)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	for name, proxy := range map[string]string{
		"SOCKS proxy that is down": "socks5://" + gone.Addr().String(), "HTTP proxy that is down": "http://" + gone.Addr().String(),
		"no SOCKS proxy": "socks5://" + server, "no HTTP proxy": "http://" + server,
		"not allowed": "socks5://" + socksServer(t, 2), "network unreachable there": "socks5://" + socksServer(t, 3),
	} {
		if _, err := dialVia(t, proxy, server); !errors.Is(err, ErrProxy) || errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := dialVia(t, "socks5://"+socksServer(t, 5), server); !errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, ErrProxy) {
		t.Errorf("the host behind it refuses: %v", err)
	}
	for _, bad := range []string{"", "10.0.0.1:1080", "socks5://host", "ftp://10.0.0.1:1", "http://user:pw@10.0.0.1:8080", "http://10.0.0.1:8080/x", "http://10.0.0.1:8080?x=1", "socks5://0x7f.1:1080"} {
		if _, err := (&Scope{}).Via(bad); err == nil || strings.Contains(fmt.Sprint(err), "pw") {
			t.Errorf("Via(%q): %v", bad, err)
		}
	}
}

// In another network a loopback or private address is another machine's, which nobody granted.
func TestViaElsewhere(t *testing.T) {
	for server, proxy := range map[string]string{"127.0.0.1:6379": "192.0.2.7:1080", "10.0.0.5:6379": "192.0.2.7:1080", "[fd00::5]:6379": "192.0.2.7:1080", "127.0.0.1:6380": "127.0.0.1:1080", "10.0.0.6:6379": "localhost:1080"} {
		s, err := (&Scope{}).Via("socks5://" + proxy)
		if err != nil {
			t.Fatal(err)
		}
		g := unscoped(target(t, "redis://"+server), exposure.Owner)
		g.net, g.PrivateAddresses = s.net, true
		if _, err := NewDialer(g).Dial(context.Background(), 0); !errors.Is(err, ErrAddress) {
			t.Errorf("%s through a proxy elsewhere: %v", server, err)
		}
	}
}

// A proxy of which the address is this machine's, or a private one, shows nothing of a second network.
func TestProxyAddresses(t *testing.T) {
	for proxy, want := range map[string]bool{"127.0.0.1:1080": true, "localhost:1080": true, "[::1]:1080": true, "10.0.0.5:1080": true, "0.0.0.0:1080": true, "192.0.2.7:1080": false, "[2001:db8::7]:1080": false} {
		s, err := (&Scope{}).Via("socks5://" + proxy)
		if err != nil {
			t.Fatal(err)
		}
		addrs, near, err := s.ProxyAddresses(t.Context())
		if near != want || len(addrs) == 0 || err != nil {
			t.Errorf("%s: near is %t, at %v, %v", proxy, near, addrs, err)
		}
	}
}
