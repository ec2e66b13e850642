package disclose

import (
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
)

// Unattributed says in words how much of what was found is nobody's: "card 1 of 1, iban 1 of 3", "" for none.
func Unattributed(holders []attribute.Holders) string {
	var list []string
	for _, h := range holders {
		if h.Nobody > 0 {
			list = append(list, fmt.Sprintf("%s %d of %d", h.Kind, h.Nobody, h.Distinct))
		}
	}
	return strings.Join(list, ", ")
}
