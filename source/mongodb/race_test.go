package mongodb_test

import (
	"context"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// A context that ends at any time, while documents are read, closes the connection beside the
// reading: the race detector sees what both touch.
func TestCancelled(t *testing.T) {
	s := played(t, func(name string, _ bson.D) bson.D {
		switch name {
		case "find":
			return batch("firstBatch", 7, "shop.c", bson.D{{Key: "_id", Value: 1}})
		case "getMore":
			return batch("nextBatch", 7, "shop.c", bson.D{{Key: "_id", Value: 2}})
		}
		return shop(name, named("c"))
	})
	src := at(t, s, "", mongodb.Options{}, sourcetest.Options{})
	for begun, turns := time.Now(), 0; turns < 4000 && time.Since(begun) < 3*time.Second; turns++ {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(rand.Int64N(int64(2*time.Millisecond))), cancel)
		r, err := src.Open(ctx, source.Object{Name: "shop/c.bson"}, 0)
		if err == nil {
			_, err = io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		if cancel(); err == nil {
			t.Fatal("what has no end was read to its end")
		}
	}
}
