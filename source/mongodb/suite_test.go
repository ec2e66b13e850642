package mongodb_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func target(t testing.TB, s string) exposure.Target {
	t.Helper()
	target, err := exposure.ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// owner returns the official driver's client of a server: what is put there is put by
// other hands than those that read it.
func owner(t testing.TB, s *sourcetest.Server) *mongo.Client {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(s.Endpoint + "/?directConnection=true"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Disconnect(t.Context()) })
	return client
}

// store is a server of its own.
type store struct {
	server *sourcetest.Server
	shop   *mongo.Database
}

func newStore(t testing.TB) *store {
	s := sourcetest.StartFerretDB(t, false)
	return &store{s, owner(t, s).Database("shop")}
}

func (s *store) Put(t testing.TB, table string, rows []sourcetest.Row) {
	t.Helper()
	s.Remove(t, table)
	if err := s.shop.CreateCollection(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	for len(rows) > 0 {
		n := min(len(rows), 1000)
		documents := make([]any, n)
		for i, r := range rows[:n] {
			documents[i] = bson.D{{Key: "_id", Value: r.ID}, {Key: "email", Value: r.Email}, {Key: "note", Value: r.Note}}
		}
		if _, err := s.shop.Collection(table).InsertMany(t.Context(), documents); err != nil {
			t.Fatal(err)
		}
		rows = rows[n:]
	}
}

func (s *store) Remove(t testing.TB, table string) {
	t.Helper()
	if err := s.shop.Collection(table).Drop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Shut puts a server that wants an account in the place of the open one.
func (s *store) Shut(t testing.TB) { s.server = sourcetest.StartFerretDB(t, true) }

// Holds says what MongoDB allows (mongodb.com/docs/manual/reference/limits), without what FerretDB cannot hold.
func (s *store) Holds(name string) bool {
	return utf8.ValidString(name) && len(name) <= 235 && !strings.ContainsAny(name, "$\x00'") && !strings.HasPrefix(name, ".")
}

func (s *store) Table(object string) string {
	name := strings.Split(strings.TrimSuffix(object, ".bson"), "/")[1]
	for _, e := range []string{"/2F", ".2E", "%25"} {
		name = strings.ReplaceAll(name, "%"+e[1:], e[:1])
	}
	return name
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	return at(t, s.server, "", mongodb.Options{PageSize: o.PageSize, PartRows: 5000}, o)
}

// at returns a source over what stands behind a server's address.
func at(t testing.TB, s *sourcetest.Server, path string, o mongodb.Options, suite sourcetest.Options) source.Source {
	t.Helper()
	o.Target = target(t, s.Endpoint+path)
	o.Dialer = sourcetest.DialTo(t, o.Target.HostPort(), suite)
	src, err := mongodb.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// documents cuts what an object holds into documents.
func documents(t testing.TB, data []byte) (all []bson.Raw) {
	t.Helper()
	for len(data) > 0 {
		n := binary.LittleEndian.Uint32(data)
		d := bson.Raw(data[:n])
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		all, data = append(all, d), data[n:]
	}
	return all
}

func decode(t testing.TB, data []byte) (rows []sourcetest.Row) {
	t.Helper()
	for _, d := range documents(t, data) {
		var row struct {
			ID          int `bson:"_id"`
			Email, Note string
		}
		if err := bson.Unmarshal(d, &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, sourcetest.Row(row))
	}
	return rows
}

func TestSuite(t *testing.T) {
	sourcetest.RunTables(t, sourcetest.Tables{
		Store:  func(t testing.TB) sourcetest.TableStore { return newStore(t) },
		Decode: decode,
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return at(t, newStore(t).server, "/nothing", mongodb.Options{}, o), nil
		},
		Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return at(t, sourcetest.StartFerretDB(t, true), "", mongodb.Options{}, o), nil
		},
	})
}
