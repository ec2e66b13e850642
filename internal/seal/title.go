package seal

import (
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A gender is what a title says of who bears it, as the property of a name has it.
type gender string

const (
	man   gender = "man"
	woman gender = "woman"
)

// titles stand before or after a name and are no part of it. Those that say whether it is a man's or a
// woman's tell a couple apart that has one name and one telephone.
var titles = map[string]gender{
	"mr": man, "sir": man, "mrs": woman, "ms": woman, "miss": woman, "mx": "",
	"herr": man, "herrn": man, "frau": woman, "fräulein": woman,
	"monsieur": man, "madame": woman, "mme": woman, "mlle": woman, "mademoiselle": woman,
	"sig": man, "signor": man, "sigra": woman, "signora": woman,
	"señor": man, "senhor": man, "sra": woman, "srta": woman, "señora": woman, "señorita": woman, "senhora": woman,
	"dhr": man, "mevr": woman, "mevrouw": woman,
	"dr": "", "prof": "", "dipl": "", "ing": "", "phd": "",
}

// shortTitles are written with a dot within.
var shortTitles = strings.NewReplacer("sig.ra ", "sigra ", "sr.ª ", "sra ", "sr.a ", "sra ")

// isSenor reports whether the first of several words is "Sr.", which behind a name is a father's.
func isSenor(list []string, at int) bool { return at == 0 && len(list) > 1 && list[0] == "sr" }

// titleOf returns whose title a canonical name has: "" where it has none, or one of each, as "Mr and
// Mrs Doe" has.
func titleOf(canonical string) (of gender) {
	list := words(shortTitles.Replace(canonical))
	for i, w := range list {
		g := titles[w]
		if isSenor(list, i) {
			g = man
		}
		switch {
		case g == "" || g == of:
		case of != "":
			return ""
		default:
			of = g
		}
	}
	return of
}

// titleProperties say whose title a name has.
func titleProperties(list []property, canonical string) []property {
	if of := titleOf(canonical); of != "" {
		list = append(list, property{of: exposure.FeatureTitle, text: string(of)})
	}
	return list
}

// withoutTitles returns the words of a part of a canonical name that are no titles, at most
// [maxTokens], fathers and sons told apart by one word each.
func withoutTitles(part string) []string {
	list := words(shortTitles.Replace(part))
	kept := make([]string, 0, min(len(list), maxTokens))
	for i, w := range list {
		if _, title := titles[w]; title || isSenor(list, i) {
			continue
		}
		if as, ok := generations[w]; ok {
			w = as
		}
		if len(kept) < maxTokens {
			kept = append(kept, w)
		}
	}
	return kept
}
