package inquiry

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// words opens the names of persons in the vault, so that they are compared letter by letter.
// They stay in memory for as long as figures are made.
func (s *sight) words(ctx context.Context, word func(id uint64, letters string)) error {
	sealer := s.campaign.Key.Sealer()
	return s.campaign.Vault.Walk("the names of persons, to tell these apart (the program itself, while it counted: shown to nobody)", func(_ exposure.Fingerprint, kind exposure.Kind, value []byte) error {
		if kind != exposure.Person {
			return ctx.Err()
		}
		canonical := seal.Canonical(kind, string(value))
		written := seal.WrittenWords(canonical)
		for i, w := range seal.NameWords(canonical) {
			word(sealer.WordHash(written[i]), w)
		}
		return nil
	})
}
