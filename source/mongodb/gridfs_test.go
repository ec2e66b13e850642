package mongodb_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// Files of a bucket, stored by the official driver, are objects with their bytes, from wherever they are read.
func TestFiles(t *testing.T) {
	s := newStore(t)
	long := make([]byte, 700_000)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(long); i++ {
		long[i] = byte(r.Uint32())
	}
	want := map[string][]byte{"contracts/../acme 100%.pdf": long, "": []byte("no name"), "empty": {}, "~.bson": []byte("x"), "exact": long[:2000]}
	bucket := s.shop.GridFSBucket(options.GridFSBucket().SetChunkSizeBytes(1000))
	for name, data := range want {
		if _, err := bucket.UploadFromStream(t.Context(), name, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	open := func() source.Source {
		return at(t, s.server, "", mongodb.Options{PageSize: 2, PartRows: 50}, sourcetest.Options{})
	}
	seen := 0
	if err := quick.Walk(t.Context(), open(), "", func(p source.Page) error {
		for _, o := range p.Objects {
			if o.Name == "shop/fs.files.bson" || o.Name == "shop/fs.chunks/no-file.bson" {
				continue
			}
			seen++
			parts := strings.SplitN(o.Name, "/", 4)
			data, ok := want[parts[3]]
			if !ok || parts[1] != "fs.chunks" || o.Size != int64(len(data)) || o.ETag == "" || o.Modified.IsZero() {
				t.Errorf("%+v", o)
			}
			for _, from := range []int64{0, 1, 999, 1000, 1001, o.Size - 1, o.Size} {
				if from > o.Size || from < 0 {
					continue
				}
				r, err := open().Open(t.Context(), o, from)
				if err != nil {
					t.Fatalf("%q from %d: %v", parts[3], from, err)
				}
				got, err := io.ReadAll(r.Body)
				r.Body.Close()
				if err != nil || !bytes.Equal(got, data[from:]) || r.ETag != o.ETag || r.Size != o.Size {
					t.Errorf("%q from %d: %d bytes, %v", parts[3], from, len(got), err)
				}
			}
		}
		return nil
	}); err != nil || seen != len(want) {
		t.Errorf("%d files, %v", seen, err)
	}
}

// A file of which a chunk is missing, longer or shorter is never whole, one that was stored anew is another.
func TestFilesBroken(t *testing.T) {
	s := newStore(t)
	bucket := s.shop.GridFSBucket(options.GridFSBucket().SetChunkSizeBytes(10))
	id, err := bucket.UploadFromStream(t.Context(), "f", strings.NewReader(strings.Repeat("0123456789", 5)))
	if err != nil {
		t.Fatal(err)
	}
	src := at(t, s.server, "", mongodb.Options{}, sourcetest.Options{})
	page, err := src.List(t.Context(), "")
	if err != nil || len(page.Objects) != 3 {
		t.Fatal(page, err)
	}
	o := page.Objects[0]
	chunks, files := s.shop.Collection("fs.chunks"), s.shop.Collection("fs.files")
	get := func(o source.Object) error {
		r, err := src.Open(t.Context(), o, 0)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		_, err = io.Copy(io.Discard, r.Body)
		return err
	}
	other := o
	other.ETag = "x"
	if err := get(other); !errors.Is(err, source.ErrChanged) {
		t.Errorf("of another state: %v", err)
	}
	if _, err := src.Open(t.Context(), source.Object{Name: o.Name}, 5); !errors.Is(err, source.ErrChanged) {
		t.Errorf("on in the middle of no certain state: %v", err)
	}
	if _, err := chunks.DeleteOne(t.Context(), bson.D{{Key: "n", Value: 4}}); err != nil {
		t.Fatal(err)
	}
	if err := get(o); !errors.Is(err, source.ErrLength) {
		t.Errorf("without its last chunk: %v", err)
	}
	if _, err := chunks.DeleteOne(t.Context(), bson.D{{Key: "n", Value: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := get(o); !errors.Is(err, source.ErrLength) {
		t.Errorf("without a chunk: %v", err)
	}
	if _, err := files.DeleteOne(t.Context(), bson.D{{Key: "_id", Value: id}}); err != nil {
		t.Fatal(err)
	}
	if err := get(o); !errors.Is(err, source.ErrGone) {
		t.Errorf("without its entry: %v", err)
	}
}

// Collections that are only called so are read as any.
func TestNoBucket(t *testing.T) {
	s := newStore(t)
	for collection, document := range map[string]bson.D{
		"a.chunks": {{Key: "x", Value: 1}}, "a.files": {{Key: "length", Value: 5}}, "b.chunks": {{Key: "files_id", Value: bson.NewObjectID()}, {Key: "n", Value: 0}}, "b.files": {{Key: "x", Value: 1}},
		"c.chunks": {{Key: "files_id", Value: bson.NewObjectID()}, {Key: "n", Value: 0}}, "d.chunks": {{Key: "files_id", Value: bson.NewObjectID()}, {Key: "n", Value: 0}}, "d.files": {{Key: "_id", Value: "x"}, {Key: "length", Value: 5}},
	} {
		if _, err := s.shop.Collection(collection).InsertOne(t.Context(), document); err != nil {
			t.Fatal(err)
		}
	}
	got := names(t, at(t, s.server, "", mongodb.Options{}, sourcetest.Options{}))
	want := []string{"a.chunks", "a.files", "b.chunks", "b.files", "c.chunks", "d.chunks", "d.files"}
	for i := range want {
		want[i] = "shop/" + want[i] + ".bson"
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is in a bucket and of no file is one object: chunks whose file was deleted, and documents that are none.
func TestNoFile(t *testing.T) {
	s := newStore(t)
	bucket := s.shop.GridFSBucket(options.GridFSBucket().SetChunkSizeBytes(10))
	if _, err := bucket.UploadFromStream(t.Context(), "kept", strings.NewReader(strings.Repeat("0123456789", 1200))); err != nil {
		t.Fatal(err)
	}
	id, err := bucket.UploadFromStream(t.Context(), "deleted", strings.NewReader("jane.doe@contoso.example, Graz"))
	if err != nil {
		t.Fatal(err)
	}
	src := at(t, s.server, "", mongodb.Options{PageSize: 1}, sourcetest.Options{})
	if data, err := read(t, src, "shop/fs.chunks/no-file.bson"); err != nil || len(data) > 0 {
		t.Errorf("of a bucket in order: %d bytes, %v", len(data), err)
	}
	if _, err := s.shop.Collection("fs.files").DeleteOne(t.Context(), bson.D{{Key: "_id", Value: id}}); err != nil {
		t.Fatal(err)
	}
	more := []any{
		bson.D{{Key: "email", Value: "erika@contoso.example"}}, bson.D{{Key: "files_id", Value: "x"}, {Key: "n", Value: 0}}, bson.D{{Key: "files_id", Value: bson.A{bson.NewObjectID()}}, {Key: "n", Value: 0}},
		bson.D{{Key: "files_id", Value: bson.NewObjectID()}, {Key: "n", Value: "x"}}, bson.D{{Key: "files_id", Value: bson.NewObjectID()}, {Key: "n", Value: -1}}, bson.D{{Key: "files_id", Value: bson.ObjectID{}}, {Key: "n", Value: 0}},
	}
	for range 1100 {
		more = append(more, bson.D{{Key: "files_id", Value: bson.NewObjectID()}, {Key: "n", Value: 0}})
	}
	if _, err := s.shop.Collection("fs.chunks").InsertMany(t.Context(), more); err != nil {
		t.Fatal(err)
	}
	if got := names(t, src); len(got) != 3 || !strings.HasSuffix(got[0], "/kept") || got[1] != "shop/fs.chunks/no-file.bson" {
		t.Errorf("%q", got)
	}
	data, err := read(t, src, "shop/fs.chunks/no-file.bson")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	text := ""
	for _, d := range documents(t, data) {
		all = append(all, string(d))
		_, chunk, _ := d.Lookup("data").BinaryOK()
		text += string(chunk)
	}
	distinct(t, "of no file", all, 3+len(more))
	if slices.Sort(all); !strings.Contains(strings.Join(all, ""), "erika@contoso.example") || len(text) != 30 || !strings.Contains(text, "jane.doe@c") {
		t.Errorf("%q", text)
	}
}

// A file that came while the bucket is listed, with an identifier as no driver makes it, hides none
// of the others, and its bytes are with what is of no file.
func TestStrangeFile(t *testing.T) {
	s := newStore(t)
	bucket := s.shop.GridFSBucket(options.GridFSBucket().SetChunkSizeBytes(10))
	for _, name := range []string{"a", "b", "c"} {
		if _, err := bucket.UploadFromStream(t.Context(), name, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	src := at(t, s.server, "", mongodb.Options{PageSize: 1}, sourcetest.Options{})
	page, err := src.List(t.Context(), "")
	if err != nil || len(page.Objects) != 1 {
		t.Fatal(page, err)
	}
	for id, length := range map[any]any{"x": 5, bson.NewObjectID(): "five"} {
		if _, err := s.shop.Collection("fs.files").InsertOne(t.Context(), bson.D{{Key: "_id", Value: id}, {Key: "length", Value: length}, {Key: "filename", Value: "d"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.shop.Collection("fs.chunks").InsertOne(t.Context(), bson.D{{Key: "files_id", Value: id}, {Key: "n", Value: 0}, {Key: "data", Value: []byte("erika")}}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for ; err == nil && page.Next != ""; page, err = src.List(t.Context(), page.Next) {
		got = append(got, page.Objects[0].Name[strings.LastIndex(page.Objects[0].Name, "/")+1:])
	}
	if want := []string{"a", "b", "c", "no-file.bson", "fs.files.bson"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if data, err := read(t, src, "shop/fs.chunks/no-file.bson"); err != nil || bytes.Count(data, []byte("erika")) != 2 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// A file whose name is as long as a document may be is listed and read by the end of its name, and goes on as a marker.
func TestLongFilename(t *testing.T) {
	s := newStore(t)
	long := strings.Repeat("ä", 100_000) + "/acme.pdf"
	bucket := s.shop.GridFSBucket(options.GridFSBucket().SetChunkSizeBytes(10))
	for range 2 {
		if _, err := bucket.UploadFromStream(t.Context(), long, strings.NewReader("hello, world")); err != nil {
			t.Fatal(err)
		}
	}
	src := at(t, s.server, "", mongodb.Options{PageSize: 1}, sourcetest.Options{})
	all := names(t, src)
	if len(all) != 4 {
		t.Fatalf("%d objects", len(all))
	}
	for _, name := range all[:2] {
		if data, err := read(t, src, name); err != nil || string(data) != "hello, world" || !strings.HasSuffix(name, "ää/acme.pdf") || !utf8.ValidString(name) || len(name) > 1200 {
			t.Errorf("a name of %d bytes: %q, %v", len(name), data, err)
		}
	}
}
