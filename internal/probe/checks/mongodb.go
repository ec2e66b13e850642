package checks

import (
	"context"
	"encoding/binary"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/source"
)

// mongodb asks a server that speaks the protocol of MongoDB. What it says to hello and
// buildInfo is everybody's.
type mongodb struct{}

// Info implements [probe.Check].
func (mongodb) Info() probe.Info {
	return probe.Info{
		Name: "mongodb", Service: "mongodb", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Experimental: true, Answered: "FerretDB 1.24",
		Asks:   "isMaster, buildInfo, hostInfo, listDatabases by name, find in a collection that nothing has; at depth list databases with bytes and collections with documents",
		Source: "mongodb.com/docs/manual/reference/mongodb-wire-protocol; …/reference/command",
	}
}

// mongoMessage is OP_MSG.
const mongoMessage = 2013

// Ask implements [probe.Check].
func (mongodb) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		r, e, err := askMongo(ctx, c, "isMaster", bsonField{"isMaster", 1})
		if err != nil {
			return err
		}
		if _, ok := r["maxWireVersion"].(int64); !ok {
			return nil // some document, but none of a server of MongoDB
		}
		s.Exists(probe.Exists)
		if r["arbiterOnly"] == true {
			tellAll(s, probe.Doubt("it is an arbiter, which holds nothing"), e)
			return nil
		}
		if r, _, err = askMongo(ctx, c, "buildInfo", bsonField{"buildInfo", 1}); err != nil {
			return err
		}
		if version, ok := r["version"].(string); ok {
			s.Runs("MongoDB " + version)
		}
		databases, err := mongoRights(ctx, s, c)
		if err != nil || s.Depth < exposure.List || s.Verdict(exposure.RightList) != exposure.Open {
			return err
		}
		return mongoHolds(ctx, s, c, databases)
	})
}

// mongoRights asks for each right and returns the names of the databases.
func mongoRights(ctx context.Context, s *probe.Session, c *probe.Conn) (databases []any, err error) {
	for _, ask := range []struct {
		right   exposure.Right
		command []bsonField
	}{
		{exposure.RightMetadata, []bsonField{{"hostInfo", 1}}},
		{exposure.RightList, []bsonField{{"listDatabases", 1}, {"nameOnly", s.Depth < exposure.List}}},
		{exposure.RightRead, []bsonField{{"find", s.RandomName()}, {"filter", []bsonField{}}, {"limit", 1}, {"singleBatch", true}}},
	} {
		r, e, err := askMongo(ctx, c, ask.command[0].name, ask.command...)
		if err != nil {
			return nil, err
		}
		j := mongoJudge(r, ask.command[0].name)
		if ask.right == exposure.RightList && j.Verdict == exposure.Open {
			var ok bool
			if databases, ok = r["databases"].([]any); !ok {
				j = probe.Doubt("an answer without databases")
			} else if len(databases) == 0 { // with access control it shows those that one may read
				j = probe.Doubt("no database is shown to whoever did not sign in")
			}
		}
		s.Told(ask.right, j, e)
	}
	return databases, nil
}

// mongoJudge judges an answer (mongodb.com/docs/manual/reference/error-codes).
func mongoJudge(r map[string]any, command string) probe.Judged {
	if r["ok"] == int64(1) {
		return probe.Open("%s was answered to whoever did not sign in", command)
	}
	name, _ := r["codeName"].(string)
	switch code, _ := r["code"].(int64); code {
	case 13, 18, 8000:
		return probe.Closed("%d: %s wants an account", code, command)
	default:
		return probe.Doubt("%d %s: %s was not answered", code, source.CleanCode(name), command)
	}
}

// maxMongo is how many databases and, of each, collections are asked one by one.
const maxMongo = 50

func mongoHolds(ctx context.Context, s *probe.Session, c *probe.Conn, databases []any) error {
	for i, d := range databases {
		info, _ := d.(map[string]any)
		name, _ := info["name"].(string)
		if name == "" || s.Target.Container != "" && s.Target.Container != name {
			continue
		}
		size, ok := info["sizeOnDisk"].(int64)
		if !ok {
			size = -1
		}
		s.Holds(probe.Part{Kind: "database", Name: name, Count: -1, Bytes: size})
		if i >= maxMongo {
			continue
		}
		r, _, err := askMongo(ctx, c, "listCollections", bsonField{"listCollections", 1}, bsonField{"nameOnly", true}, bsonField{"$db", name})
		if err != nil {
			return err
		}
		cursor, _ := r["cursor"].(map[string]any)
		batch, _ := cursor["firstBatch"].([]any)
		for _, item := range batch[:min(len(batch), maxMongo)] {
			collection, _ := item.(map[string]any)
			of, _ := collection["name"].(string)
			if of == "" {
				continue
			}
			n, _, err := askMongo(ctx, c, "count", bsonField{"count", of}, bsonField{"$db", name})
			if err != nil {
				return err
			}
			count, ok := n["n"].(int64)
			if !ok {
				count = -1
			}
			s.Holds(probe.Part{Kind: "collection", Name: name + "." + of, Count: count, Bytes: -1})
		}
	}
	return nil
}

// askMongo sends a command, to the database admin where it names none.
func askMongo(ctx context.Context, c *probe.Conn, what string, command ...bsonField) (r map[string]any, e *probe.Evidence, err error) {
	if command[len(command)-1].name != "$db" {
		command = append(command, bsonField{"$db", "admin"})
	}
	document := bson(command...)
	m := binary.LittleEndian.AppendUint32(nil, uint32(16+4+1+len(document)))
	m = append(m, 1, 0, 0, 0, 0, 0, 0, 0) // its number; of no answer
	m = binary.LittleEndian.AppendUint32(m, mongoMessage)
	m = append(append(m, 0, 0, 0, 0, 0), document...) // no flags, a section that is one document
	e, err = c.Exchange(ctx, "mongodb "+what, m, func() (string, error) {
		if r, err = readMongo(c); err != nil {
			return "", err
		}
		if r["ok"] == int64(1) {
			return "ok", nil
		}
		code, _ := r["code"].(int64)
		return "error " + itoa(int(code)), nil
	})
	return r, e, err
}

// readMongo reads a message: a head of 16 bytes, flags, one section of one document.
func readMongo(c *probe.Conn) (map[string]any, error) {
	head, err := readFrame(c, 16)
	if err != nil {
		return nil, err
	}
	f := fields{order: binary.LittleEndian, rest: head}
	n := f.i32()
	f.take(4)
	if answers, kind := f.i32(), f.i32(); answers != 1 || kind != mongoMessage {
		return nil, errProtocol
	}
	body, err := readFrame(c, int64(n)-16)
	if err != nil {
		return nil, err
	}
	if len(body) < 5 || body[4] != 0 {
		return nil, errProtocol
	}
	r, _, ok := readBSON(body[5:], 0)
	if _, has := r["ok"].(int64); !ok || !has {
		return nil, errProtocol
	}
	return r, nil
}
