package mongodb

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// FuzzName: what is taken for a name is written in that way alone, and asks for nothing but a range of _id.
func FuzzName(f *testing.F) {
	for _, name := range []string{
		"shop/customers.bson", "a%2Fb/%2E%2E.bson", "shop/c/~int:5.bson", "shop/c/int:5~int:-9.bson", "shop/c/long:9~.bson", "shop/c/double:0.25~double:+Inf.bson",
		"shop/c/oid:65f000000000000000000000~date:-1.bson", "shop/c/text:a%7Eb%2F~text:jane.doe@contoso.example.bson", "shop/c/bytes:04ff~.bson", "shop/c/~.bson", "shop/c/int:05~.bson", "a/b/c/d.bson",
		"shop/fs.chunks/oid:65f000000000000000000000/a/../b%.pdf", "shop/fs.chunks/int:5/", "shop/fs.files/int:5/x", "shop/fs.chunks//x",
		"shop/fs.chunks/no-file.bson", "shop/fs.files/no-file.bson",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		p, ok := parseName(name)
		if !ok {
			return
		}
		if p.name() != name || p.database == "" || p.collection == "" {
			t.Errorf("%q is taken for %+v, whose name is %q", name, p, p.name())
		}
		filter, err := bson.Marshal(p.filter())
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if all, err := bson.Raw(filter).Elements(); err != nil || p.part && (len(all) != 1 || all[0].Key() != "_id") || !p.part && len(all) != 0 {
			t.Errorf("%q asks for %v, %v", name, bson.Raw(filter), err)
		}
	})
}

// answers gives the same document to whatever is asked, after a greeting.
type answers struct{ document []byte }

func (a answers) DialList(context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		hello, _ := bson.Marshal(bson.D{{Key: "maxWireVersion", Value: 21}, {Key: "ok", Value: 1}})
		for document := hello; ; document = a.document {
			head := make([]byte, headLength)
			if _, err := io.ReadFull(there, head); err != nil {
				return
			}
			le := binary.LittleEndian
			if _, err := io.CopyN(io.Discard, there, int64(le.Uint32(head)-headLength)); err != nil {
				return
			}
			m := le.AppendUint32(nil, uint32(headLength+5+len(document)))
			m = append(append(m, 9, 0, 0, 0), head[4:8]...)
			m = append(le.AppendUint32(m, opMessage), 0, 0, 0, 0, 0)
			if _, err := there.Write(append(m, document...)); err != nil {
				return
			}
		}
	}()
	return here, nil
}

func (a answers) DialRead(ctx context.Context) (net.Conn, error) { return a.DialList(ctx) }

func (a answers) TLS(context.Context, net.Conn) (*tls.Conn, error) { return nil, io.EOF }

// FuzzAnswers: whatever a server answers, pages and bodies end, or errors that say what kind they are and
// quote nothing.
func FuzzAnswers(f *testing.F) {
	document := func(more ...bson.E) []byte {
		d, err := bson.Marshal(append(more, bson.E{Key: "ok", Value: 1.0}))
		if err != nil {
			f.Fatal(err)
		}
		return d
	}
	one := bson.A{bson.D{{Key: "name", Value: "shop"}, {Key: "_id", Value: 5}, {Key: "length", Value: 3}, {Key: "n", Value: 0}, {Key: "data", Value: []byte("abc")}, {Key: "files_id", Value: bson.ObjectID{}}}}
	two := bson.A{bson.D{{Key: "name", Value: "fs.chunks"}, {Key: "_id", Value: bson.ObjectID{}}, {Key: "length", Value: 3}, {Key: "n", Value: 0}, {Key: "files_id", Value: bson.ObjectID{}}}, bson.D{{Key: "name", Value: "fs.files"}}}
	f.Add(document(bson.E{Key: "databases", Value: one}, bson.E{Key: "cursor", Value: bson.D{{Key: "firstBatch", Value: two}, {Key: "id", Value: int64(0)}}}))
	for _, id := range []int64{0, 7} {
		f.Add(document(bson.E{Key: "databases", Value: one}, bson.E{Key: "count", Value: 9}, bson.E{Key: "cursor", Value: bson.D{
			{Key: "firstBatch", Value: one}, {Key: "nextBatch", Value: bson.A{}}, {Key: "id", Value: id}, {Key: "ns", Value: "shop.c"}}}))
	}
	f.Add(document(bson.E{Key: "databases", Value: one}, bson.E{Key: "cursor", Value: bson.D{{Key: "firstBatch", Value: bson.A{}}, {Key: "id", Value: 0.0}}}))
	f.Add(document(bson.E{Key: "databases", Value: bson.A{1, "x"}}))
	refusal, _ := bson.Marshal(bson.D{{Key: "ok", Value: 0}, {Key: "code", Value: 13}, {Key: "codeName", Value: "a\nb"}, {Key: "errmsg", Value: "jane"}})
	f.Add(refusal)
	f.Add([]byte("\x05\x00\x00\x00\x00"))
	f.Add([]byte("\x0d\x00\x00\x00\x03cursor"))
	target, err := exposure.ParseTarget("mongodb://h.test")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		src, err := New(Options{Target: target, Dialer: answers{document}, PageSize: 3, PartRows: 2})
		if err != nil {
			t.Fatal(err)
		}
		check := func(err error) {
			t.Helper()
			var e *source.Error
			if err != nil && (!errors.As(err, &e) || e.Kind == nil || e.Reason == "" || strings.ContainsAny(err.Error(), "\n\x1b")) {
				t.Errorf("%#v", err)
			}
		}
		page, err := src.List(t.Context(), "")
		check(err)
		for _, o := range append(page.Objects, source.Object{Name: "shop/c/~int:5.bson"}) {
			if p, ok := parseName(o.Name); !ok || p.name() != o.Name {
				t.Errorf("%q is listed", o.Name)
			}
		}
		for _, name := range []string{"shop/c/~int:5.bson", "shop/fs.chunks/oid:65f000000000000000000000/x"} {
			r, err := src.Open(t.Context(), source.Object{Name: name}, 0)
			check(err)
			if err != nil {
				continue
			}
			n, err := io.CopyN(io.Discard, r.Body, 1<<16)
			if r.Body.Close(); err != io.EOF {
				check(err)
			} else if r.Size >= 0 && n != r.Size {
				t.Errorf("%q has %d bytes of %d, and no error", name, n, r.Size)
			}
		}
	})
}
