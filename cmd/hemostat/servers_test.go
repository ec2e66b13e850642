package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
)

// Identifiers of documents divide a large collection for an owner, and stand in no name for anybody else.
func TestNamesWithoutValues(t *testing.T) {
	documents := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch key := r.URL.Query().Get("startkey"); {
		case !strings.HasSuffix(r.URL.Path, "/_all_docs"):
			io.WriteString(w, `{"db_name":"shop","doc_count":1500000,"sizes":{"external":1500000}}`)
		case key == "":
			io.WriteString(w, `{"rows":[{"id":"jane@contoso.example"}]}`)
		default:
			io.WriteString(w, `{"rows":[]}`)
		}
	}))
	t.Cleanup(documents.Close)
	for service, address := range map[string]string{"couchdb": documents.Listener.Addr().String(), "mongodb": largeCollection(t)} {
		for _, basis := range []exposure.Basis{exposure.Owner, exposure.Contract, exposure.Statute, exposure.Finder} {
			target, err := exposure.ParseTarget(service + "://" + address + "/shop")
			if err != nil {
				t.Fatal(err)
			}
			g, err := scope.Loopback(target, basis)
			if err != nil {
				t.Fatal(err)
			}
			src, err := openServer(target, g, 0)
			if err != nil {
				t.Fatal(err)
			}
			page, err := src.List(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			if names := fmt.Sprint(page.Objects); strings.Contains(names, "jane") != (basis == exposure.Owner) {
				t.Errorf("%s on the basis %s: %s", service, basis, names)
			}
		}
	}
}

// largeCollection is a MongoDB with more documents than one object has.
func largeCollection(t *testing.T) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answerLarge(c)
		}
	}()
	return l.Addr().String()
}

// answerLarge answers what a listing asks (mongodb.com/docs/manual/reference/mongodb-wire-protocol).
func answerLarge(c net.Conn) {
	defer c.Close()
	for head := make([]byte, 21); ; {
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		var command bson.D
		question := make([]byte, binary.LittleEndian.Uint32(head)-21)
		if _, err := io.ReadFull(c, question); err != nil || bson.Unmarshal(question, &command) != nil {
			return
		}
		found := bson.A{}
		switch command[0].Key {
		case "listCollections":
			found = bson.A{bson.D{{Key: "name", Value: "c"}, {Key: "type", Value: "collection"}}}
		case "find":
			if filter, ok := command[1].Value.(bson.D); ok && len(filter) == 0 {
				found = bson.A{bson.D{{Key: "_id", Value: "jane@contoso.example"}}}
			}
		}
		reply, err := bson.Marshal(bson.D{
			{Key: "maxWireVersion", Value: 21}, {Key: "count", Value: 1_500_000}, {Key: "avgObjSize", Value: 1}, {Key: "ok", Value: 1.0},
			{Key: "cursor", Value: bson.D{{Key: "firstBatch", Value: found}, {Key: "id", Value: int64(0)}, {Key: "ns", Value: "shop.c"}}},
		})
		if err != nil {
			return
		}
		le := binary.LittleEndian
		m := le.AppendUint32(nil, uint32(21+len(reply)))
		m = append(le.AppendUint32(m, 1), head[4:8]...)
		m = append(le.AppendUint32(m, 2013), 0, 0, 0, 0, 0)
		if _, err := c.Write(append(m, reply...)); err != nil {
			return
		}
	}
}
