package extract_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// A finder is a sink that lists what is found in the object itself.
type finder struct {
	t     testing.TB
	e     *detect.Engine
	depth int
	found map[string]bool
}

func (f *finder) Begin(c *extract.Content) (bool, error) {
	f.depth = c.Depth + 1
	return true, nil
}
func (f *finder) End(c *extract.Content) error                         { f.depth = c.Depth; return nil }
func (f *finder) NotRead(string, exposure.Reason, int64, string) error { return nil }
func (f *finder) Segment(s *exposure.Segment) error {
	if f.depth != 1 {
		return nil
	}
	part := s.Part
	st := f.e.Stream(detect.Segment{Way: s.Way, Part: s.Part}, func(m detect.Mention) error {
		if m.Score >= 50 {
			f.found[fmt.Sprintf("%s: %v %q, field %q, of a record %v", part, m.Kind, m.Value, m.Field, m.Record > 0)] = true
		}
		return nil
	})
	if err := st.Write(s.Text, s.Marks); err != nil {
		return err
	}
	return st.Close()
}

// letter is what test/files/msg.mjs makes offer.msg of, as it goes over the Internet.
const letter = `From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <j.mueller@contoso.example>
To: Jane Doe <jane@fabrikam.example>, "Smith, John" <john@fabrikam.example>
Cc: Operations <ops@fabrikam.example>
Bcc: Hidden Reader <hidden@contoso.example>
Subject: =?utf-8?Q?Angebot_f=C3=BCr_Projekt_4711?=
Date: Mon, 01 Aug 2022 10:00:00 +0000
Content-Type: text/plain; charset=utf-8

Hallo Jane,

anbei das Angebot für das Projekt 4711.

Mit freundlichen Grüßen
Jürgen Müller
Contoso GmbH
Tel: +1 555 0100

-----Original Message-----
From: Jane Doe
Sent: Sunday, July 31, 2022

> please send it
`

// The same mail says the same, however it was saved.
func TestSameLetter(t *testing.T) {
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x := newExtractor(t, extract.Options{})
	found := func(data []byte) []string {
		f := &finder{t: t, e: e, found: make(map[string]bool)}
		if err := x.Walk(context.Background(), extract.Input{Name: "x", Size: int64(len(data)), Body: bytes.NewReader(data)}, f); err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(maps.Keys(f.found))
	}
	msg, err := os.ReadFile("testdata/real/microsoft/offer.msg")
	if err != nil {
		t.Fatal(err)
	}
	want := found([]byte(strings.ReplaceAll(letter, "\n", "\r\n")))
	if len(want) < 10 {
		t.Fatalf("only %d things are found in the mail: %q", len(want), want)
	}
	if diff := cmp.Diff(want, found(msg)); diff != "" {
		t.Errorf("the mail (-) and the message of Outlook (+) say different things:\n%s", diff)
	}
}
