package detect

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestFormsOfAddressAreNoNames: beside given names neither forms of address nor whatever else
// varies is a family name, be the column known or not.
func TestFormsOfAddressAreNoNames(t *testing.T) {
	e := newEngine(t)
	german := []string{"Kunigunde Lachmeyer", "Valentin Sägebrecht", "Roswitha Ahlgrimm"}
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"in a column that is known": {
			"Anrede|Vorname|Name|E-Mail\nFrau|Kunigunde|Lachmeyer|k0@web.de\nHerr|Valentin|Sägebrecht|k1@web.de\nFrau|Roswitha|Ahlgrimm|k2@web.de", german,
		},
		"in one that is not": {
			"x1|Vorname|Name|E-Mail\nFrau|Kunigunde|Lachmeyer|k0@web.de\nHerr|Valentin|Sägebrecht|k1@web.de\nFrau|Roswitha|Ahlgrimm|k2@web.de", german,
		},
		"and no name beside": {
			"x1|Vorname|E-Mail\nFrau|Kunigunde|k0@web.de\nHerr|Valentin|k1@web.de\nFrau|Roswitha|k2@web.de", []string{"Kunigunde", "Valentin", "Roswitha"},
		},
		"in French": {
			"Civilité|Prénom|Nom|Date de naissance|Email\nMme|Clotilde|Marnier|01/04/1960|0@free.fr\nM.|Gaspard|Aubrac|02/04/1960|1@free.fr\nMme|Odile|Vieuxpont|03/04/1960|2@free.fr",
			[]string{"Clotilde Marnier", "Gaspard Aubrac", "Odile Vieuxpont"},
		},
		"words of another sort": {
			"Bereich|Vorname|Name|E-Mail\nVertrieb|Kunigunde|Lachmeyer|k0@web.de\nEinkauf|Valentin|Sägebrecht|k1@web.de\nLager|Roswitha|Ahlgrimm|k2@web.de", german,
		},
		"a family name under no name": {
			"Vorname|x1|E-Mail\nKunigunde|Lachmeyer|k0@web.de\nValentin|Sägebrecht|k1@web.de\nRoswitha|Ahlgrimm|k2@web.de", german,
		},
	} {
		if got := inRows(t, e, x.table, exposure.Person); !slices.Equal(got, x.want) {
			t.Errorf("%s: found %q, want %q", name, got, x.want)
		}
	}
}
