package seal

import (
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// A property is a feature before it is keyed.
type property struct {
	of      exposure.FeatureOf
	text    string
	written string // a word as it is written, where Latin letters do not tell it
	foreign bool   // a word in another script than the Latin one
	woman   bool   // it ends as a woman's name does
	ordinal int    // of a word, among those of its name
}

// maxTokens bounds the words of one name that become features.
const maxTokens = 12

// properties appends the linkage properties of a canonical value. They depend
// on nothing else, so that the features of an identity are the same wherever
// it was met first.
func properties(list []property, kind exposure.Kind, canonical string) []property {
	switch kind {
	case exposure.Email:
		return emailProperties(list, canonical)
	case exposure.Person:
		return personProperties(list, canonical)
	case exposure.Company:
		return companyProperties(list, canonical)
	case exposure.Phone:
		if d := digits(canonical); len(d) >= 8 {
			list = append(list, property{of: exposure.FeatureSubscriber, text: d[len(d)-8:]})
		}
	case exposure.Identifier, exposure.Health:
		if exposure.IsDiagnosis(canonical) {
			return list // it tells nobody apart
		}
		if n := alphanumerics(canonical); n != "" {
			list = append(list, property{of: exposure.FeatureWord, text: n})
		}
	case exposure.Birth:
		return birthProperties(list, canonical)
	case exposure.Address:
		return regionProperties(addressProperties(list, canonical), canonical)
	case exposure.Register:
		return registerProperties(list, canonical)
	case exposure.User, exposure.Project:
		if folded := squeeze(foldCase(canonical)); folded != "" {
			list = append(list, property{of: exposure.FeatureFolded, text: folded})
		}
		if kind == exposure.User && isLogin(canonical) {
			list = append(list, property{of: exposure.FeatureLogin, text: canonical})
		}
		if kind == exposure.User && isRow(canonical) {
			list = append(list, property{of: exposure.FeatureRow, text: canonical})
		}
	}
	return list
}

// isRow reports whether an account is said as detection says the number of a row: what the row is of, and
// a short number behind it. No login has a space.
func isRow(canonical string) bool {
	noun, number, ok := strings.Cut(canonical, " ")
	return ok && smallLetters(noun) && allDigits(number) && len(number) <= rowDigits
}

// isLogin reports whether an account is the word by which somebody signs in, and no number: that of a customer
// may be a family's or a firm's.
func isLogin(canonical string) bool { return !strings.ContainsAny(canonical, "0123456789 ") }

// rowDigits is how many digits the number of a row has at most; longer ones are known elsewhere too.
const rowDigits = 6

// emailProperties take a tag off the local part ("jane+news" is "jane") and, for
// the weaker one, its dots. googlemail.com is gmail.com (Google Account Help).
func emailProperties(list []property, canonical string) []property {
	local, domain := splitEmail(canonical)
	if local == "" {
		return list
	}
	mailbox := canonical
	if i := strings.IndexByte(local, '+'); i > 0 || domain == "googlemail.com" {
		if i > 0 {
			local = local[:i]
		}
		if domain == "googlemail.com" {
			domain = "gmail.com"
		}
		mailbox = local + "@" + domain
	}
	undotted := mailbox
	if strings.IndexByte(local, '.') >= 0 {
		undotted = strings.ReplaceAll(local, ".", "") + "@" + domain
	}
	list = append(list, property{of: exposure.FeatureMailbox, text: mailbox}, property{of: exposure.FeatureMailboxDot, text: undotted}, property{of: exposure.FeatureLocal, text: local})
	for _, w := range localWords(local) {
		list = append(list, property{of: exposure.FeatureLogin, text: w})
	}
	return list
}

// localWords are the words before the @ of an address, without digits, and all of them as one.
func localWords(local string) (list []string) {
	parts := strings.FieldsFunc(fold(local), func(r rune) bool { return !unicode.IsLetter(r) })
	parts = parts[:min(len(parts), maxTokens)]
	for i, w := range parts {
		if parts[i] = latin(w); len(parts[i]) >= leastLogin {
			list = append(list, parts[i])
		}
	}
	if whole := strings.Join(parts, ""); len(parts) > 1 && len(whole) <= maxLatin {
		list = append(list, whole)
	}
	return list
}

func companyProperties(list []property, canonical string) []property {
	if folded := squeeze(canonical); folded != "" {
		list = append(list, property{of: exposure.FeatureFolded, text: folded})
	}
	stem := companyStem(canonical)
	if len(stem) == 0 {
		return list
	}
	list = append(list, property{of: exposure.FeatureStem, text: strings.Join(stem, " ")})
	for i, w := range stem {
		if i == maxTokens {
			break
		}
		list = append(list, property{of: exposure.FeatureToken, text: w})
	}
	return list
}
