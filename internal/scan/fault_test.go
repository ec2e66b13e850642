package scan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/internal/seal"
)

// A panic at the end of a content costs the object that it stands in and no other,
// and nothing of that object counts.
func TestPanicAtTheEndOfAContent(t *testing.T) {
	const objects = 700
	for _, poison := range []string{"0350.txt", "0350.zip"} {
		s := &shelf{objects: map[string][]byte{}}
		for i := range objects {
			text := fmt.Sprintf("mail reader%d@file-kanarie.test\n", i)
			s.objects[fmt.Sprintf("%04d%s", i, path.Ext(poison))] = []byte(text)
			if path.Ext(poison) == ".zip" {
				s.objects[fmt.Sprintf("%04d.zip", i)] = packZip(t, text)
			}
		}
		for _, workers := range []int{1, 3} {
			x := newTrial(t, seal.NewKey())
			var mu sync.Mutex
			var lost []string
			r := x.run(s, func(o *scan.Options) {
				o.Workers = workers
				o.Trace = func(_, line string) {
					mu.Lock()
					defer mu.Unlock()
					lost = append(lost, line)
				}
				o.OnFinish(func(c *extract.Content) {
					if strings.HasPrefix(c.Way, poison) && c.Media == "text/plain" {
						panic("reader350@file-kanarie.test")
					}
				})
			})
			if len(lost) != 1 || lost[0] != poison+": a fault of this program" {
				t.Errorf("%s, %d workers: %d not read, %q first", poison, workers, len(lost), lost[:min(len(lost), 3)])
			}
			if r.Progress.Read != objects-1 || r.Progress.NotRead+r.Progress.Failed != 1 {
				t.Errorf("%s, %d workers: %+v", poison, workers, r.Progress)
			}
			f := x.figures()
			if n := kind(f, exposure.Email); n.Mentions != objects-1 || n.Distinct != objects-1 {
				t.Errorf("%s, %d workers: e-mail %+v", poison, workers, n)
			}
			if len(f.NotRead) != 1 || f.NotRead[0].Reason != exposure.NotReadFault || f.NotRead[0].Parts != 1 {
				t.Errorf("%s, %d workers: not read %+v", poison, workers, f.NotRead)
			}
			if units, err := x.campaign.Ledger.Unsettled(); err != nil || len(units) > 0 {
				t.Errorf("%d units are left open, %v", len(units), err)
			}
			if text := x.custody(); strings.Contains(text, "reader350") {
				t.Errorf("the chain of custody quotes it: %s", text)
			}
		}
	}
}

// What an object that broke off had found last does not count in the next one.
func TestBrokenOffCountsNowhere(t *testing.T) {
	text := bytes.Repeat([]byte(strings.Repeat("lorem ipsum ", 80)+"\n"), 20<<10)
	copy(text[17<<20:], "\nmail broken@off-kanarie.test\n")
	s := &shelf{objects: map[string][]byte{"a.txt": text}, cut: 18 << 20}
	for i := range 20 {
		s.objects[fmt.Sprintf("b%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	r := x.run(s, nil)
	if r.Progress.Read != 20 || r.Progress.Failed != 1 {
		t.Fatalf("%+v", r.Progress)
	}
	if n := kind(x.figures(), exposure.Email); n.Mentions != 20 || n.Distinct != 20 {
		t.Errorf("e-mail %+v, want 20 of those that were read", n)
	}
}

// custody returns the chain of custody.
func (x *trial) custody() string {
	x.t.Helper()
	var b strings.Builder
	if _, _, err := x.campaign.Catalog.ExportCustody(x.t.Context(), &b); err != nil {
		x.t.Fatal(err)
	}
	return b.String()
}

// events returns those of one sort in the chain of custody, in order.
func (x *trial) events(event string) (all []catalog.Event) {
	x.t.Helper()
	for line := range strings.Lines(x.custody()) {
		var e catalog.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			x.t.Fatal(err)
		}
		if e.Event == event {
			all = append(all, e)
		}
	}
	return all
}

// Each shard is announced by its first and last object before one of them is
// opened, and each object that was begun has an entry of its own.
func TestShardsAreAnnounced(t *testing.T) {
	const objects, shard = 600, 256
	s := &shelf{objects: map[string][]byte{}}
	for i := range objects {
		s.objects[fmt.Sprintf("%04d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	s.opening = func(n int64) {
		if announced := x.events("fetching"); len(announced) < int(n-1)/shard+1 {
			t.Errorf("at opening %d, %d shards were announced", n, len(announced))
		}
	}
	x.run(s, nil)
	fetched := x.events("fetched")
	if len(fetched) != objects {
		t.Fatalf("%d entries for %d objects", len(fetched), objects)
	}
	announced := x.events("fetching")
	if len(announced) != 3 {
		t.Fatalf("%d shards were announced", len(announced))
	}
	for i, a := range announced {
		first, last := fetched[i*shard], fetched[min((i+1)*shard, objects)-1]
		n := min(shard, objects-i*shard)
		if a.Object != first.Object || a.NameKey != first.NameKey || first.NameKey == "" ||
			!strings.Contains(a.Detail, fmt.Sprintf("up to %d objects", n)) || !strings.Contains(a.Detail, last.NameKey) {
			t.Errorf("shard %d: %+v, from %s to %s", i, a, first.NameKey, last.NameKey)
		}
	}
}

// Once a grant has ended no shard is announced, and each object that is not asked
// for any more has its entry.
func TestNothingIsAnnouncedAfterTheGrant(t *testing.T) {
	const objects = 600
	s := &shelf{objects: map[string][]byte{}, refuseFrom: 10}
	for i := range objects {
		s.objects[fmt.Sprintf("%04d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	x.run(s, nil)
	if n := len(x.events("fetching")); n != 1 {
		t.Errorf("%d shards were announced", n)
	}
	seen, refused := map[string]bool{}, 0
	for _, e := range x.events("fetched") {
		seen[e.NameKey] = true
		if e.Detail == "not to its end: scope" && e.SHA256 == "" {
			refused++
		}
	}
	if len(seen) != objects || refused != objects-9 {
		t.Errorf("%d objects have an entry, %d say that the scope ended", len(seen), refused)
	}
}

// A drain leaves objects of an announced shard that were never begun: they have no
// entry, and the announcement does not say so.
func TestDrainLeavesNoEntry(t *testing.T) {
	s := &shelf{objects: map[string][]byte{}}
	for i := range 40 {
		s.objects[fmt.Sprintf("%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	drain, stop := context.WithCancel(t.Context())
	x.drain = drain
	s.opening = func(n int64) {
		if n == 5 {
			stop()
		}
	}
	x.run(s, nil)
	announced, fetched := x.events("fetching"), x.events("fetched")
	if len(announced) != 1 || len(fetched) != int(s.opened.Load()) || !strings.Contains(announced[0].Detail, "each that is begun") {
		t.Errorf("%d opened, %d entries, announced %+v", s.opened.Load(), len(fetched), announced)
	}
}
