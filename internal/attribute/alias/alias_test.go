package alias

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// borne are the names of a campaign.
func borne(names ...string) Bears {
	return func(name string) (string, bool) {
		for _, n := range names {
			if strings.EqualFold(n, name) {
				return n, true
			}
		}
		return "", false
	}
}

const level1 = "\ufeffLEI,Entity.LegalName,Entity.LegalName.xmllang,Entity.OtherEntityNames.OtherEntityName.1,Entity.OtherEntityNames.OtherEntityName.1.xmllang,Entity.LegalJurisdiction\n" +
	`00000000000000000A01,"Contoso, Inc.",en,Contoso Labs,en,US` + "\n" +
	`00000000000000000A02,Fabrikam GmbH,de,,,DE` + "\n" +
	`00000000000000000A03,Nobody Ltd,en,Nobody,en,GB` + "\n"

const level2 = "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus\n" +
	"00000000000000000A02,00000000000000000A01,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE\n" +
	"00000000000000000A02,00000000000000000A03,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE\n" +
	"00000000000000000A01,00000000000000000A02,IS_DIRECTLY_CONSOLIDATED_BY,INACTIVE\n" +
	"00000000000000000A01,00000000000000000A02,IS_FUND-MANAGED_BY,ACTIVE\n"

func TestGLEIF(t *testing.T) {
	r := Reader{Bears: borne("contoso, inc.", "Contoso Labs", "fabrikam gmbh")}
	for _, list := range []string{level1, level2} {
		if err := r.Read(strings.NewReader(list)); err != nil {
			t.Fatal(err)
		}
	}
	want := []Link{
		{"contoso, inc.", "Contoso Labs", "GLEIF: names of 00000000000000000A01 (US)"},
		{"fabrikam gmbh", "contoso, inc.", "GLEIF: 00000000000000000A02 is consolidated by 00000000000000000A01"},
	}
	if diff := cmp.Diff(want, r.Links()); diff != "" {
		t.Error(diff)
	}
}

func TestAliases(t *testing.T) {
	r := Reader{Bears: borne("contoso.example", "fabrikam.example", "Contoso GmbH")}
	list := "name,alias\r\ncontoso.example,fabrikam.example\r\n\"Contoso GmbH\",Contoso.Example\r\nnobody,contoso.example\r\ncontoso.example,contoso.example\r\n"
	if err := r.Read(strings.NewReader(list)); err != nil {
		t.Fatal(err)
	}
	if l := r.Links(); len(l) != 2 || l[1].A != "Contoso GmbH" || l[1].B != "contoso.example" {
		t.Errorf("%+v", l)
	}
}

func TestReadRefuses(t *testing.T) {
	for list, want := range map[string]string{
		"":                          "it is empty",
		"a,b,c\n1,2,3\n":            "it has 3 columns",
		"a,b\nx,y,z\n":              "line 2: want two columns",
		"a,b\n\"x,y\n":              "line 2: it is no CSV",
		level2:                      "by numbers alone",
		"LEI,Entity.LegalName\nx,y": "line 2: what stands under LEI is none",
		strings.Repeat("a,", 5000):  "more than 2000 columns",
	} {
		r := Reader{Bears: borne()}
		if err := r.Read(strings.NewReader(list)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", list, err, want)
		}
	}
}

// A quote that is never closed is told before all of it is in memory.
func TestRowsAreBounded(t *testing.T) {
	r := Reader{Bears: borne()}
	endless := strings.NewReader("a,b\n\"" + strings.Repeat("x\n", 8<<20))
	if err := r.Read(endless); err == nil || !strings.Contains(err.Error(), "longer than") || endless.Len() < 8<<20 {
		t.Errorf("%v, %d bytes left", err, endless.Len())
	}
}

func FuzzRead(f *testing.F) {
	f.Add(level1, level2)
	f.Add("name,alias\na.example,b.example\n", "")
	f.Add("a,b\n\"", "x")
	f.Fuzz(func(t *testing.T, first, second string) {
		r := Reader{Bears: func(name string) (string, bool) { return name, len(name) < 40 }}
		if r.Read(strings.NewReader(first)) == nil {
			r.Read(strings.NewReader(second))
		}
		for _, l := range r.Links() {
			if l.A == l.B || l.A == "" || l.B == "" || l.Reason == "" {
				t.Errorf("%+v", l)
			}
		}
	})
}
