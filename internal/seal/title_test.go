package seal

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// A title is no part of a name, and says whose it is.
func TestTitles(t *testing.T) {
	for name, want := range map[string]struct {
		of    gender
		words []string
	}{
		"Herr Hathersage": {man, []string{"hathersage"}}, "Frau Hathersage": {woman, []string{"hathersage"}}, "Hathersage": {"", []string{"hathersage"}},
		"Mr J. Quennault": {man, []string{"j", "quennault"}}, "Mrs. J. Quennault": {woman, []string{"j", "quennault"}}, "Mr and Mrs Quennault": {"", []string{"and", "quennault"}},
		"Quennault, Mrs Jane": {woman, []string{"jane", "quennault"}}, "Mx Quennault": {"", []string{"quennault"}}, "Dr. Ida Quennault": {"", []string{"ida", "quennault"}},
		"Frau Prof. Dr. Quennault": {woman, []string{"quennault"}}, "Sig. Quennini": {man, []string{"quennini"}}, "Sig.ra Quennini": {woman, []string{"quennini"}},
		"Sr. Quennez": {man, []string{"quennez"}}, "Sra. Quennez": {woman, []string{"quennez"}}, "Señora Quennez": {woman, []string{"quennez"}},
		"Ohm Quennault Sr.": {"", []string{"ohm", "quennault", "senior"}}, "Sr": {"", []string{"senior"}}, "": {"", nil},
	} {
		canonical := Canonical(exposure.Person, name)
		if of, words := titleOf(canonical), nameWords(canonical); of != want.of || !slices.Equal(words, want.words) {
			t.Errorf("%q: %q %q, want %q %q", name, of, words, want.of, want.words)
		}
	}
}

// Only what detection makes of a row's number is one.
func TestNumbersOfRows(t *testing.T) {
	s := NewKey().Sealer()
	for account, want := range map[string]bool{"customer 17": true, "user 123456": true, "user 1234567": false, "customer": false, "jane17": false, "jane 17b": false, "17": false, "jane doe 17": false} {
		id := s.Seal(exposure.User, []byte(account), "")
		if got := slices.ContainsFunc(id.Features, func(f exposure.Feature) bool { return f.Of == exposure.FeatureRow }); got != want {
			t.Errorf("%q: %t", account, got)
		}
	}
}
