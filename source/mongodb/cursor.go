package mongodb

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// cursorName is how a server knows a cursor.
type cursorName struct {
	database, collection string
	id                   int64 // 0 when it is at its end
}

// How many documents are asked for at a time: few at first, more as long as they are short.
// A server adds none to a reply of 16 MiB.
const (
	firstBatch = 1000
	mostBatch  = 100_000
	shortReply = 2 << 20 // bytes
	mostEmpty  = 100     // replies in a row without a document
)

// A cursor goes through what a command found.
type cursor struct {
	c     *conn
	batch []byte // what of the reply was not gone through yet
	size  int32  // documents of a batch
}

// open runs a command whose reply is a cursor.
func (c *conn) open(ctx context.Context, database string, command bson.D) (*cursor, error) {
	reply, err := c.command(ctx, database, command)
	if err != nil {
		return nil, err
	}
	k := &cursor{c: c, size: firstBatch}
	c.busy.Lock()
	c.cursor.database = database
	c.busy.Unlock()
	return k, k.take(reply, "firstBatch")
}

// take begins with the documents of a reply.
func (k *cursor) take(reply bson.Raw, batch string) error {
	id, ok := reply.Lookup("cursor", "id").AsInt64OK()
	array, ok2 := reply.Lookup("cursor", batch).ArrayOK()
	if !ok || !ok2 || !isDocument(array) {
		return k.c.try.Fail(source.ErrGarbled)
	}
	k.batch = array[4 : len(array)-1]
	k.c.busy.Lock()
	defer k.c.busy.Unlock()
	k.c.cursor.id = id
	if ns, ok := reply.Lookup("cursor", "ns").StringValueOK(); ok && len(ns) > len(k.c.cursor.database) {
		k.c.cursor.collection = ns[len(k.c.cursor.database)+1:]
	}
	return nil
}

// next returns the next document, which is lent until the one after it; [io.EOF] ends them.
func (k *cursor) next(ctx context.Context) (bson.Raw, error) {
	for empty := 0; len(k.batch) == 0; empty++ {
		if k.c.cursor.id == 0 {
			return nil, io.EOF
		}
		if empty == mostEmpty {
			return nil, k.c.try.Fail(source.ErrGarbled)
		}
		if k.c.reply.Len() < shortReply {
			k.size = min(2*k.size, mostBatch)
		}
		at := k.c.cursor
		reply, err := k.c.command(ctx, at.database, bson.D{{Key: "getMore", Value: at.id}, {Key: "collection", Value: at.collection}, {Key: "batchSize", Value: k.size}})
		if err != nil {
			return nil, err
		}
		if err := k.take(reply, "nextBatch"); err != nil {
			return nil, err
		}
	}
	document, rest, ok := element(k.batch)
	if !ok {
		return nil, k.c.try.Fail(source.ErrGarbled)
	}
	k.batch = rest
	return document, nil
}

// element takes the first of an array's elements (bsonspec.org/spec.html), which is a document.
func element(elements []byte) (document bson.Raw, rest []byte, ok bool) {
	end := bytes.IndexByte(elements, 0)
	if end < 1 || bson.Type(elements[0]) != bson.TypeEmbeddedDocument || len(elements) < end+5 {
		return nil, nil, false
	}
	value := elements[end+1:]
	n := binary.LittleEndian.Uint32(value)
	if uint64(n) > uint64(len(value)) || !isDocument(value[:n]) {
		return nil, nil, false
	}
	return bson.Raw(value[:n]), value[n:], true
}
