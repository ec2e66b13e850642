package seal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// A property is a feature before it is keyed.
type property struct {
	of   exposure.FeatureOf
	text string
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
			list = append(list, property{exposure.FeatureSubscriber, d[len(d)-8:]})
		}
	case exposure.User, exposure.Project:
		if folded := squeeze(foldCase(canonical)); folded != "" {
			list = append(list, property{exposure.FeatureFolded, folded})
		}
	}
	return list
}

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
	return append(list, property{exposure.FeatureMailbox, mailbox}, property{exposure.FeatureMailboxDot, undotted}, property{exposure.FeatureLocal, local})
}

// honorifics stand before or after a name and are no part of it.
var honorifics = [...]string{
	"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "mme", "mlle", "monsieur", "madame", "sig", "sra", "srta", "dipl", "ing", "phd", "jr", "sr",
}

func personWords(canonical string) []string {
	list := words(canonical)
	kept := list[:0]
	for _, w := range list {
		if !slices.Contains(honorifics[:], w) && len(kept) < maxTokens {
			kept = append(kept, w)
		}
	}
	return kept
}

// personProperties take "Doe, Jane" for Jane Doe: what stands before a comma is
// the family name.
func personProperties(list []property, canonical string) []property {
	family, given, comma := strings.Cut(canonical, ",")
	all := personWords(family)
	if comma {
		if g := personWords(given); len(g) > 0 {
			all = append(g, all...)
		}
	}
	if len(all) == 0 {
		return list
	}
	var sorted, sounds []string
	for _, w := range all {
		plain := fold(w)
		sorted = append(sorted, plain)
		list = append(list, property{exposure.FeatureToken, plain})
		if other := fold(umlauts(w)); other != plain {
			list = append(list, property{exposure.FeatureToken, other})
		}
		if s := soundex(plain); s != "" {
			sounds = append(sounds, s)
		}
	}
	if first := sorted[0]; len(sorted) > 1 {
		r, _ := utf8.DecodeRuneInString(first)
		list = append(list, property{exposure.FeatureInitial, sorted[len(sorted)-1] + " " + string(r)})
	}
	slices.Sort(sorted)
	list = append(list, property{exposure.FeatureSorted, strings.Join(sorted, " ")})
	if len(sounds) == len(sorted) {
		slices.Sort(sounds)
		list = append(list, property{exposure.FeaturePhonetic, strings.Join(sounds, " ")})
	}
	return list
}

func companyProperties(list []property, canonical string) []property {
	if folded := squeeze(canonical); folded != "" {
		list = append(list, property{exposure.FeatureFolded, folded})
	}
	stem := companyStem(canonical)
	if len(stem) == 0 {
		return list
	}
	list = append(list, property{exposure.FeatureStem, strings.Join(stem, " ")})
	for i, w := range stem {
		if i == maxTokens {
			break
		}
		list = append(list, property{exposure.FeatureToken, w})
	}
	return list
}
