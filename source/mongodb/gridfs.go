package mongodb

import (
	"context"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// The two collections of a bucket of files (github.com/mongodb/specifications, gridfs).
const (
	chunksEnd = ".chunks"
	filesEnd  = ".files"
)

// chunkBatch is how many chunks are asked for at a time, of 255 KiB each unless a program says otherwise.
const chunkBatch = 16

// filesOf returns the collection that tells the names of the files whose bytes are in chunks.
func filesOf(chunks string) string { return strings.TrimSuffix(chunks, chunksEnd) + filesEnd }

// A stored is what a bucket tells of one file.
type stored struct {
	object source.Object
	chunk  int64 // bytes of each but the last
}

// readStored reads the document of a file; ok is false where it does not tell a length.
func readStored(d bson.Raw) (f stored, ok bool) {
	f.object = source.Object{Current: true}
	if f.object.Size, ok = d.Lookup("length").AsInt64OK(); !ok || f.object.Size < 0 {
		return stored{}, false
	}
	f.chunk, _ = d.Lookup("chunkSize").AsInt64OK()
	f.object.ContentType, _ = d.Lookup("contentType").StringValueOK()
	if sum, ok := d.Lookup("md5").StringValueOK(); ok && len(sum) == 32 {
		f.object.MD5, _ = hex.DecodeString(sum)
	}
	if ms, ok := d.Lookup("uploadDate").DateTimeOK(); ok {
		f.object.Modified = bson.DateTime(ms).Time().UTC()
		f.object.ETag = strconv.FormatInt(ms, 36) + "-" + strconv.FormatInt(f.object.Size, 36)
	}
	return f, true
}

// isBucket reports whether two collections that are called as those of a bucket are one: chunks that
// say of which file they are, and files that say how long they are, with identifiers as drivers make them.
func (l *listing) isBucket(p place) (bool, error) {
	chunk, err := l.first(p.database, p.collection, bson.D{}, "files_id", "n")
	if err != nil || chunk == nil {
		return false, err
	}
	if _, ok := chunk.Lookup("files_id").ObjectIDOK(); !ok || !chunk.Lookup("n").IsNumber() {
		return false, nil
	}
	other := bson.A{isNot("_id", "objectId"), isNot("length", "number")}
	strange, err := l.first(p.database, filesOf(p.collection), bson.D{{Key: "$or", Value: other}}, "_id")
	return err == nil && strange == nil, err
}

func isNot(field, sort string) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: "$not", Value: bson.D{{Key: "$type", Value: sort}}}}}}
}

// first returns some fields of the first document that a filter selects, nil where it selects none.
func (l *listing) first(database, collection string, filter bson.D, fields ...string) (bson.Raw, error) {
	k, err := l.c.open(l.ctx, database, bson.D{
		{Key: "find", Value: collection}, {Key: "filter", Value: filter}, {Key: "projection", Value: only(fields...)}, {Key: "limit", Value: 1}, {Key: "singleBatch", Value: true},
		{Key: "maxTimeMS", Value: boundMillis},
	})
	if err != nil {
		return nil, err
	}
	d, err := k.next(l.ctx)
	if err == io.EOF {
		return nil, nil
	}
	return d, err
}

// only selects fields.
func only(fields ...string) (projection bson.D) {
	for _, name := range fields {
		projection = append(projection, bson.E{Key: name, Value: 1})
	}
	return projection
}

// bucket lists the files of one, and what in it is of no file, from where the page before
// ended; what turns out to be none as any collection.
func (l *listing) bucket(p place, c collection) error {
	filter := byID(bson.E{Key: "$type", Value: "objectId"})
	if l.after.database == p.database && l.after.collection == p.collection {
		switch {
		case l.after.rest:
			return nil
		case !l.after.file:
			return l.collection(p, c)
		}
		filter = byID(bson.E{Key: "$gt", Value: l.after.from.value})
	} else if is, err := l.isBucket(p); !is {
		if err = tolerable(err); err != nil {
			return err
		}
		return l.collection(p, c)
	}
	if err := l.files(p, filter); err != nil {
		return err
	}
	p.rest = true
	return l.add(p)
}

// files lists those that a filter selects. One that came since the bucket was looked at and
// tells no length is left to what is of no file.
func (l *listing) files(p place, filter bson.D) error {
	p.file = true
	k, err := l.c.open(l.ctx, p.database, bson.D{
		{Key: "find", Value: filesOf(p.collection)}, {Key: "filter", Value: filter}, {Key: "projection", Value: only("filename", "length", "uploadDate", "contentType", "md5")},
		{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "batchSize", Value: firstBatch},
	})
	if err != nil {
		return err
	}
	for {
		d, err := k.next(l.ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f, ok := readStored(d)
		if !ok {
			continue
		}
		if p.from, ok = newBound(d.Lookup("_id")); !ok {
			return l.c.try.Fail(source.ErrGarbled)
		}
		p.filename, _ = d.Lookup("filename").StringValueOK()
		f.object.Name = p.name()
		if err := l.give(f.object); err != nil {
			return err
		}
	}
}

// openFile begins to read a file of a bucket.
func (s *Source) openFile(ctx context.Context, c *conn, p place, o source.Object, at int64) (*source.Reading, error) {
	k, err := c.open(ctx, p.database, bson.D{
		{Key: "find", Value: filesOf(p.collection)}, {Key: "filter", Value: bson.D{{Key: "_id", Value: p.from.value}}}, {Key: "limit", Value: 1}, {Key: "singleBatch", Value: true},
	})
	if err != nil {
		return nil, err
	}
	d, err := k.next(ctx)
	if err == io.EOF {
		err = c.try.Fail(source.ErrGone)
	}
	if err != nil {
		return nil, err
	}
	f, ok := readStored(d)
	switch {
	case !ok:
		return nil, c.try.Fail(source.ErrGarbled)
	case o.ETag != "" && o.ETag != f.object.ETag:
		return nil, c.try.Fail(source.ErrChanged)
	case at > 0 && (o.ETag == "" || f.chunk <= 0 || at > f.object.Size):
		return nil, c.try.FromStart()
	}
	b := &fileBody{ctx: ctx, c: c, length: f.object.Size - at}
	if at > 0 {
		b.n, b.skip = at/f.chunk, at%f.chunk
	}
	b.chunks, err = c.open(ctx, p.database, bson.D{
		{Key: "find", Value: p.collection}, {Key: "filter", Value: bson.D{{Key: "files_id", Value: p.from.value}, {Key: "n", Value: bson.D{{Key: "$gte", Value: b.n}}}}},
		{Key: "sort", Value: bson.D{{Key: "n", Value: 1}}}, {Key: "batchSize", Value: chunkBatch},
	})
	if err != nil {
		return nil, err
	}
	b.chunks.size = chunkBatch
	return &source.Reading{Body: b, Size: f.object.Size, ETag: f.object.ETag, Modified: f.object.Modified}, nil
}

// fileBody gives the bytes of a file, chunk by chunk.
type fileBody struct {
	ctx    context.Context
	c      *conn
	chunks *cursor
	n      int64 // of the chunk that comes next
	skip   int64 // bytes of it that are not asked for
	length int64 // bytes still to come
	left   []byte
	err    error
}

// Read implements [io.Reader].
func (b *fileBody) Read(p []byte) (int, error) {
	for len(b.left) == 0 && b.err == nil {
		b.left, b.err = b.next()
	}
	if len(b.left) == 0 {
		return 0, b.err
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	return n, nil
}

// next returns the bytes of the next chunk. One that is missing is no end.
func (b *fileBody) next() ([]byte, error) {
	d, err := b.chunks.next(b.ctx)
	if err == io.EOF && b.length > 0 {
		return nil, b.c.try.Fail(source.ErrLength)
	}
	if err != nil {
		return nil, err
	}
	n, ok := d.Lookup("n").AsInt64OK()
	_, data, ok2 := d.Lookup("data").BinaryOK()
	if !ok || !ok2 || n != b.n || b.skip > int64(len(data)) {
		return nil, b.c.try.Fail(source.ErrLength)
	}
	data = data[b.skip:]
	b.n, b.skip, b.length = b.n+1, 0, b.length-int64(len(data))
	if b.length < 0 {
		return nil, b.c.try.Fail(source.ErrLength)
	}
	return data, nil
}

// Close implements [io.Closer].
func (b *fileBody) Close() error {
	b.c.end()
	return nil
}
