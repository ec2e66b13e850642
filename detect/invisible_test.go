package detect

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestInvisible finds what invisible characters stand in, whole.
func TestInvisible(t *testing.T) {
	e := newEngine(t)
	table := "name|email|company\nRo\u200bsa Pem\u00adberton|rosa.pem\u200bberton@con\u00adtosoxq.co.uk|\ufeffContoso Pharm\u00adaceuticals Ltd\u200b"
	got := inRows(t, e, table, exposure.Person, exposure.Email, exposure.Company)
	slices.Sort(got)
	want := []string{"Contoso Pharm\u00adaceuticals Ltd", "Ro\u200bsa Pem\u00adberton", "rosa.pem\u200bberton@con\u00adtosoxq.co.uk"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	var list []string
	st := e.Stream(Segment{Media: "text/plain"}, func(m Mention) error {
		if m.Kind == exposure.Email {
			list = append(list, string(m.Value))
		}
		return nil
	})
	if err := st.Write([]byte("write to \u200bjane@contosoxq.co.uk\u200b, or to \u2018john@contosoxq.co.uk\u2019."), nil); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"jane@contosoxq.co.uk", "john@contosoxq.co.uk"}; !slices.Equal(list, want) {
		t.Errorf("in text: found %q, want %q", list, want)
	}
}
