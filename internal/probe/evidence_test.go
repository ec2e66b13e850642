package probe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"
)

// Whose a certificate is matters before how old it is.
func TestCertificateProblem(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.ParseIP("127.0.0.9")}, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(0, 0, -1),
	}, &x509.Certificate{SerialNumber: big.NewInt(1)}, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	state := &tls.ConnectionState{Version: tls.VersionTLS13, PeerCertificates: []*x509.Certificate{leaf}}
	for _, c := range []struct {
		host string
		at   time.Time
		want string
	}{
		{"127.0.0.9", now, "expired"}, {"127.0.0.1", now, "for another name"},
		{"127.0.0.9", now.AddDate(-2, 0, 0), "not valid yet"}, {"127.0.0.9", now.AddDate(0, 0, -9), "not from a known authority"},
	} {
		if got := describeTLS(state, c.host, c.at); got.Problem != c.want {
			t.Errorf("%s at %s: %q, want %q", c.host, c.at, got.Problem, c.want)
		}
	}
}
