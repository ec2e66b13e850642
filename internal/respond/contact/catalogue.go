package contact

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hemostat/hemostat/internal/strict"
)

//go:embed letters/*.toml
var letterFiles embed.FS

// catalogue is the text of letters in one language, with slots: "{place}".
type catalogue struct {
	Name string            `toml:"name"` // of the language, in itself
	Text map[string]string `toml:"text"`
}

// textSlot is how a text names what is put into it.
var textSlot = regexp.MustCompile(`\{([a-z]+)\}`)

var catalogues = sync.OnceValues(func() (map[string]catalogue, error) {
	all := map[string]catalogue{}
	files, err := letterFiles.ReadDir("letters")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		data, err := letterFiles.ReadFile("letters/" + f.Name())
		if err != nil {
			return nil, err
		}
		var c catalogue
		if _, err := strict.Decode(data, f.Name(), &c); err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(f.Name(), ".toml")] = c
	}
	return all, compare(all)
})

// compare holds every language to what English has: the same texts with the same slots.
func compare(all map[string]catalogue) error {
	english := all["en"]
	for language, c := range all {
		if c.Name == "" {
			return fmt.Errorf("letters/%s.toml: it names no language", language)
		}
		for key := range c.Text {
			if english.Text[key] == "" {
				return fmt.Errorf("letters/%s.toml: %s: English has no such text", language, key)
			}
		}
		for key, text := range english.Text {
			if strings.TrimSpace(c.Text[key]) == "" {
				return fmt.Errorf("letters/%s.toml: %s is missing", language, key)
			}
			if have, want := slotsOf(c.Text[key]), slotsOf(text); !slices.Equal(have, want) {
				return fmt.Errorf("letters/%s.toml: %s has the slots %v, want %v", language, key, have, want)
			}
		}
	}
	return nil
}

func slotsOf(text string) (names []string) {
	for _, m := range textSlot.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Languages returns the languages in which there are letters: "de", "en", ….
func Languages() []string {
	return []string{"en", "de", "fr", "es", "tr", "ja", "pt"}
}

// Preferred returns the first of some language tags (RFC 5646) in which there are letters,
// else English.
func Preferred(tags []string) string {
	for _, tag := range tags {
		language, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(Languages(), language) {
			return language
		}
	}
	return "en"
}

// say returns a text with its slots filled. What is put in is not looked at again.
func (c catalogue) say(key string, fill map[string]string) string {
	return textSlot.ReplaceAllStringFunc(c.Text[key], func(s string) string { return fill[strings.Trim(s, "{}")] })
}
