package inquiry

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// The most that a list of decisions may hold, and that a name and a reason may be long, in
// bytes.
const (
	DecisionsMax = 1 << 20
	nameMax      = 1 << 10
	reasonMax    = 4 << 10
	decisionLine = 64 << 10
)

// ParseDecisions reads decisions as `entity export` writes them: one JSON object a line.
// Each is held to what a decision must be; an error names its line and quotes nothing of it.
func ParseDecisions(r io.Reader) ([]catalog.Decision, error) {
	var list []catalog.Decision
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, decisionLine), decisionLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		if len(list) == DecisionsMax {
			return nil, fmt.Errorf("line %d: more than %d decisions", n, DecisionsMax)
		}
		x, err := parseDecision(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		list = append(list, x)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", len(list)+1, err)
	}
	return list, nil
}

func parseDecision(line []byte) (x catalog.Decision, err error) {
	if !utf8.Valid(line) {
		return x, errors.New("it is no UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if d.Decode(&x) != nil { // the library's words quote what stands there
		return x, errors.New("it is no decision: want an object with op, a, b, reason, by and at, as entity export writes them")
	}
	if d.More() {
		return x, errors.New("more than one object stands in it")
	}
	if x.At.IsZero() || x.At.Year() < 1970 || x.At.Year() > 2200 {
		return x, errors.New("at is missing, or no moment of our time")
	}
	x.At = x.At.UTC()
	return x, sound(x)
}

// sound holds a decision to what any must be.
func sound(x catalog.Decision) error {
	two := x.Op == attribute.OpMerge || x.Op == attribute.OpSplit || x.Op == attribute.OpRename || slices.Contains(personOperations, x.Op)
	switch {
	case !slices.Contains(Operations(), x.Op):
		return fmt.Errorf("op is none of %s", strings.Join(Operations(), ", "))
	case strings.TrimSpace(x.A) == "", two && strings.TrimSpace(x.B) == "":
		return errors.New("a name is missing")
	case x.B != "" && slices.Contains(attribute.Marks(), x.Op):
		return errors.New("it is about one name")
	case strings.TrimSpace(x.Reason) == "":
		return errors.New("it says no reason")
	case len(x.A) > nameMax, len(x.B) > nameMax, len(x.By) > nameMax:
		return fmt.Errorf("a name is longer than %d bytes", nameMax)
	case len(x.Reason) > reasonMax:
		return fmt.Errorf("the reason is longer than %d bytes", reasonMax)
	}
	for _, text := range []string{x.A, x.B, x.Reason, x.By} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return errors.New("a name or the reason holds what is no text")
		}
	}
	return nil
}

// personOperations are those about persons: they stand in the same log.
var personOperations = []string{"merge-person", "split-person"}

// Operations returns what decisions may be.
func Operations() []string {
	list := append([]string{attribute.OpMerge, attribute.OpSplit, attribute.OpRename}, attribute.Marks()...)
	return append(append(list, attribute.OpUndo), personOperations...)
}

// WriteDecisions writes a log, one JSON object a line.
func WriteDecisions(w io.Writer, list []Logged) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, x := range list {
		if err := e.Encode(x.Decision); err != nil {
			return err
		}
	}
	return nil
}
