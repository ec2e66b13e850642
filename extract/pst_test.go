package extract_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/pst/psttest"
)

// Sets of named properties.
const (
	setAppointment = 0x62002
	setTask        = 0x62003
	setAddress     = 0x62004
	setStrings     = 0x20329
)

// storeNames are what the named properties of the store are called, from 0x8000 on.
var storeNames = []psttest.Name{{Set: setAddress, ID: 0x8083}, {Set: setAppointment, ID: 0x8208}, {Set: setAppointment, ID: 0x820d}, {Set: setTask, ID: 0x8105}, {Set: setStrings, Str: "Keywords"}, {Set: setAddress, ID: 0x8054}}

// mailHeader is the header that the mail came with.
const mailHeader = "Received: from mx.contoso.example\r\nMicrosoft Mail Internet Headers Version 2.0\r\nMessage-ID: <4711@contoso.example>\r\nFrom: \"Ina Weber\" <ina@contoso.example>\r\n" +
	"To: Jane Doe <jane@fabrikam.example>\r\nSubject: Offer 4711\r\nDate: Mon, 20 Jun 2022 08:00:00 +0000\r\n\r\n"

// store is a data file with one of each: a mail with attachments, a message in it, a contact, a list of
// addresses, an appointment, a task, a message that no folder lists, and what programs keep.
func store(form psttest.Form, crypt byte) psttest.File {
	text := psttest.Wide
	if form == psttest.ANSI {
		text = psttest.Narrow
	}
	recipient := func(kind uint32, name, address string) []psttest.Prop {
		return []psttest.Prop{psttest.Number(0x0c15, kind), text(0x3001, name), text(0x3002, "SMTP"), text(0x3003, address)}
	}
	message := func(class, subject string, more ...psttest.Prop) psttest.Message {
		return psttest.Message{Props: append([]psttest.Prop{text(0x1a, class), text(0x37, "\x01\x05"+subject), psttest.Binary(0x0ff9, []byte(subject+fmt.Sprint(form)))}, more...)}
	}
	inner := message("IPM.Note", "RE: within", text(0x1000, "The number is +49 30 23125 111.\r\n"), text(0x0c1a, "Max Roth"), text(0x5d01, "max@contoso.example"))
	inner.Recipients = [][]psttest.Prop{recipient(1, "Ina Weber", "ina@contoso.example")}
	mail := message("IPM.Note", "Offer 4711", text(0x7d, mailHeader), text(0x1000, "Dear Jane,\r\n\r\nplease find our offer.\r\n\r\nIna\r\n"+strings.Repeat("Terms and conditions apply. ", 400)+"\r\n"),
		psttest.Binary(0x1013, []byte("<html><body><p>Dear Jane,</p><p>please find our offer.</p></body></html>")), psttest.Number(0x3fde, 65001), psttest.Time(0x39, 133001856000000000), psttest.Time(0x3008, 133000000000000000),
		psttest.Prop{ID: 0x8004, Type: 0x101f, List: [][]byte{psttest.UTF16("sales"), psttest.UTF16("Fabrikam")}})
	mail.Recipients = [][]psttest.Prop{recipient(1, "Jane Doe", "jane@fabrikam.example"), recipient(2, "Tom Hill", "tom@fabrikam.example"), recipient(3, "Board", "board@contoso.example")}
	mail.Attachments = []psttest.Attachment{
		{Props: []psttest.Prop{text(0x3707, "prices.csv"), psttest.Number(0x3705, 1), psttest.Binary(0x3701, []byte("name,phone\nJane Doe,+1 555 0100\n"))}},
		{Props: []psttest.Prop{text(0x3001, "RE: within"), psttest.Number(0x3705, 5)}, Inner: &inner},
		{Props: []psttest.Prop{text(0x3707, "object.txt"), psttest.Number(0x3705, 6)}, Object: []byte("an object of the letter")},
	}
	list := message("IPM.DistList", "Customers", text(0x3001, "Customers"), psttest.Prop{ID: 0x8005, Type: 0x1102, List: [][]byte{oneOffEntry("Jane Doe", "jane@fabrikam.example"), oneOffEntry("Tom Hill", "tom@fabrikam.example")}})
	return psttest.File{Form: form, Crypt: crypt, Store: "Archive of ina@contoso.example", Names: storeNames, Deleted: []string{"what was deleted: kim@contoso.example"}, Folders: []psttest.Folder{{Name: "Top of Outlook data file", Folders: []psttest.Folder{
		{Name: "Inbox", Comment: "since 2019", Messages: []psttest.Message{mail}, Unlisted: []psttest.Message{message("IPM.Note", "Removed", text(0x1000, "not listed any more"))},
			Associated: []psttest.Message{message("IPM.Configuration.Autocomplete", "IPM.Configuration.Autocomplete", text(0x5d0a, "ina@contoso.example"), psttest.Binary(0x7c09, append([]byte{13, 240, 173, 186}, psttest.UTF16("lee@fabrikam.example")...)))}},
		{Name: "Contacts", Messages: []psttest.Message{message("IPM.Contact", "Jane Doe", text(0x3001, "Jane Doe"), text(0x3a16, "Fabrikam"), text(0x3a1c, "+1 555 0101"), text(0x8000, "jane@fabrikam.example"), psttest.Time(0x3a42, 125000000000000000)), list}},
		{Name: "Calendar", Messages: []psttest.Message{message("IPM.Appointment", "Review", text(0x8001, "Room 5"), psttest.Time(0x8002, 133000000000000000))}},
		{Name: "Tasks", Messages: []psttest.Message{message("IPM.Task", "Call Jane", psttest.Time(0x8003, 133100000000000000))}},
	}}}}
}

// oneOffEntry is an identifier of an entry that says name and address itself.
func oneOffEntry(name, address string) []byte {
	p := append(make([]byte, 4), "\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e\x00\xdd\x01\x0f\x54\x02"...)
	p = binary.LittleEndian.AppendUint16(p, 0)
	p = binary.LittleEndian.AppendUint16(p, 0x8001)
	for _, s := range []string{name, "SMTP", address} {
		p = append(append(p, psttest.UTF16(s)...), 0, 0)
	}
	return p
}

// TestOutlookFiles puts data files of each form through the suite.
func TestOutlookFiles(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, f := range map[string]psttest.File{"ansi.pst": store(psttest.ANSI, 2), "unicode.pst": store(psttest.Unicode, 1), "outlook2013.ost": store(psttest.Unicode4K, 0)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			extracttest.Run(t, x, extracttest.Case{Name: name, Data: psttest.Make(f), Golden: goldenFile(name), Slow: true})
		})
	}
}

// Each tenth byte is where a file may end.
func TestOutlookFileCut(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	f := store(psttest.Unicode, 1)
	f.Tight = true
	data := psttest.Make(f)
	step := 10
	if testing.Short() {
		step = 1000
	}
	most := int64(0)
	for n := 0; n < len(data); n += step {
		rec := extracttest.Walk(t, x, "x.pst", data[:n])
		most = max(most, rec.Bytes)
		if len(rec.NotReads) == 0 && n > 600 {
			t.Errorf("cut at %d it is read whole", n)
		}
	}
	if whole := extracttest.Walk(t, x, "x.pst", data).Bytes; most < whole/3 {
		t.Errorf("of a file that is cut %d bytes are read at most, of %d", most, whole)
	}
}

// The same message is the same content, in whatever file it lies and however its named properties are numbered there;
// and it says the same of itself as the mail does.
func TestMessageOfStore(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	one, two := store(psttest.Unicode, 1), store(psttest.Unicode4K, 0)
	two.Names = append([]psttest.Name{{Set: setTask, ID: 0x8104}}, storeNames...)
	for i := range two.Folders[0].Folders {
		for _, m := range two.Folders[0].Folders[i].Messages {
			for k := range m.Props {
				if m.Props[k].ID >= 0x8000 {
					m.Props[k].ID++
				}
			}
		}
	}
	contents := func(data []byte) map[string]*extract.Content {
		rec := &contentRecorder{all: make(map[string]*extract.Content)}
		check(t, x.Walk(t.Context(), extract.Input{Name: "x", Size: int64(len(data)), Body: bytes.NewReader(data)}, rec))
		return rec.all
	}
	a, b := contents(psttest.Make(one)), contents(psttest.Make(two))
	if len(a) < 11 || len(a) != len(b) {
		t.Fatalf("%d and %d contents", len(a), len(b))
	}
	for way, c := range a {
		if way != "x" && (b[way] == nil || b[way].Hash != c.Hash) {
			t.Errorf("%s is not the same in both files", way)
		}
	}
	got := a["x!/Top of Outlook data file/Inbox/message"].Facts
	want := contents([]byte("Received: from mx.contoso.example\r\n" + mailHeader[strings.Index(mailHeader, "Message-ID"):] + "Dear Jane\r\n"))["x"].Facts
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the mail alone says something else of itself:\n%s", diff)
	}
}

// Texts that are not in Unicode are in the code page that messages tell.
func TestStoreCodePage(t *testing.T) {
	cyrillic := func(id uint16, s string) psttest.Prop { return psttest.Narrow(id, s) }
	f := psttest.File{Form: psttest.ANSI, Folders: []psttest.Folder{{Name: "\xc2\xf5\xee\xe4", Messages: []psttest.Message{
		{Props: []psttest.Prop{cyrillic(0x37, "\xcf\xf0\xe8\xe2\xe5\xf2")}}, {Props: []psttest.Prop{cyrillic(0x37, "\xc4\xe0"), psttest.Number(0x3fde, 20866)}},
	}}}}
	got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.pst", psttest.Make(f)).String()
	for _, want := range []string{"x.pst!/Вход/message", "⟧Привет", "⟧Да"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in:\n%s", want, got)
		}
	}
}

// A contentRecorder keeps what contents are.
type contentRecorder struct {
	extracttest.Recorder
	all map[string]*extract.Content
}

func (r *contentRecorder) End(c *extract.Content) error {
	one := *c
	r.all[c.Way] = &one
	return r.Recorder.End(c)
}

// TestOutlookHostile gives files that are larger, deeper or more tangled than they may be.
func TestOutlookHostile(t *testing.T) {
	loop := psttest.Message{Props: []psttest.Prop{psttest.Wide(0x37, "again")}, Attachments: []psttest.Attachment{{Loop: true}, {Loop: true}}}
	deep := psttest.Message{Props: []psttest.Prop{psttest.Wide(0x37, "the last")}}
	for range 40 {
		inner := deep
		deep = psttest.Message{Props: []psttest.Prop{psttest.Wide(0x37, "around it")}, Attachments: []psttest.Attachment{{Inner: &inner}}}
	}
	long := psttest.Message{Props: []psttest.Prop{psttest.Wide(0x37, "long"), psttest.Wide(0x1000, strings.Repeat("long ", 100000))}}
	many := make([]psttest.Message, 50)
	of := func(form psttest.Form, crypt byte, m ...psttest.Message) []byte {
		return psttest.Make(psttest.File{Form: form, Crypt: crypt, Folders: []psttest.Folder{{Name: "Inbox", Messages: m}}})
	}
	hostile(t, "loop.pst", of(psttest.Unicode, 0, loop), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "deep.pst", of(psttest.Unicode, 0, deep), extract.Budget{}, exposure.NotReadDepth)
	hostile(t, "long.pst", of(psttest.Unicode4K, 0, long), extract.Budget{Expand: 4096, Ratio: 1}, exposure.NotReadRatio)
	hostile(t, "many.pst", of(psttest.Unicode, 0, many...), extract.Budget{Entries: 10}, exposure.NotReadEntries)
	hostile(t, "protected.pst", of(psttest.Unicode, 0x10, long), extract.Budget{}, exposure.NotReadEncrypted)
	lost := of(psttest.Unicode, 0, long)
	binary.LittleEndian.PutUint64(lost[240:], 1<<40) // its tree of blocks is found by its leaves
	hostile(t, "lost.pst", lost, extract.Budget{}, exposure.NotReadBroken)
	if got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "lost.pst", lost).String(); strings.Count(got, "long ") < 1000 {
		t.Errorf("what is left of a damaged file is not read:\n%.1000s", got)
	}
	// Sizes that lists of blocks declare.
	huge := of(psttest.Unicode, 0, long)
	for i := 0; i+8 < len(huge); i += 64 {
		if huge[i] == 1 && huge[i+1] == 1 && huge[i+3] == 0 {
			binary.LittleEndian.PutUint32(huge[i+4:], 1<<32-1)
		}
	}
	hostile(t, "huge.pst", huge, extract.Budget{}, exposure.NotReadBroken)
}

func FuzzOutlookFile(f *testing.F) {
	for i, form := range []psttest.Form{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		s := store(form, byte(i))
		s.Tight = true
		f.Add(psttest.Make(s))
	}
	fuzz(f)
}
