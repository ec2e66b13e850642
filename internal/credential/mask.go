package credential

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

var (
	regionForm  = regexp.MustCompile(`^[a-z]{2,12}(-[a-z]{2,12}){0,3}-?\d{0,2}$`)
	accountForm = regexp.MustCompile(`^\d{12}$`)
	uuidForm    = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// Mask returns what may be shown of a name: of a host its domain, of an account or a
// database the first letter and the last, of an account number of a cloud its last digits, of a
// region all.
func (n Name) Mask() string {
	switch kind := n.Role.Kind(n.Value); {
	case kind != exposure.Resource:
		return seal.Mask(kind, seal.Canonical(kind, n.Value))
	case n.Role == Region && regionForm.MatchString(n.Value):
		return n.Value
	case n.Role == Audience && strings.Contains(n.Value, "."):
		return seal.Mask(exposure.Host, n.Value)
	case accountForm.MatchString(n.Value):
		return "•••" + n.Value[8:]
	case uuidForm.MatchString(n.Value):
		return n.Value[:4] + "•••"
	case utf8.RuneCountInString(n.Value) < 4:
		return "•••"
	}
	first, _ := utf8.DecodeRuneInString(n.Value)
	last, _ := utf8.DecodeLastRuneInString(n.Value)
	return string(first) + "•••" + string(last)
}
