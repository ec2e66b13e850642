package mongodb_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// identifiers are values of _id of each sort that bounds a part, and then of sorts that do not.
var identifiers = map[string]func(i int) any{
	"oid":    func(i int) any { return bson.NewObjectIDFromTimestamp(time.Unix(int64(1_700_000_000+i), 0)) },
	"int":    func(i int) any { return int32(i - 20) },
	"long":   func(i int) any { return int64(i) << 33 },
	"double": func(i int) any { return float64(i) + 0.25 },
	"date":   func(i int) any { return bson.DateTime(int64(i) * 86_400_000) },
	"text":   func(i int) any { return fmt.Sprintf("per/son~%02d%%", i) },
	"bytes":  func(i int) any { return bson.Binary{Subtype: 4, Data: bytes.Repeat([]byte{byte(i)}, 16)} },
}

// Each sort of identifier divides a collection, and each document is in one part.
func TestParts(t *testing.T) {
	s := newStore(t)
	want := map[string]int{}
	for sort, id := range identifiers {
		for i := range 40 {
			if _, err := s.shop.Collection(sort).InsertOne(t.Context(), bson.D{{Key: "_id", Value: id(i)}}); err != nil {
				t.Fatal(err)
			}
		}
		want[sort] = 7
	}
	for i, id := range []any{nil, true, bson.D{{Key: "a", Value: 1}}, "x", "y", "z", 1, 2.5, int64(3), bson.NewObjectID(), bson.DateTime(5), bson.Binary{Subtype: 0, Data: []byte("x")}} {
		if _, err := s.shop.Collection("mixed").InsertOne(t.Context(), bson.D{{Key: "_id", Value: id}, {Key: "i", Value: i}}); err != nil {
			t.Fatal(err)
		}
	}
	parts, documentsOf := map[string]int{}, map[string][]string{}
	open := func() source.Source {
		return at(t, s.server, "", mongodb.Options{PartRows: 6, PageSize: 4, KeepsValues: true}, sourcetest.Options{})
	}
	for _, name := range names(t, open()) {
		collection := strings.Split(name, "/")[1]
		data, err := read(t, open(), name) // by its name alone
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		parts[collection]++
		n := len(documents(t, data))
		if n > 6 && collection != "mixed" {
			t.Errorf("%q has %d documents", name, n)
		}
		for _, d := range documents(t, data) {
			documentsOf[collection] = append(documentsOf[collection], string(d))
		}
	}
	for sort := range identifiers {
		if parts[sort] != want[sort] {
			t.Errorf("%s: %d parts, want %d", sort, parts[sort], want[sort])
		}
		distinct(t, sort, documentsOf[sort], 40)
	}
	distinct(t, "mixed", documentsOf["mixed"], 12)
	if parts["mixed"] < 2 {
		t.Errorf("mixed: %d parts", parts["mixed"])
	}
}

// Where values may not be kept, no text and no bytes stand in a name, and a collection that has them is whole.
func TestNoValues(t *testing.T) {
	s := newStore(t)
	for sort, id := range identifiers {
		for i := range 40 {
			if _, err := s.shop.Collection(sort).InsertOne(t.Context(), bson.D{{Key: "_id", Value: id(i)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	parts := map[string]int{}
	src := at(t, s.server, "", mongodb.Options{PartRows: 6, PageSize: 4}, sourcetest.Options{})
	for _, name := range names(t, src) {
		parts[strings.Split(strings.TrimSuffix(name, ".bson"), "/")[1]]++
		if strings.Contains(name, "son~") || strings.Contains(name, "text:") || strings.Contains(name, "bytes:") {
			t.Errorf("%q", name)
		}
	}
	for sort := range identifiers {
		want := 7
		if sort == "text" || sort == "bytes" {
			want = 1
		}
		if parts[sort] != want {
			t.Errorf("%s: %d parts, want %d", sort, parts[sort], want)
		}
	}
	if data, err := read(t, src, "shop/text.bson"); err != nil || len(documents(t, data)) != 40 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func distinct(t *testing.T, what string, documents []string, want int) {
	t.Helper()
	slices.Sort(documents)
	if n := len(documents); n != want || len(slices.Compact(documents)) != want {
		t.Errorf("%s: %d documents, %d of them distinct; want %d", what, n, len(slices.Compact(documents)), want)
	}
}

// Bytes of one part are asked for by the length of documents.
func TestPartsByBytes(t *testing.T) {
	s := newStore(t)
	for i := range 40 {
		if _, err := s.shop.Collection("long").InsertOne(t.Context(), bson.D{{Key: "_id", Value: i}, {Key: "x", Value: strings.Repeat("x", 10_000)}}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(names(t, at(t, s.server, "/shop", mongodb.Options{PartBytes: 100_000}, sourcetest.Options{}))); n < 4 || n > 6 {
		t.Errorf("%d parts of 100 kB, of 400", n)
	}
}

// What the bytes are is what extract reads, with names of fields, bytes and all.
func TestExtract(t *testing.T) {
	s := newStore(t)
	if _, err := s.shop.Collection("people").InsertOne(t.Context(), bson.D{
		{Key: "_id", Value: 1}, {Key: "email", Value: "jane.doe@contoso.example"}, {Key: "nothing", Value: nil},
		{Key: "address", Value: bson.D{{Key: "town", Value: "Graz"}}}, {Key: "tags", Value: bson.A{"a", int64(7)}}, {Key: "since", Value: bson.DateTime(1_700_000_000_000)},
		{Key: "file", Value: []byte{0xff, 0, 0xfe}}, {Key: "letter", Value: []byte("From: a@contoso.example\r\nSubject: to Erika\r\n\r\nDear Erika, we owe you a hundred.\r\n")},
	}); err != nil {
		t.Fatal(err)
	}
	src := at(t, s.server, "/shop/peop", mongodb.Options{}, sourcetest.Options{})
	data, err := read(t, src, names(t, src)[0])
	if err != nil {
		t.Fatal(err)
	}
	x, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := extracttest.Walk(t, x, "shop/people.bson", data).String()
	for _, want := range []string{"⟦email 1⟧jane.doe@contoso.example", "⟦town 1⟧Graz", "⟦tags 1⟧7", "⟦since 1⟧2023-11-14", "⟦file 1⟧ff00fe", "Dear Erika"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

// A target of one database, or of collections whose names begin so, has nothing else.
func TestWithin(t *testing.T) {
	s := newStore(t)
	s.Put(t, "customers", nil)
	s.Put(t, "orders", nil)
	owner(t, s.server).Database("crm").CreateCollection(t.Context(), "customers")
	for path, want := range map[string][]string{
		"":             {"crm/customers.bson", "shop/customers.bson", "shop/orders.bson"},
		"/shop":        {"shop/customers.bson", "shop/orders.bson"},
		"/shop/cust":   {"shop/customers.bson"},
		"/shop/nobody": nil,
	} {
		src := at(t, s.server, path, mongodb.Options{}, sourcetest.Options{})
		if got := names(t, src); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
		if path != "" {
			if _, err := read(t, src, "crm/customers.bson"); !errors.Is(err, source.ErrRequest) {
				t.Errorf("%s: what is not of the target was opened: %v", path, err)
			}
		}
	}
}

func TestTLS(t *testing.T) {
	certificate, key := probetest.Certificate(t, "127.0.0.1")
	dir := t.TempDir()
	for name, pem := range map[string]string{"certificate": certificate, "key": key} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(pem), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := sourcetest.StartFerretDBTLS(t, filepath.Join(dir, "certificate"), filepath.Join(dir, "key"))
	src, sent := recording(t, s, mongodb.Options{})
	for range 3 {
		if got := names(t, src); len(got) != 0 {
			t.Errorf("%q", got)
		}
	}
	if n := len(sent.sent); n != 4 {
		t.Errorf("%d connections for three pages: what it speaks is to be asked once", n)
	}
}

// Of what could be sent, only what the package says is.
func TestSent(t *testing.T) {
	s := newStore(t)
	rows := make([]sourcetest.Row, 3000)
	for i := range rows {
		rows[i].ID = i
	}
	s.Put(t, "customers", rows)
	src, sent := recording(t, s.server, mongodb.Options{PartRows: 2000})
	for _, name := range names(t, src) {
		body, err := src.Open(t.Context(), source.Object{Name: name}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, body.Body, 100); err != nil {
			t.Fatal(err)
		}
		body.Body.Close() // with its cursor
	}
	got := map[string]int{}
	for _, c := range sent.sent {
		for r := bytes.NewReader(c.sent); r.Len() > 0; {
			_, name, command, err := question(r)
			if err != nil {
				t.Fatal(err)
			}
			if got[name]++; strings.Contains(fmt.Sprint(command), "client") {
				t.Errorf("%v tells of the machine", command)
			}
		}
	}
	want := "map[collStats:1 find:4 isMaster:3 killCursors:2 listCollections:3 listDatabases:1]"
	if text := fmt.Sprint(got); text != want {
		t.Errorf("sent %s, want %s", text, want)
	}
}

func TestNew(t *testing.T) {
	d := sourcetest.DialTo(t, "127.0.0.1:1", sourcetest.Options{})
	for _, s := range []string{"redis://127.0.0.1", "https://contoso.example/"} {
		if _, err := mongodb.New(mongodb.Options{Target: target(t, s), Dialer: d}); err == nil {
			t.Errorf("%s was taken", s)
		}
	}
	if _, err := mongodb.New(mongodb.Options{Target: target(t, "mongodb://127.0.0.1")}); !errors.Is(err, source.ErrNoTransport) {
		t.Errorf("%v", err)
	}
	src, err := mongodb.New(mongodb.Options{Target: target(t, "mongodb://127.0.0.1:1"), Dialer: d})
	if err != nil {
		t.Fatal(err)
	}
	var refused *net.OpError
	if _, err = src.List(t.Context(), ""); !errors.Is(err, source.ErrNetwork) || !errors.As(err, &refused) {
		t.Errorf("nobody is there: %v", err)
	}
	if _, err = src.List(t.Context(), "no marker"); !errors.Is(err, source.ErrRequest) {
		t.Errorf("a marker of nobody: %v", err)
	}
	if src.Access() != source.AccessAnonymous || src.String() != "mongodb://127.0.0.1:1" {
		t.Error(src.Access(), src)
	}
}
