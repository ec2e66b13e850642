package scan

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
)

// announce writes into the chain of custody which objects are about to be fetched:
// a run that is killed has fetched some of them and says so nowhere else.
func (s *scan) announce(ctx context.Context, t *target, objects []catalog.Object) error {
	first, last := &objects[0], &objects[len(objects)-1]
	return s.catalog.Record(ctx, catalog.Event{
		At: s.Now(), Event: "fetching", Target: t.name, Object: first.Mask, NameKey: hex.EncodeToString(first.Key[:]), Access: string(t.Access),
		Detail: fmt.Sprintf("from here on, up to %d objects of one shard, the last one %x: each that is begun has an entry of its own once it was fetched to its end, or could not be", len(objects), last.Key),
	})
}

// dropped writes into the chain of custody that an object was opened ahead and then
// not read, because the scan was to end, and how much of it had come. It stays
// pending.
func (w *worker) dropped(f *fetch) {
	if f.ready == nil {
		return
	}
	f.end()
	if <-f.ready; f.body == nil {
		return // nothing of it came
	}
	w.bundle.Custody = append(w.bundle.Custody, catalog.Event{
		At: w.Now(), Event: "fetched", Target: f.target.name, Object: f.object.Mask, NameKey: hex.EncodeToString(f.object.Key[:]), Access: string(f.target.Access),
		ETag: f.body.ETag(), Bytes: int64(len(f.head)), Detail: "not taken in: the scan was stopped before its turn came",
	})
}

// notRead notes why there is no reading of an object.
func (w *worker) notRead(t *target, o *catalog.Object, state catalog.State, reason exposure.Reason, detail string) {
	w.bundle.Custody = append(w.bundle.Custody, catalog.Event{
		At: w.Now(), Event: "fetched", Target: t.name, Object: o.Mask, NameKey: hex.EncodeToString(o.Key[:]), Access: string(t.Access),
		Detail: "not to its end: " + string(reason),
	})
	w.bundle.Outcomes = append(w.bundle.Outcomes, catalog.Outcome{Object: o.ID, State: state, Reason: reason, Detail: detail})
}
