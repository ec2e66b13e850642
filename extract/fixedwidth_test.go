package extract_test

import "testing"

// TestColumnsByPlace reads tables of lines whose cells begin where the names above them do.
func TestColumnsByPlace(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"one blank between cells", "NAME                 SSN         DOB        STATE\nPARGETER LUNED       514-22-8891 1980-02-01 CA\nTICKELL OSBERT       517-33-2290 1981-03-02 NY\n",
			"PARGETER LUNED 514-22-8891 1980-02-01 CA | TICKELL OSBERT 517-33-2290 1981-03-02 NY"},
		{"underlined, with cells that are empty", "  Name          Email            Phone\n  ------------  ---------------  -----\n  Ada Quörn                      11\n  Bea Quist     b@x.example\n",
			"Ada Quörn 11 | Bea Quist b@x.example"},
		{"within a text", "Hello all,\n\nName        Phone\nAda Quorn   11\n\nBest wishes\nCyd Quarles, London\n", "Ada Quorn 11"},
		{"again on the next page", "Name        Phone\nAda Quorn   11\n\nName             Phone\nBea Quist-Quarles 12\nBea Quist        12\n", "Ada Quorn 11"},
		{"keys and values", "name: Ada\nemail: a@x.example\n", "Ada a@x.example"},
		{"a line of a form", "Name:      Ada Quorn      Date: 2024-01-01\n", "Ada Quorn 2024-01-01"},
		{"prose", "My name  and address  are known\nto all who  read this\n", ""},
	} {
		if got := together(t, "x.txt", c.text); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}
