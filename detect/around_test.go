package detect

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// What is lent about a credential is the text as it stands, the same however the text
// comes in, and enough of it.
func TestAroundACredential(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i := 0; text.Len() < 5*windowSize; i++ {
		fmt.Fprintf(&text, "SMTP_HOST=mail%d.contoso.example\nSMTP_PASSWORD=qV7%dx-Lm2!\n%s\n", i, i, strings.Repeat("lorem ipsum ", i%97))
	}
	whole := []byte(text.String())
	read := func(piece int) (found []string) {
		st := e.Stream(Segment{Media: "text/plain"}, func(m Mention) error {
			if m.Kind != exposure.Secret {
				if m.Around != nil {
					t.Errorf("%s has text about it", m.Kind)
				}
				return nil
			}
			from := int(m.Offset) - m.At
			if !bytes.Equal(m.Around, whole[from:from+len(m.Around)]) || !bytes.HasPrefix(m.Around[m.At:], m.Value) {
				t.Fatalf("at %d: what is lent is not the text there", m.Offset)
			}
			if m.At != min(int(m.Offset), aroundBack) || len(m.Around)-m.At-m.Length != min(aroundAhead, len(whole)-int(m.Offset)-m.Length) {
				t.Fatalf("at %d: %d bytes, the credential at %d", m.Offset, len(m.Around), m.At)
			}
			found = append(found, fmt.Sprint(m.Offset, m.At, len(m.Around)))
			return nil
		})
		for rest := whole; len(rest) > 0; {
			n := min(piece, len(rest))
			if err := st.Write(rest[:n], nil); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		return found
	}
	want := read(len(whole))
	if len(want) < 300 {
		t.Fatalf("%d credentials", len(want))
	}
	for _, piece := range []int{1, 4097, windowSize + 1} {
		if got := read(piece); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("in pieces of %d: %d credentials, want %d", piece, len(got), len(want))
		}
	}
}
