package strict

import (
	"errors"
	"testing"
)

type sheet struct {
	Name string `toml:"name"`
	Rows []row  `toml:"row"`
}

type row struct {
	ID   string   `toml:"id"`
	N    int      `toml:"n"`
	Text []string `toml:"text"`
}

func TestErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no TOML", "name = \"x\"\nname 5\n", "f:2: expected '=' after key"},
		{"of another sort", "name = \"x\"\n[[row]]\nn = \"five\"\n", "f:3: row.n: is a string, want int"},
		{"unknown at the top", "\nnaem = \"x\"\n", `f:2: key "naem" is not known`},
		{"unknown in a table", "[[row]]\nid = \"a\"\n[[row]]\nid = \"b\"\nm = 1\n", `f:5: key "row.m" is not known`},
		{"unknown table", "name = \"x\"\n\n[line]\nn = 1\n", `f:3: key "line" is not known`},
		{"a table in other letters", "[[row]]\nid = \"a\"\n[[Row]]\nid = \"b\"\n", `f:3: "Row" stands here in another spelling: keys are written in small letters`},
		{"a key in other letters", "[[row]]\nid = \"a\"\nID = \"b\"\n", `f:3: "ID" stands here in another spelling: keys are written in small letters`},
		{"in another spelling", "[[row]]\n  'other' = 1\n", `f:2: key "row.other" is not known`},
	} {
		var s sheet
		_, err := Decode([]byte(c.in), "f", &s)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestQuotes(t *testing.T) {
	var s sheet
	var wrong *Error
	if _, err := Decode([]byte("name = hunter2\n"), "f", &s); !errors.As(err, &wrong) || !wrong.Quotes || wrong.Place() != "f:1" {
		t.Errorf("a value may be quoted: %#v", wrong)
	}
	if _, err := Decode([]byte("nom = \"hunter2\"\n"), "f", &s); !errors.As(err, &wrong) || wrong.Quotes {
		t.Errorf("a key alone is named: %#v", wrong)
	}
}

func TestLines(t *testing.T) {
	var s sheet
	lines, err := Decode([]byte("name = \"x\"\n# a = 1\n[[row]]\nid = \"a\"\n\n[[row]]\nid = \"b\"\nn = 2\n"), "f", &s)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table string
		n     int
		key   string
		want  int
	}{{"", 0, "name", 1}, {"", 0, "absent", 1}, {"row", 0, "id", 4}, {"row", 1, "n", 8}, {"row", 1, "text", 6}, {"row", 7, "n", 1}} {
		if got := lines.Of(c.table, c.n, c.key); got != c.want {
			t.Errorf("%s#%d.%s is on line %d, want %d", c.table, c.n, c.key, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name = \"x\"\n[[row]]\nid = \"a\"\nunknown = '''\n[[row]]\n'''\n"))
	f.Add([]byte("[a.b.\"c.d\"]\ne = 1\n= = =\n[[[\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s sheet
		if _, err := Decode(data, "f", &s); err != nil && err.Error() == "" {
			t.Error("an error says nothing")
		}
	})
}
