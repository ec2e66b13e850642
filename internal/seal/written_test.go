package seal

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func TestWritten(t *testing.T) {
	for _, c := range []struct {
		kind        exposure.Kind
		value, want string
	}{
		{exposure.Person, " Delroy\u00a0 KowALCZUK\n", "Delroy KowALCZUK"},
		{exposure.Person, "\u0130lkay S\u0327ahin", "\u0130lkay \u015eahin"},
		{exposure.Person, "Lu\u200bned Pargeter", "Luned Pargeter"},
		{exposure.Address, "9 rue Foch\r\nLyon, 69006", "9 rue Foch Lyon, 69006"},
		{exposure.Company, "Quellbach  GmbH", "Quellbach GmbH"},
		{exposure.Email, "Luned@Example.TEST", "luned@example.test"},
	} {
		if got := Written(c.kind, c.value, Canonical(c.kind, c.value)); got != c.want {
			t.Errorf("%s %q is kept as %q, want %q", c.kind, c.value, got, c.want)
		}
	}
}

func TestBetterWritten(t *testing.T) {
	for _, c := range [][2]string{{"Luned Pargeter", "LUNED PARGETER"}, {"Luned Pargeter", "luned pargeter"}, {"Luned Pargeter", "Pargeter, Luned"}, {"LUNED", "luned"}} {
		if !BetterWritten(exposure.Person, c[0], c[1]) || BetterWritten(exposure.Person, c[1], c[0]) {
			t.Errorf("%q is not shown rather than %q", c[0], c[1])
		}
	}
}

// FuzzWritten holds what is kept to the identity that it is kept for.
func FuzzWritten(f *testing.F) {
	for _, s := range []string{"Delroy Kowalczuk", "\u0130lkay", "9 rue Foch\nLyon", "stra\u00dfe", "\xff a", "Lu\u200bned", "a\u0301\u0323"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range exposure.Kinds() {
			canonical := Canonical(kind, s)
			if kind == exposure.Secret { // as it stands
				continue
			}
			if got := Canonical(kind, Written(kind, s, canonical)); asWritten(kind) && got != canonical {
				t.Errorf("%s %q is kept as %q, which is %q", kind, s, Written(kind, s, canonical), got)
			}
		}
	})
}
