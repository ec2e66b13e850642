package law

import (
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// Facts are what stands there of somebody, a bit for each kind.
type Facts uint64

// Minor is the fact that somebody was a minor. It follows from birth dates, and so is known
// only where these are opened.
const Minor Facts = 1 << 63

// Child is the fact that somebody was under fourteen, known as Minor is.
const Child Facts = 1 << 62

// Of returns the fact that something of a kind stands there. What is a test value or an
// example is none.
func Of(kind exposure.Kind, class exposure.Class) Facts {
	if class.Example() || class == exposure.ClassReserved || !kind.Valid() {
		return 0
	}
	return 1 << kind
}

// parseFact reads a fact as a combination names it.
func parseFact(name string) (Facts, error) {
	switch name {
	case "minor":
		return Minor, nil
	case "child":
		return Child, nil
	}
	kind, err := exposure.ParseKind(name)
	if err != nil {
		return 0, fmt.Errorf("%w, nor \"minor\" or \"child\"", err)
	}
	return 1 << kind, nil
}
