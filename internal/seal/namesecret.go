package seal

import (
	"regexp"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// In the name of a file: what is set equal to a word for a secret, up to the
// ending; and what follows a word for a paper about one person, which need not be
// capitalised there, with a date that may be one of birth.
var (
	namedSecret = regexp.MustCompile(`(?i)(?:pass(?:word|wort|wd|phrase)?|kennwort|pwd|secret|token|api[-_ ]?key|pin)\s*[=:]\s*([^/\\]+?)(?:\.[a-z0-9]{1,5})?(?:[/\\]|$)`)
	personPaper = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:cv|resume|résumé|curriculum|lebenslauf|passport|reisepass|passeport|pasaporte|personalausweis|payslip|gehaltsabrechnung|bewerbung|personalakte|id[-_ ]card)((?:[-_ ]+(?:\pL+|\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{2}[-_.]\d{2}[-_.]\d{4}))+?)(?:\.[a-z0-9]{1,5})?(?:[/\\]|$)`)
)

// paperHints finds secrets and people in the name of a file by the words before
// them.
func paperHints(name string) []Span {
	var spans []Span
	if strings.ContainsAny(name, "=:") {
		for _, m := range namedSecret.FindAllStringSubmatchIndex(name, -1) {
			spans = append(spans, Span{m[2], m[3], exposure.Secret})
		}
	}
	if !mayNamePaper(name) {
		return spans
	}
	for _, m := range personPaper.FindAllStringSubmatchIndex(name, -1) {
		start := m[2]
		for start < m[3] && (name[start] == ' ' || name[start] == '-' || name[start] == '_' || name[start] == '.') {
			start++
		}
		if start < m[3] {
			spans = append(spans, Span{start, m[3], exposure.Person})
		}
	}
	return spans
}

// mayNamePaper spares most names the expression: listings are long.
func mayNamePaper(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"cv", "sum", "curriculum", "lebens", "pass", "pasap", "ausweis", "pays", "abrechnung", "bewerb", "akte", "id-card", "id_card", "id card", "idcard"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
