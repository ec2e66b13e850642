package extract_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// msgString is a property of a message in Unicode; what says which it is.
func msgString(what, s string) *cfb.Node {
	var p []byte
	for _, r := range s {
		p = binary.LittleEndian.AppendUint16(p, uint16(r))
	}
	return oleStream("__substg1.0_"+what, string(p))
}

func message(t testing.TB, properties ...*cfb.Node) []byte {
	t.Helper()
	return compound(t, append(properties, oleStream("__properties_version1.0", strings.Repeat("\x00", 32)))...)
}

// An addressee is left out only where the header has the whole of its address.
func TestAddressees(t *testing.T) {
	recipient := func(n, name, address string) *cfb.Node {
		return oleStorage("__recip_version1.0_#0000000"+n, oleStream("__properties_version1.0", strings.Repeat("\x00", 8)), msgString("3001001F", name), msgString("3003001F", address))
	}
	header := "From: x@contoso.example\r\nTo: Joann <JOANN@contoso.example>, \"Doe, Jane\" <Jane@contoso.example>,\r\n max@contoso.example john@contoso.example; 'kim@contoso.example'\r\n" +
		"Cc: Leeann Smith\r\n"
	data := message(t, msgString("007D001F", header), msgString("1000001F", "text"),
		recipient("0", "Ann", "ann@contoso.example"), recipient("1", "Jane", "jane@contoso.example"), recipient("2", "", "max@contoso.example"), recipient("3", "", "john@contoso.example"),
		recipient("4", "", "kim@contoso.example"), recipient("5", "Ann Smith", "/o=contoso/cn=ann"), recipient("6", "Doe, Jane", "/o=contoso/cn=jane"))
	got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.msg", data).String()
	for address, want := range map[string]int{"ann@contoso.example": 2, "jane@contoso": 1, "max@contoso": 1, "john@contoso": 1, "kim@contoso": 1, "cn=ann": 1, "cn=jane": 0} {
		if n := strings.Count(strings.ToLower(got), address); n != want {
			t.Errorf("%s stands there %d times, not %d:\n%s", address, n, want, got)
		}
	}
}

// Properties of several values are read in their order, and what of one is not read
// is told.
func TestSeveralValues(t *testing.T) {
	le := binary.LittleEndian
	entry := le.AppendUint16(le.AppendUint16(le.AppendUint32(nil, 0), 2<<1|1), 0)
	name := "K\x00e\x00y\x00w\x00o\x00r\x00d\x00s\x00"
	names := oleStorage("__nameid_version1.0", oleStream("__substg1.0_00020102", ""), oleStream("__substg1.0_00030102", string(entry)),
		oleStream("__substg1.0_00040102", string(le.AppendUint32(nil, uint32(len(name))))+name))
	data := message(t, names, oleStream("__substg1.0_8000101F", strings.Repeat("\x00", 8)), msgString("8000101F-00000001", "second"), msgString("8000101F-00000000", "first"))
	got := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.msg", data).String()
	if !strings.Contains(got, "⟦Keywords 2⟧first; second") {
		t.Errorf("the keywords are missing:\n%s", got)
	}
	hostile(t, "long.msg", message(t, msgString("3A16001F", strings.Repeat("long ", 20000))), extract.Budget{}, exposure.NotReadBytes)
}
