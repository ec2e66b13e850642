package pack

import (
	_ "embed"
	"strings"
)

//go:embed plain.txt
var plainText string

// plain are words of everyday names of documents.
var plain = plainWords(plainText)

func plainWords(text string) map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			words[fold(w)] = true
		}
	}
	return words
}
