package agent

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// An Identity is what an agent is known by.
type Identity struct {
	key   ed25519.PrivateKey
	token string
}

const identityFile = "agent.pem"

// The types of the blocks of an identity's file.
const (
	keyBlock   = "PRIVATE KEY"
	tokenBlock = "HEMOSTAT AGENT TOKEN"
)

// LoadIdentity reads the key and token of an agent in a folder of keys, and makes them where
// there are none: one file, readable by its owner alone.
func LoadIdentity(dir string) (*Identity, error) {
	path := filepath.Join(dir, identityFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeIdentity(dir, path)
	}
	if err != nil {
		return nil, fmt.Errorf("key of the agent: %w", err)
	}
	block, rest := pem.Decode(text)
	token, _ := pem.Decode(rest)
	if block == nil || token == nil || block.Type != keyBlock || token.Type != tokenBlock || len(token.Bytes) < 32 {
		return nil, fmt.Errorf("key of the agent %s: no such file", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("key of the agent %s: no ed25519 key", path)
	}
	return &Identity{key, hex.EncodeToString(token.Bytes)}, nil
}

func makeIdentity(dir, path string) (*Identity, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	token := make([]byte, 32)
	rand.Read(token)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("key of the agent: %w", err)
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: tokenBlock, Bytes: token})...)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("key of the agent: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("key of the agent: %w", errors.Join(err, os.Remove(path)))
	}
	return &Identity{key, hex.EncodeToString(token)}, nil
}

// Invite returns what lets somebody ask the agent at an address.
func (i *Identity) Invite(address, name string) (Invitation, error) {
	der, err := x509.MarshalPKIXPublicKey(i.key.Public())
	if err != nil {
		return Invitation{}, err
	}
	sum := sha256.Sum256(der)
	return Invitation{Address: address, Name: name, Key: hex.EncodeToString(sum[:]), Token: i.token}, nil
}

// TLS is what the agent listens with. Its certificate says nothing but its key, since
// whoever asks holds it to that.
func (i *Identity) TLS() (*tls.Config, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hemostat agent"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), // RFC 5280, 4.1.2.5: no date of expiry
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, i.key.Public(), i.key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: i.key}}}, nil
}
