package extract

import (
	"cmp"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/oleps"
)

// oleNames are the names of properties that hold text, as documents in XML have
// them ([MS-OLEPS], section 2.25.1; [MS-OSHARED], section 2.3.3.2).
var oleNames = map[oleps.Set]map[uint32]string{
	oleps.Summary:  {2: "title", 3: "subject", 4: "creator", 5: "keywords", 6: "description", 7: "template", 8: "lastModifiedBy", 12: "created", 13: "modified"},
	oleps.Document: {2: "category", 14: "Manager", 15: "Company", 21: "HyperlinkBase", 27: "contentStatus"},
}

// properties reads what an office document says of itself.
func (o *compound) properties() error {
	r := o.c.newRun("", exposure.PartProperties)
	record, f := int64(0), &o.c.Facts
	for _, name := range []string{"\x05SummaryInformation", "\x05DocumentSummaryInformation"} {
		p, err := o.bytes(o.root.Find(name), 1<<20)
		if err != nil {
			return err
		}
		for _, one := range oleps.Read(p, decodePage) {
			name := cmp.Or(oleNames[one.Set][one.ID], one.Name)
			text := strings.TrimSpace(bound(strings.ToValidUTF8(one.Text, "")))
			switch name {
			case "":
				continue
			case "title":
				f.Title = cmp.Or(f.Title, text)
			case "creator":
				f.Author = cmp.Or(f.Author, text)
			case "Company":
				f.Company = cmp.Or(f.Company, text)
			case "created":
				f.Created = one.Time
			}
			if text == "" && !one.Time.IsZero() {
				text = one.Time.Format("2006-01-02T15:04:05Z")
			}
			if text == "" || name == "template" && !strings.ContainsAny(text, `\/@`) {
				continue
			}
			if record == 0 {
				record = o.c.record()
			}
			if err := r.property(name, text, record); err != nil {
				return err
			}
		}
	}
	return r.end()
}
