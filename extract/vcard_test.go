package extract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestCards reads the spellings of several programs and versions.
func TestCards(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, c := range map[string]struct{ text, want string }{
		"name in parts":              {"BEGIN:VCARD\nVERSION:2.1\nN:Doe;Jane;Mary;Dr.\nTEL;HOME;VOICE:+1 555 0100\nEND:VCARD\n", "⟦phone 1⟧+1 555 0100⟦ 1⟧\n⟦name 1⟧Jane Mary Doe⟦ 1⟧\n"},
		"quoted-printable":           {"BEGIN:VCARD\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=20=\nM=C3=BCller\nEND:VCARD\n", "⟦name 1⟧Jürgen Müller⟦ 1⟧\n"},
		"another charset":            {"BEGIN:VCARD\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=FCrgen\nEND:VCARD\n", "⟦name 1⟧Jürgen⟦ 1⟧\n"},
		"folded":                     {"BEGIN:VCARD\r\nFN:Ja\r\n ne \r\n\tDoe\r\nEND:VCARD\r\n", "⟦name 1⟧Jane Doe⟦ 1⟧\n"},
		"a group":                    {"BEGIN:VCARD\nFN:A\nitem1.EMAIL;type=INTERNET:a@contoso.example\nEND:VCARD\n", "⟦email 1⟧a@contoso.example⟦ 1⟧\n"},
		"a link as a number":         {"BEGIN:VCARD\nFN:A\nTEL;VALUE=uri:tel:+1-555-0100\nEND:VCARD\n", "⟦phone 1⟧+1-555-0100⟦ 1⟧\n"},
		"escapes":                    {"BEGIN:VCARD\nFN:Doe\\, Jane\nADR:;;1 Main St\\; Apt 2;Springfield;;12345;USA\nEND:VCARD\n", "⟦address 1⟧1 Main St; Apt 2, Springfield, 12345, USA⟦ 1⟧\n"},
		"organisation":               {"BEGIN:VCARD\nORG:Contoso\\; Sons;Sales;EMEA\nEND:VCARD\n", "⟦company 1⟧Contoso; Sons⟦ 1⟧\n⟦department 1⟧Sales, EMEA⟦ 1⟧\n"},
		"two":                        {"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", "⟦name 1⟧A⟦ 1⟧\n⟦name 2⟧B"},
		"a colon in quotes":          {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;CN=\"Doe: Jane\":mailto:a@contoso.example\nSUMMARY:talk\nEND:VEVENT\nEND:VCALENDAR\n", "⟦name 3⟧Doe: Jane⟦ 3⟧\n⟦email 3⟧a@contoso.example⟦ 3⟧\n⟦subject 2⟧talk"},
		"a name in quoted-printable": {"BEGIN:VCARD\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen\nEND:VCARD\n", "⟦name 1⟧Jürgen Müller⟦ 1⟧\n"},
		"a nickname shown":           {"BEGIN:VCARD\nFN:Janey\nN:Doe-Smith;Jane\nEND:VCARD\n", "⟦name 1⟧Janey⟦ 1⟧\n⟦name 1⟧Jane Doe-Smith⟦ 1⟧\n"},
		"the same name twice":        {"BEGIN:VCARD\nFN:Dr. Jane Doe\nN:Doe;Jane;;Dr.\nEND:VCARD\n", "\n⟦name 1⟧Dr. Jane Doe⟦ 1⟧\nend"},
		"an address beside a link":   {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;CN=Jane;EMAIL=jane@contoso.example:/aMTQ2/principal/\nEND:VEVENT\nEND:VCALENDAR\n", "⟦email 3⟧jane@contoso.example⟦ 3⟧\n⟦participant 3⟧/aMTQ2/principal/"},
		"no padding":                 {"BEGIN:VCARD\nFN:A\nNOTE;ENCODING=b:eHh4eHh4eHg\nEND:VCARD\n", "xxxxxxxx"},
		"broken base64":              {"BEGIN:VCARD\nFN:A\nPHOTO;ENCODING=b:eHh4eHh4!!\nEND:VCARD\n", "break off"},
		"no end":                     {"BEGIN:VCARD\nN:Doe;Jane", "⟦name 1⟧Jane Doe⟦ 1⟧\n"},
	} {
		if got := extracttest.Walk(t, x, "x", []byte(c.text)).String(); !strings.Contains(got, c.want) {
			t.Errorf("%s: no %q in\n%s", name, c.want, got)
		}
	}
}

// TestLongLine holds a line that goes on and on to what is held at once.
func TestLongLine(t *testing.T) {
	if testing.Short() {
		t.Skip("20 MB")
	}
	text := "BEGIN:VCARD\nFN:Jane\nNOTE:x\n" + strings.Repeat(" "+strings.Repeat("y", 99)+"\n", 200_000) + "TEL:+1 555 0100\nEND:VCARD\n"
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "long.vcf", []byte(text))
	if !slices.Contains(rec.NotReads, exposure.NotReadBytes) || !strings.Contains(rec.String(), "+1 555 0100") {
		t.Errorf("not read %v", rec.NotReads)
	}
}
