package mongodb

import (
	"errors"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// collection lists one collection as one object, or as several parts: from where the
// page before ended.
func (l *listing) collection(p place, c collection) error {
	if l.after.database == p.database && l.after.collection == p.collection {
		if !l.after.part || l.after.to.text == "" {
			return nil
		}
		p.part, p.from = true, l.after.to
	}
	rows, err := l.rows(p, c)
	if err != nil {
		return err
	}
	for {
		next, err := l.bound(p, rows)
		if err != nil {
			return err
		}
		if next.text == "" {
			p.to = bound{}
			return l.add(p)
		}
		p.part, p.to = true, next
		if err := l.add(p); err != nil {
			return err
		}
		p.from = next
	}
}

// rows returns how many documents a part of a collection has, 0 where it is not divided.
func (l *listing) rows(p place, c collection) (int64, error) {
	if c.whole {
		return 0, nil
	}
	stats, err := l.c.command(l.ctx, p.database, bson.D{{Key: "collStats", Value: p.collection}})
	if err != nil {
		return 0, tolerable(err)
	}
	count, _ := stats.Lookup("count").AsInt64OK()
	length, _ := stats.Lookup("avgObjSize").AsInt64OK()
	rows := min(l.s.options.PartRows, max(1, l.s.options.PartBytes/max(1, length)))
	if count <= rows && !p.part {
		return 0, nil
	}
	return rows, nil
}

// bound returns the value of _id that stands a number of documents behind the beginning
// of p; none where there are not as many, or where none can be told: then the rest is
// one part.
func (l *listing) bound(p place, rows int64) (bound, error) {
	if rows == 0 {
		return bound{}, nil
	}
	filter := bson.D{}
	if p.from.text != "" {
		filter = byID(bson.E{Key: "$gte", Value: p.from.value})
	}
	k, err := l.c.open(l.ctx, p.database, bson.D{
		{Key: "find", Value: p.collection}, {Key: "filter", Value: filter}, {Key: "projection", Value: bson.D{{Key: "_id", Value: 1}}},
		{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "skip", Value: rows}, {Key: "limit", Value: 1}, {Key: "singleBatch", Value: true},
		{Key: "maxTimeMS", Value: boundMillis},
	})
	if err != nil {
		return bound{}, tolerable(err)
	}
	document, err := k.next(l.ctx)
	if err == io.EOF {
		return bound{}, nil
	}
	if err != nil {
		return bound{}, err
	}
	b, ok := newBound(document.Lookup("_id"))
	if !ok || b.tells() && !l.s.options.KeepsValues {
		return bound{}, nil
	}
	if b.text == p.from.text {
		return bound{}, l.c.try.Fail(source.ErrGarbled)
	}
	return b, nil
}

// tolerable returns nil for an error by which a server answers that it does not do what
// was asked: then a collection is not divided, or not further. Reading it will tell more.
func tolerable(err error) error {
	var e *source.Error
	if errors.As(err, &e) && e.Code != "" && (e.Kind == source.ErrRequest || e.Kind == source.ErrTimeout || e.Kind == source.ErrDenied || e.Kind == source.ErrClosedMidway) {
		return nil
	}
	return err
}
