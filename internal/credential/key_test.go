package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Keys that the standard library and OpenSSH's format make are told by sort and length.
func TestSortsOfPrivateKeys(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block := func(label string, body []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: body}))
	}
	pkcs8 := func(key any) string {
		body, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return block("PRIVATE KEY", body)
	}
	openssh := func(key crypto.PrivateKey, passphrase string) string {
		b, err := ssh.MarshalPrivateKey(key, "")
		if passphrase != "" {
			b, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
		}
		if err != nil {
			t.Fatal(err)
		}
		return string(pem.EncodeToMemory(b))
	}
	ec, err := x509.MarshalECPrivateKey(ecKey)
	if err != nil {
		t.Fatal(err)
	}
	inJSON, err := json.Marshal(pkcs8(rsaKey))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key, want string
		locked    bool
	}{
		{block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), "RSA-2048 private key", false},
		{block("EC PRIVATE KEY", ec), "EC P-384 private key", false},
		{pkcs8(rsaKey), "RSA-2048 private key", false},
		{pkcs8(ecKey), "EC P-384 private key", false},
		{pkcs8(edKey), "Ed25519 private key", false},
		{strings.Trim(string(inJSON), `"`), "RSA-2048 private key", false},
		{openssh(edKey, ""), "Ed25519 private key", false},
		{openssh(rsaKey, "correct horse"), "RSA-2048 private key", true},
		{openssh(ecKey, ""), "EC P-384 private key", false},
		{block("ENCRYPTED PRIVATE KEY", []byte("0")), "private key", true},
		{"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", "RSA private key", true},
		{"-----BEGIN RSA PRIVATE KEY-----", "RSA private key", false},
	} {
		r := Read("private-key", []byte(c.key), []byte(c.key), 0)
		if r.Form != c.want || r.Locked != c.locked {
			t.Errorf("%s, locked %v; want %s, %v of\n%.60s", r.Form, r.Locked, c.want, c.locked, c.key)
		}
	}
}

// The certificate behind a key says whose it is.
func TestCertificateBehindAKey(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "api.qvx.example"}, NotAfter: time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC)}
	body, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	value := strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})))
	around := value + "\n" + string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: body}))
	r := Read("private-key", []byte(value), []byte(around), 0)
	if got := names(r); got != "subject=api.qvx.example" || !strings.HasSuffix(r.Form, "its certificate until 2031-05-01") || !r.End.IsZero() {
		t.Errorf("%s; %+v", got, r)
	}
}
