package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain • ü 漢字\n\ttext":  "plain • ü 漢字\n\ttext",
		"\x1b[31mred\a\r":       `\x1b[31mred\x07\x0d`,
		"\u202egpj.exe\u2066":   `\u202egpj.exe\u2066`,
		"c1 \u009b31m del \x7f": `c1 \x9b31m del \x7f`,
	} {
		if got := visible(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := oneRow("a\nb\tc"); got != `a\nb\tc` {
		t.Errorf("a name of two lines becomes %q", got)
	}
}

// JSON stays JSON, of the same value, whatever a terminal would act on.
func TestVisibleJSON(t *testing.T) {
	in := "\x1b \u009b \x7f \u202e \U000e0041 ü"
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	safe := visibleJSON(string(text))
	var out string
	if err := json.Unmarshal([]byte(safe), &out); err != nil || out != in {
		t.Errorf("%s reads back as %q, %v", safe, out, err)
	}
	if visible(safe) != safe {
		t.Errorf("%q still moves a terminal", safe)
	}
}

// What is written in pieces, cut anywhere, shows as it does in one.
func TestVisibleInPieces(t *testing.T) {
	text := strings.Repeat("aü漢\U0001f600\x1b", 3000)
	var out strings.Builder
	w := &visibleWriter{to: &out}
	for rest := text; len(rest) > 0; {
		n := min(len(rest), longWrite+len(rest)%7)
		if _, err := w.Write([]byte(rest[:n])); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if out.String() != visible(text) {
		t.Error("a character that was cut was lost")
	}
}
