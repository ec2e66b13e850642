// Package agent lets another machine ask: a second place from which closure is verified.
//
// An agent runs the same checks under a scope of its own, which its operator wrote and signed
// off: a question that this scope does not cover is refused there, whatever the one who asks
// may do. It keeps nothing, and answers with the whole result, evidence and all.
//
// Both sides know each other by an [Invitation]: the digest of the agent's key, and a token.
// It is a secret, handed over as a file.
package agent

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/hemostat/hemostat/internal/probe"
)

// An Invitation lets its holder ask an agent.
type Invitation struct {
	Address string `json:"address"` // "host:port"
	Name    string `json:"name"`    // of the place, as the agent's operator calls it: "Contoso CERT, Frankfurt"
	Key     string `json:"key"`     // SHA-256 of the agent's public key, in hexadecimal digits
	Token   string `json:"token"`   // a secret
}

// longestName bounds the name of a place, in bytes.
const longestName = 100

// LoadInvitation reads the file that `hemostat agent` wrote.
func LoadInvitation(path string) (i Invitation, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return i, fmt.Errorf("invitation of an agent: %w", err)
	}
	if json.Unmarshal(text, &i) != nil {
		return i, fmt.Errorf("%s is no invitation of an agent: `hemostat agent` writes one", path)
	}
	if _, _, err := net.SplitHostPort(i.Address); err != nil || i.Token == "" || len(i.Name) > longestName {
		return i, fmt.Errorf("%s is no invitation of an agent: it lacks address or token", path)
	}
	_, err = i.pin()
	return i, err
}

func (i Invitation) pin() (pin [sha256.Size]byte, err error) {
	sum, err := hex.DecodeString(i.Key)
	if err != nil || len(sum) != len(pin) {
		return pin, errors.New("invitation of an agent: its key is no SHA-256")
	}
	return [sha256.Size]byte(sum), nil
}

// A question asks for one probe.
type question struct {
	Target  string   `json:"target"` // with its signature, where it is a signed link
	Check   string   `json:"check"`
	Depth   string   `json:"depth"`
	Objects []string `json:"objects,omitempty"`
	Seen    []string `json:"seen,omitempty"`
	Brief   bool     `json:"brief,omitempty"`
}

// An answer is what came of it: a result, a refusal of the agent's scope, or why neither.
type answer struct {
	Result  *probe.Result `json:"result,omitempty"`
	Object  string        `json:"object,omitempty"` // which a result does not print
	Refused *refused      `json:"refused,omitempty"`
	Failed  string        `json:"failed,omitempty"`
}

type refused struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// The bounds of what crosses the line, in bytes.
const (
	longestQuestion = 1 << 20
	longestAnswer   = 32 << 20
)

const path = "/v1/probe"
