package phrase

import (
	"strings"
	"testing"
	"testing/fstest"
)

func folder(english, german string) fstest.MapFS {
	return fstest.MapFS{"words/en.toml": {Data: []byte(english)}, "words/de.toml": {Data: []byte(german)}}
}

const english = "name = \"English\"\n[text]\nhello = \"Hello {name}, {n} of {n}\"\n"

func TestBooks(t *testing.T) {
	all, err := Load(folder(english, "name = \"Deutsch\"\n[text]\nhello = \"{n}: Hallo {name}\"\n"), "words")
	if err != nil {
		t.Fatal(err)
	}
	if got := all["de"].Say("hello", "name", "{n}", "n", "7"); got != "7: Hallo {n}" {
		t.Errorf("%q", got)
	}
	if got := all["en"].Say("nothing"); got != "nothing" {
		t.Errorf("%q", got)
	}
	for country, want := range map[string]string{"DE": "de", "AT": "de", "CH": "de", "FR": "en", "": "en", "??": "en", "GB": "en"} {
		if got := all.Of(country); got != want {
			t.Errorf("in %s: %s, want %s", country, got, want)
		}
	}
}

func TestBooksAgree(t *testing.T) {
	for german, want := range map[string]string{
		"name = \"Deutsch\"\n[text]\nhello = \"Hallo {name}\"\n":                           "hello has the slots [name], want [n name]",
		"name = \"Deutsch\"\n[text]\nhello = \" \"\n":                                      "hello is missing",
		"name = \"Deutsch\"\n[text]\nhello = \"{n} {name}\"\nbye = \"x\"\n":                "bye: English has no such text",
		"[text]\nhello = \"{n} {name}\"\n":                                                 "it names no language",
		"name = \"Deutsch\"\nnote = \"x\"\n":                                               "key \"note\" is not known",
		"name = \"Deutsch\"\n[text]\nhello = \"{n} {name}\"\nhello = \"{n} {name} twice\"": "words/de.toml:4",
	} {
		if _, err := Load(folder(english, german), "words"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", german, err, want)
		}
	}
}
