// Package statement signs what Hemostat states to others, so that a third party can verify
// it without Hemostat: a DSSE envelope (github.com/secure-systems-lab/dsse, protocol 1.0)
// of JSON, signed with ed25519 (RFC 8032).
package statement

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// PayloadType says what a signed closure is.
const PayloadType = "application/vnd.hemostat.closure+json"

// A Closure states that a target is closed, and on what evidence. It never says that no copy
// of the data exists.
type Closure struct {
	Version  int       `json:"version"` // 1
	Target   string    `json:"target"`
	Vendor   string    `json:"vendor,omitempty"`
	Issued   time.Time `json:"issued"`
	IssuedBy string    `json:"issuedBy"` // a person, by the operator's word
	Tool     string    `json:"tool"`
	// Window bounds the time in which it was open.
	Window  Window   `json:"window"`
	Denials []Denial `json:"denials"`
	Owner   []Word   `json:"ownerConfiguration,omitempty"`
	// Retired is what was open and could not be asked any more.
	Retired []Retired `json:"retired,omitempty"`
	// ChainHead is the SHA-256 of the register's last line at that time, in which every
	// question and answer stands.
	ChainHead string `json:"chainHead"`
	Says      string `json:"says"`
	DoesNot   string `json:"doesNotSay"`
}

// A Window bounds an exposure in time. What is not known is absent.
type Window struct {
	From []Bound `json:"from"` // "at least since": seen open; "at most since": it cannot have been before
	To   []Bound `json:"to"`
}

// A Bound is one instant that bounds a window, with its source.
type Bound struct {
	At     time.Time `json:"at"`
	Bound  string    `json:"bound"` // "at least" or "at most": how long it was open by this bound
	Source string    `json:"source"`
}

// A Denial is what one place was told.
type Denial struct {
	From     string    `json:"from"`
	Rounds   int64     `json:"rounds"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Evidence []string  `json:"evidence"`
	// Gone is of what it is known alone that what was seen there is gone.
	Gone []string `json:"gone,omitempty"`
}

// A Word is what the owner says of its configuration.
type Word struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Word string    `json:"word"`
}

// A Retired is a right that nobody could ask about any more when closure was stated: a signed link
// that had ended, or one that somebody says is lost.
type Retired struct {
	Right  string    `json:"right"`
	Access string    `json:"access"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"` // "": by the link's own end
	Reason string    `json:"reason"`
}

// The words that each closure carries.
const (
	Says = "What was open at this target was refused, by the evidence listed, at the times and from the places listed."
	// SaysRetired is added where there is something of the sort.
	SaysRetired = "What is listed as retired could not be asked any more, for the reason given: nobody was refused it in the end but where the reason says so."
	// SaysGone is added where there is something of the sort.
	SaysGone = "Of what is listed as gone, what had been read is no longer there; that nothing else is served there is the owner's word."
	DoesNot  = "It does not say that nobody has a copy of what was open, nor that it stays closed."
)

// envelope is that of DSSE.
type envelope struct {
	Payload     string      `json:"payload"` // base64
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"` // base64
}

// A Signer has the key of a data folder's statements.
type Signer struct{ key ed25519.PrivateKey }

// keyFile is the name of the key of statements.
const keyFile = "statement.pem"

// LoadSigner reads the key of statements in a folder of keys, and makes it where there is
// none: PKCS #8 in PEM, readable by its owner alone.
func LoadSigner(dir string) (*Signer, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSigner(dir, path)
	}
	if err != nil {
		return nil, fmt.Errorf("key of statements: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("key of statements %s: no PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("key of statements %s: no PKCS #8 key", path)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("key of statements %s: no ed25519 key", path)
	}
	return &Signer{key}, nil
}

func makeSigner(dir, path string) (*Signer, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("key of statements: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("key of statements: %w", err)
	}
	err = pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("key of statements: %w", errors.Join(err, os.Remove(path)))
	}
	return &Signer{key}, nil
}

// Public returns the public key as PEM, which whoever verifies needs to have from elsewhere
// than the statement.
func (s *Signer) Public() ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(s.key.Public())
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// KeyID returns the SHA-256 of the public key, by which people compare keys over another
// channel.
func (s *Signer) KeyID() string { return keyID(s.key.Public().(ed25519.PublicKey)) }

// Fingerprint returns the SHA-256 of a public key in PEM, as [Signer.KeyID] does.
func Fingerprint(public []byte) (string, error) {
	key, err := publicKey(public)
	if err != nil {
		return "", err
	}
	return keyID(key), nil
}

func publicKey(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the key is no public key in PEM")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, errors.New("the key is no ed25519 public key")
	}
	return key, nil
}

func keyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:])
}

// encode is the pre-authentication encoding of DSSE.
func encode(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// Sign returns the envelope of a closure, as JSON.
func (s *Signer) Sign(c Closure) ([]byte, error) {
	c.Version, c.Says, c.DoesNot = 1, Says, DoesNot
	if len(c.Retired) > 0 {
		c.Says += " " + SaysRetired
	}
	if slices.ContainsFunc(c.Denials, func(d Denial) bool { return len(d.Gone) > 0 }) {
		c.Says += " " + SaysGone
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	sig := ed25519.Sign(s.key, encode(PayloadType, payload))
	e := envelope{base64.StdEncoding.EncodeToString(payload), PayloadType, []signature{{s.KeyID(), base64.StdEncoding.EncodeToString(sig)}}}
	text, err := json.MarshalIndent(e, "", "  ")
	return append(text, '\n'), err
}

// ErrSignature says that a statement was not signed with the key, or was changed.
var ErrSignature = errors.New("the signature does not hold: the statement was changed, or signed with another key")

// Verify reads an envelope and holds it to a public key in PEM.
func Verify(text, public []byte) (c Closure, err error) {
	key, err := publicKey(public)
	if err != nil {
		return c, err
	}
	var e envelope
	if json.Unmarshal(text, &e) != nil || len(e.Signatures) == 0 {
		return c, errors.New("this is no signed statement: no DSSE envelope")
	}
	if e.PayloadType != PayloadType {
		return c, errors.New("this is a signed statement of another sort")
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return c, errors.New("this is no signed statement: its payload is no base64")
	}
	for _, s := range e.Signatures {
		sig, err := base64.StdEncoding.DecodeString(s.Sig)
		if err == nil && ed25519.Verify(key, encode(e.PayloadType, payload), sig) {
			if err := json.Unmarshal(payload, &c); err != nil || c.Version != 1 {
				return c, errors.New("the statement is of a version that is not known here: use a newer hemostat")
			}
			return c, nil
		}
	}
	return c, ErrSignature
}
