// Package phrase holds texts for people in several languages, as data: a file a language,
// with slots ("{name}") into which something is put. Each language has what English has, with
// the same slots, or nothing is loaded.
package phrase

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/hemostat/hemostat/internal/strict"
)

// English is the language to which the others are held.
const English = "en"

// A Book is all texts of one language.
type Book struct {
	Name string            `toml:"name"` // of the language, in itself
	Text map[string]string `toml:"text"`
}

// Books are those of several languages, by ISO 639-1.
type Books map[string]Book

// slot is how a text names what is put into it.
var slot = regexp.MustCompile(`\{([a-z]+)\}`)

// Load reads the files "LANGUAGE.toml" of a folder.
func Load(files fs.FS, folder string) (Books, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.toml"))
	if err != nil {
		return nil, err
	}
	all := Books{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var b Book
		if _, err := strict.Decode(data, name, &b); err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(path.Base(name), ".toml")] = b
	}
	return all, all.compare(folder)
}

// compare holds every language to what English has.
func (all Books) compare(folder string) error {
	english := all[English]
	for _, language := range all.Languages() {
		b := all[language]
		at := path.Join(folder, language+".toml")
		if b.Name == "" {
			return fmt.Errorf("%s: it names no language", at)
		}
		for _, key := range slices.Sorted(maps.Keys(b.Text)) {
			if english.Text[key] == "" {
				return fmt.Errorf("%s: %s: English has no such text", at, key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(english.Text)) {
			if strings.TrimSpace(b.Text[key]) == "" {
				return fmt.Errorf("%s: %s is missing", at, key)
			}
			if have, want := slots(b.Text[key]), slots(english.Text[key]); !slices.Equal(have, want) {
				return fmt.Errorf("%s: %s has the slots %v, want %v", at, key, have, want)
			}
		}
	}
	return nil
}

func slots(text string) (names []string) {
	for _, m := range slot.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Languages are those of the books, ascending.
func (all Books) Languages() []string { return slices.Sorted(maps.Keys(all)) }

// Of returns the language of the books that is most likely spoken in a country, by its
// ISO 3166-1 code; English where none is.
func (all Books) Of(country string) string {
	tag, err := language.Parse("und-" + country)
	if err != nil || country == "" {
		return English
	}
	base, _ := tag.Base()
	if _, ok := all[base.String()]; !ok {
		return English
	}
	return base.String()
}

// Say returns a text with its slots filled by pairs of names and values. What is put in is
// not looked at again. A key that is not there is given as it stands.
func (b Book) Say(key string, pairs ...string) string {
	text, ok := b.Text[key]
	if !ok {
		return key
	}
	return slot.ReplaceAllStringFunc(text, func(s string) string {
		name := strings.Trim(s, "{}")
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return s
	})
}
