package rotate

import (
	"fmt"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
)

// The words for what became of a credential.
const (
	Open       = "open"
	Rotated    = "rotated"
	FalseAlarm = "false-alarm"
)

// States are those that a person may set.
func States() []string { return []string{Open, Rotated, FalseAlarm} }

// The operations of marks.
const (
	OpState = "state"
	OpOwner = "owner"
	OpUndo  = "undo"
)

// A State is what people have said of a credential: the marks that stand.
type State struct {
	Word   string     `json:"word"`
	By     string     `json:"by,omitempty"` // who set the state
	At     *time.Time `json:"at,omitempty"`
	Reason string     `json:"reason,omitempty"`
	Owner  string     `json:"owner,omitempty"` // who is to rotate it
}

// Standing replays marks in their order. An undo takes back the latest mark on the same
// credential that stands.
func Standing(marks []catalog.Mark) map[exposure.Fingerprint]State {
	byPrint := map[exposure.Fingerprint][]catalog.Mark{}
	for _, m := range marks {
		list := byPrint[m.Print]
		if m.Op != OpUndo {
			byPrint[m.Print] = append(list, m)
		} else if len(list) > 0 {
			byPrint[m.Print] = list[:len(list)-1]
		}
	}
	states := map[exposure.Fingerprint]State{}
	for print, list := range byPrint {
		if len(list) == 0 {
			continue
		}
		s := State{Word: Open}
		for _, m := range list {
			switch m.Op {
			case OpState:
				at := m.At.UTC()
				s.Word, s.By, s.At, s.Reason = m.Value, m.By, &at, m.Reason
			case OpOwner:
				s.Owner = m.Value
			}
		}
		states[print] = s
	}
	return states
}

// CheckMark refuses a mark that could not stand.
func CheckMark(m *catalog.Mark, standing map[exposure.Fingerprint]State) error {
	switch {
	case m.By == "" || m.Reason == "":
		return fmt.Errorf("a mark on a credential says who and why: --by and --reason")
	case len(m.By) > 200 || len(m.Reason) > 2000 || len(m.Value) > 200:
		return fmt.Errorf("a mark is short: who and the owner 200 bytes, the reason 2,000")
	case strings.ContainsFunc(m.By+m.Reason+m.Value, func(c rune) bool { return c < ' ' }):
		return fmt.Errorf("a mark is one line each of who, why and whose")
	}
	switch m.Op {
	case OpState:
		for _, s := range States() {
			if m.Value == s {
				return nil
			}
		}
		return fmt.Errorf("no credential is %q: it is one of %s", m.Value, strings.Join(States(), ", "))
	case OpOwner:
		if m.Value == "" {
			return fmt.Errorf("an owner has a name")
		}
		return nil
	case OpUndo:
		if _, ok := standing[m.Print]; !ok {
			return fmt.Errorf("nothing that was said of this credential stands: there is nothing to undo")
		}
		return nil
	}
	return fmt.Errorf("nothing is done to a credential by %q: it is state, owner or undo", m.Op)
}
