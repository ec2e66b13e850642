package checks

import (
	"encoding/binary"
	"io"
	"net"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// mongoServer answers commands as the manual says (mongodb.com/docs/manual/reference/command):
// one without access control, or one that refuses all but hello and buildInfo by
// code 13, Unauthorized.
func mongoServer(t testing.TB, open bool) string {
	ok := bsonField{"ok", 1}
	list := func(name string, items ...[]bsonField) []byte { // arrays are documents of another kind
		document := bson(bsonField{name, []bsonField{}}, ok)
		var inner []bsonField
		for i, item := range items {
			inner = append(inner, bsonField{itoa(i), item})
		}
		array := bson(inner...)
		body := append(append(append([]byte{4}, name...), 0), array...)
		body = append(body, document[4+1+len(name)+1+5:]...) // behind the empty one
		return append(binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4)), body...)
	}
	cursor := append([]byte{3}, "cursor\x00"...)
	cursor = append(cursor, list("firstBatch", []bsonField{{"name", "invoices"}})...)
	cursor = append(cursor, bson(ok)[4:]...)
	cursor = append(binary.LittleEndian.AppendUint32(nil, uint32(len(cursor)+4)), cursor...)
	return probetest.Listen(t, func(c net.Conn) {
		for {
			head := make([]byte, 16)
			if _, err := io.ReadFull(c, head); err != nil {
				return
			}
			body, whole := readQuestion(c, binary.LittleEndian.Uint32(head)-16)
			if !whole {
				return
			}
			_, order, _ := readBSON(body[5:], 0)
			answers := map[string][]byte{
				"isMaster":        bson(bsonField{"ismaster", true}, bsonField{"maxWireVersion", 21}, ok),
				"buildInfo":       bson(bsonField{"version", "7.0.9"}, ok),
				"hostInfo":        bson(bsonField{"system", []bsonField{}}, ok),
				"listDatabases":   list("databases", []bsonField{{"name", "shop"}, {"sizeOnDisk", 8192}}),
				"find":            bson(bsonField{"cursor", []bsonField{}}, ok),
				"listCollections": cursor,
				"count":           bson(bsonField{"n", 12}, ok),
			}
			answer := answers[order[0]]
			if !open && order[0] != "isMaster" && order[0] != "buildInfo" {
				answer = bson(bsonField{"ok", 0}, bsonField{"errmsg", "command requires authentication"}, bsonField{"code", 13}, bsonField{"codeName", "Unauthorized"})
			}
			m := binary.LittleEndian.AppendUint32(nil, uint32(21+len(answer)))
			m = append(m, 9, 0, 0, 0, 1, 0, 0, 0)
			m = binary.LittleEndian.AppendUint32(m, mongoMessage)
			c.Write(append(append(m, 0, 0, 0, 0, 0), answer...))
		}
	})
}

func TestMongoDB(t *testing.T) {
	open := "mongodb://" + mongoServer(t, true)
	ferretdb := sourcetest.StartFerretDB(t, false)
	client, err := mongo.Connect(options.Client().ApplyURI(ferretdb.Endpoint))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(t.Context())
	if _, err := client.Database("shop").Collection("invoices").InsertOne(t.Context(), map[string]any{"total": 100}); err != nil {
		t.Fatal(err)
	}
	probetest.Run(t, probetest.Subject{
		Check:   mongodb{},
		Hostile: func(address string) string { return "mongodb://" + address },
		Places: map[string]probetest.Place{
			"open":                     {Target: open, Open: serverRights(), Holds: "shop.invoices"},
			"access control":           {Target: "mongodb://" + mongoServer(t, false), Closed: serverRights()},
			"FerretDB":                 {Target: ferretdb.Endpoint, Open: serverRights(), Holds: "shop.invoices"},
			"FerretDB with an account": {Target: sourcetest.StartFerretDB(t, true).Endpoint, Closed: serverRights()},
		},
	})
	for _, p := range probetest.Ask(t, mongodb{}, probetest.Place{Target: open}).Holds {
		if p.Kind == "database" && p.Bytes != 8192 || p.Kind == "collection" && p.Count != 12 {
			t.Errorf("it tells %+v", p)
		}
	}
}
