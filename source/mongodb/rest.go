package mongodb

import (
	"bytes"
	"context"
	"io"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// rest goes through what is in a bucket and of none of its files: documents that are no chunks
// of a file as drivers make them, and chunks of which no file is listed. The server is not asked
// to join the two collections, which is work for it and not known to all: which files
// the chunks are of is asked in steps, and then which of these there are.
type rest struct {
	c     *conn
	place place
	begun bool           // strange documents were asked for
	after *bson.ObjectID // the last file that was asked about, nil before the first
	rows  *cursor        // what is gone through; nil between two steps
}

// restStep is how many chunks are asked at a time of which file they are.
const restStep = 1000

// strange selects documents that the reading of no file comes upon.
var strange = bson.A{
	isNot("files_id", "objectId"),
	bson.D{{Key: "files_id", Value: bson.D{{Key: "$type", Value: "array"}}}}, // of which one may be an identifier
	bson.D{{Key: "n", Value: bson.D{{Key: "$not", Value: bson.D{{Key: "$gte", Value: 0}}}}}},
}

// next returns the next document, which is lent until the one after it; [io.EOF] ends them.
func (r *rest) next(ctx context.Context) (bson.Raw, error) {
	for {
		if r.rows != nil {
			d, err := r.rows.next(ctx)
			if err != io.EOF {
				return d, err
			}
			r.rows = nil
		}
		if err := r.step(ctx); err != nil {
			return nil, err
		}
	}
}

// step begins with what comes next, if there is something in it.
func (r *rest) step(ctx context.Context) (err error) {
	if !r.begun {
		r.begun = true
		r.rows, err = r.find(ctx, r.place.collection, bson.D{{Key: "$or", Value: strange}})
		return err
	}
	ids, err := r.files(ctx)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return io.EOF
	}
	last := ids[len(ids)-1]
	r.after = &last
	if ids, err = r.gone(ctx, ids); err != nil || len(ids) == 0 {
		return err
	}
	r.rows, err = r.find(ctx, r.place.collection, chunks(bson.E{Key: "$in", Value: ids}))
	return err
}

// chunks selects those of which the file's identifier is as it is said, and that are not strange.
func chunks(ofFile bson.E) bson.D {
	return bson.D{{Key: "files_id", Value: bson.D{ofFile}}, {Key: "$nor", Value: strange}}
}

func (r *rest) find(ctx context.Context, collection string, filter bson.D, more ...bson.E) (*cursor, error) {
	command := bson.D{{Key: "find", Value: collection}, {Key: "filter", Value: filter}, {Key: "batchSize", Value: restStep}}
	return r.c.open(ctx, r.place.database, append(command, more...))
}

// files returns the identifiers of the files that come next, by their chunks. A file of more
// chunks than are asked for is passed in one step.
func (r *rest) files(ctx context.Context) (ids []bson.ObjectID, err error) {
	filter := bson.D{{Key: "$nor", Value: strange}}
	if r.after != nil {
		filter = chunks(bson.E{Key: "$gt", Value: *r.after})
	}
	k, err := r.find(ctx, r.place.collection, filter, bson.E{Key: "projection", Value: only("files_id")},
		bson.E{Key: "sort", Value: bson.D{{Key: "files_id", Value: 1}}}, bson.E{Key: "limit", Value: restStep})
	if err != nil {
		return nil, err
	}
	last := r.after
	for count := 0; ; count++ {
		d, err := k.next(ctx)
		if err == io.EOF {
			return ids, nil
		}
		if err != nil {
			return nil, err
		}
		id, ok := d.Lookup("files_id").ObjectIDOK()
		again := len(ids) > 0 && id == *last
		switch {
		case !ok, count == restStep, !again && last != nil && bytes.Compare(id[:], last[:]) <= 0:
			return nil, r.c.try.Fail(source.ErrGarbled) // it would go on for ever, or leave some out
		case !again:
			ids, last = append(ids, id), &id
		}
	}
}

// gone returns those of ids that are of no file that is listed.
func (r *rest) gone(ctx context.Context, ids []bson.ObjectID) ([]bson.ObjectID, error) {
	k, err := r.find(ctx, filesOf(r.place.collection), byID(bson.E{Key: "$in", Value: ids}), bson.E{Key: "projection", Value: only("length")})
	if err != nil {
		return nil, err
	}
	there := map[bson.ObjectID]bool{}
	for range len(ids) + 1 {
		d, err := k.next(ctx)
		if err == io.EOF {
			return slices.DeleteFunc(ids, func(id bson.ObjectID) bool { return there[id] }), nil
		}
		if err != nil {
			return nil, err
		}
		if id, ok := d.Lookup("_id").ObjectIDOK(); ok {
			_, there[id] = readStored(d)
		}
	}
	return nil, r.c.try.Fail(source.ErrGarbled)
}
