package report

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// The record of a party is a number that tells nobody anything: the role is told.
func TestPositionInWords(t *testing.T) {
	party := uint64(exposure.InSegment(exposure.PartyRecord(exposure.RoleSeller, 12), 3))
	for want, p := range map[string]Position{
		"part 1, byte 412, record 3, field secret":        {Offset: 412, Record: 3, Field: exposure.FieldSecret},
		"part 1, byte 412, party to the document: seller": {Offset: 412, Record: party},
		"in the name of a member":                         {Part: 1<<31 + 4},
	} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
