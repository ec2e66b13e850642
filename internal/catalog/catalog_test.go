package catalog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

const testKey = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

var noon = time.Date(2022, 9, 24, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) *Catalog {
	t.Helper()
	c, err := Open(t.Context(), filepath.Join(t.TempDir(), "catalog.db"), testKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func unit(s string) (u exposure.Unit) { copy(u[:], s); return u }
func hash(s string) (h [32]byte)      { copy(h[:], s); return h }
func content(name string, members ...Member) Content {
	return Content{Unit: unit(name), Hash: hash(name), Media: "text/plain", Members: members}
}

func object(name string, promise int) Object {
	o := Object{Name: []byte(name), Mask: name, Size: 10, ETag: "1", Modified: noon, Promise: promise}
	copy(o.Key[:], name)
	return o
}

func TestWrongKeyAndNewerVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	c, err := Open(t.Context(), path, testKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetMeta(t.Context(), "label", "needle-in-the-clear"); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || bytes.Contains(raw, []byte("needle")) || bytes.Contains(raw, []byte("SQLite")) {
		t.Errorf("the file on disk is readable (%v)", err)
	}
	if _, err := Open(t.Context(), path, strings.Repeat("0", 64)); !errors.Is(err, ErrWrongKey) {
		t.Errorf("with another key: %v, want ErrWrongKey", err)
	}
	c, err = Open(t.Context(), path, testKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := Open(t.Context(), path, testKey); !errors.Is(err, ErrNewerVersion) {
		t.Errorf("a newer schema: %v, want ErrNewerVersion", err)
	}
}

func TestPagesAreSets(t *testing.T) {
	c, ctx := open(t), t.Context()
	target, err := c.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
	if err != nil {
		t.Fatal(err)
	}
	page := Page{Target: target.ID, Next: "m1", At: noon}
	for i := range 600 {
		page.Objects = append(page.Objects, object(fmt.Sprintf("o%04d", i), i%4))
	}
	for range 2 { // the same page again, as after a kill
		if err := c.SavePage(ctx, page); err != nil {
			t.Fatal(err)
		}
	}
	p, err := c.Progress(ctx)
	if err != nil || p.Listed != 600 || p.ListedBytes != 6000 || p.ListingDone {
		t.Fatalf("progress %+v, %v", p, err)
	}
	targets, _ := c.Targets(ctx)
	if targets[0].Objects != 600 || targets[0].Marker != "m1" {
		t.Errorf("target %+v counts a page twice or lost its marker", targets[0])
	}
	taken, seen, last := map[int64]bool{99: true}, 0, 3
	shards, err := c.PendingShards(ctx, taken, map[int64]bool{target.ID: true}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range shards {
		objects, err := c.ShardObjects(ctx, id)
		if err != nil || len(objects) == 0 || len(objects) > ShardObjects {
			t.Fatalf("shard %d has %d objects, %v", id, len(objects), err)
		}
		if objects[0].Promise > last {
			t.Errorf("promise %d comes after %d", objects[0].Promise, last)
		}
		last = objects[0].Promise
		seen += len(objects)
	}
	if seen != 600 {
		t.Errorf("shards hold %d objects of 600", seen)
	}
}

// A withheld name is NULL and comes back as nil: an empty one would be asked for.
func TestWithheldNameIsNotStored(t *testing.T) {
	c, ctx := open(t), t.Context()
	target, _ := c.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
	withheld := object("withheld", 0)
	withheld.Name, withheld.Page = nil, "m0"
	if err := c.SavePage(ctx, Page{Target: target.ID, Hold: true, Next: "not stored", Objects: []Object{withheld}, At: noon}); err != nil {
		t.Fatal(err)
	}
	shards, _ := c.PendingShards(ctx, nil, map[int64]bool{target.ID: true}, 1)
	objects, err := c.ShardObjects(ctx, shards[0])
	if err != nil || len(objects) != 1 || objects[0].Name != nil || objects[0].Page != "m0" {
		t.Errorf("a withheld name comes back as %+v, %v", objects, err)
	}
	if targets, _ := c.Targets(ctx); targets[0].Marker != "" {
		t.Errorf("a marker on hold is stored: %q", targets[0].Marker)
	}
}

// ways: x in a zip twice, the zip as two objects and once inside an outer zip.
func TestWaysMultiply(t *testing.T) {
	c, ctx := open(t), t.Context()
	target, _ := c.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
	if err := c.SavePage(ctx, Page{Target: target.ID, Last: true, At: noon,
		Objects: []Object{object("a.zip", 0), object("b.zip", 0), object("outer.zip", 0), object("x.txt", 0)}}); err != nil {
		t.Fatal(err)
	}
	shards, _ := c.PendingShards(ctx, nil, map[int64]bool{target.ID: true}, 1)
	objects, _ := c.ShardObjects(ctx, shards[0])
	x, orphan := content("x"), content("orphan")
	x.NotRead = []Part{{Way: "!/y", Reason: exposure.NotReadSpool, Bytes: 3}}
	orphan.NotRead = []Part{{Way: "!/z", Reason: exposure.NotReadSpool, Bytes: 5}}
	p := &Publication{
		Contents: []Content{
			x,
			content("zip", Member{Child: unit("x"), N: 2, Name: "x.txt"}),
			content("outer", Member{Child: unit("zip"), N: 1, Name: "a.zip", Dated: noon.AddDate(-1, 0, 0)}),
			orphan,
		},
		Shards: shards,
	}
	for i, root := range []string{"zip", "zip", "outer", "x"} {
		p.Readings = append(p.Readings, Reading{Object: objects[i].ID, ETag: "1", Size: 10, Content: unit(root), At: noon})
	}
	for range 2 {
		if _, err := c.Publish(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]Counted{}
	v := view(t, c)
	for n, err := range v.Contents(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		got[strings.TrimRight(string(n.Unit[:]), "\x00")] = n
	}
	want := map[string][2]uint64{"x": {7, 1}, "zip": {3, 2}, "outer": {1, 1}} // x: 1 + 2·3
	for name, w := range want {
		if got[name].Ways != w[0] || got[name].Objects != w[1] {
			t.Errorf("%s: %d ways, %d objects; want %v", name, got[name].Ways, got[name].Objects, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d contents count, want %d: one that nothing leads to must not", len(got), len(want))
	}
	sums, err := v.NotReadSums(ctx)
	if diff := cmp.Diff([]NotReadSum{{Reason: exposure.NotReadSpool, Parts: 1, Bytes: 3}}, sums); err != nil || diff != "" {
		t.Error(err, "parts of what nothing leads to must not count", diff)
	}
	parts, err := v.NotReadParts(ctx, 10)
	if err != nil || len(parts) != 1 || parts[0].Way != "az://contoso/q3/x.txt!/y" {
		t.Errorf("parts %+v, %v", parts, err)
	}
	if d := got["x"].Dated; !d.Equal(noon.AddDate(-1, 0, 0)) {
		t.Errorf("x is dated %s, want the earliest way", d)
	}
	ways, err := c.Ways(ctx, unit("x"), 10)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Way{
		{"az://contoso/q3", "x.txt", 1}, {"az://contoso/q3", "a.zip!/x.txt", 2}, {"az://contoso/q3", "b.zip!/x.txt", 2},
		{"az://contoso/q3", "outer.zip!/a.zip!/x.txt", 2},
	}, ways); diff != "" {
		t.Error(diff)
	}
	if left, _ := c.PendingShards(ctx, nil, map[int64]bool{target.ID: true}, 1); len(left) != 0 {
		t.Errorf("shard %d is still pending", left)
	}
}

func TestStreamedContentGetsItsKnownUnit(t *testing.T) {
	c, ctx := open(t), t.Context()
	if _, err := c.Publish(ctx, &Publication{Contents: []Content{content("same")}}); err != nil {
		t.Fatal(err)
	}
	again := content("same")
	again.Unit = unit("provisional")
	holder := content("holder", Member{Child: unit("provisional"), N: 1, Name: "m"})
	aliases, err := c.Publish(ctx, &Publication{Contents: []Content{again, holder}})
	if err != nil {
		t.Fatal(err)
	}
	if aliases[unit("provisional")] != unit("same") {
		t.Errorf("aliases %v", aliases)
	}
	if known, ok, err := c.Known(ctx, hash("same")); err != nil || !ok || known.Unit != unit("same") {
		t.Errorf("known %+v %t %v", known, ok, err)
	}
}

func TestDeeperReadingCompletesAContent(t *testing.T) {
	c, ctx := open(t), t.Context()
	cut := content("deep")
	cut.Depth, cut.Cut, cut.NotRead = 11, true, []Part{{Way: "!/in.zip", Reason: exposure.NotReadDepth}}
	whole := content("deep", Member{Child: unit("child"), N: 1, Name: "in.zip"})
	whole.Depth = 2
	for _, contents := range [][]Content{{cut}, {content("child"), whole}, {cut}} {
		if _, err := c.Publish(ctx, &Publication{Contents: contents}); err != nil {
			t.Fatal(err)
		}
	}
	known, _, _ := c.Known(ctx, hash("deep"))
	var left int
	if err := c.db.QueryRowContext(ctx, "SELECT count(*) FROM not_read").Scan(&left); err != nil {
		t.Fatal(err)
	}
	if known.Cut || known.Depth != 2 || left != 0 {
		t.Errorf("known %+v, %d parts not read: want it complete", known, left)
	}
}

func TestCustodyChain(t *testing.T) {
	c, ctx := open(t), t.Context()
	for i := range 5 {
		if err := c.Record(ctx, Event{At: noon, Event: "fetched", Object: fmt.Sprint("o", i), Bytes: 3}); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	n, head, err := c.ExportCustody(ctx, &out)
	if err != nil || n != 5 {
		t.Fatalf("%d entries, %v", n, err)
	}
	if n, again, err := VerifyCustody(bytes.NewReader(out.Bytes())); n != 5 || again != head || err != nil {
		t.Errorf("verify: %d %s %v", n, again, err)
	}
	lines := strings.SplitAfter(out.String(), "\n")
	for name, forged := range map[string]string{
		"changed": strings.Replace(out.String(), `"o2"`, `"oX"`, 1),
		"removed": strings.Join(append(append([]string{}, lines[:2]...), lines[3:]...), ""),
		"swapped": lines[0] + lines[2] + lines[1] + lines[3] + lines[4],
	} {
		if _, _, err := VerifyCustody(strings.NewReader(forged)); err == nil {
			t.Errorf("a chain with an entry %s verifies", name)
		}
	}
}

func view(t *testing.T, c *Catalog) *View {
	t.Helper()
	v, err := c.View(context.Background(), 12)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// A view shows one moment, whatever is published meanwhile, and no more are open
// than leave a connection to others.
func TestViewsShowOneMoment(t *testing.T) {
	c, ctx := open(t), context.Background()
	publish := func(u string) {
		t.Helper()
		name := Content{Unit: unit(u), Hash: [32]byte([]byte(u + strings.Repeat("-", 31))), Name: true}
		if _, err := c.Publish(ctx, &Publication{Contents: []Content{name}}); err != nil {
			t.Fatal(err)
		}
	}
	count := func(v *View) (n int) {
		t.Helper()
		for _, err := range v.Contents(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	publish("a")
	var open []*View
	for range views {
		v, err := c.View(ctx, 12)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, v)
	}
	publish("b")
	if n := count(open[0]); n != 1 {
		t.Errorf("%d contents in an old view, want 1", n)
	}
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	if _, err := c.View(short, 12); err == nil {
		t.Error("one view too many")
	}
	for _, v := range open {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := count(view(t, c)); n != 2 {
		t.Errorf("%d contents in a new view, want 2", n)
	}
}

func TestChooseDependsOnTheListingAlone(t *testing.T) {
	var first string
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 1, 0, 2}} {
		c, ctx := open(t), context.Background()
		target, _ := c.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
		all := []Object{object("a", 0), object("b", 3), object("c", 1), object("d", 0)}
		for _, i := range order {
			if err := c.SavePage(ctx, Page{Target: target.ID, Last: true, Objects: []Object{all[i]}, At: noon}); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Choose(ctx, target.ID, 2, 0, exposure.NotReadSample); err != nil {
			t.Fatal(err)
		}
		parts, err := view(t, c).NotReadParts(ctx, 10)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(parts); first == "" {
			first = got
		} else if got != first || len(parts) != 2 {
			t.Errorf("another order of listing chooses otherwise: %s, %s", first, got)
		}
	}
}

// What was published is known, in the process that published it and in the next.
func TestWhatIsPublishedIsKnown(t *testing.T) {
	numbered := func(n int) Content {
		x := content(fmt.Sprint("c", n))
		x.Hash = sha256.Sum256([]byte(x.Unit[:]))
		return x
	}
	path, ctx := filepath.Join(t.TempDir(), "catalog"), t.Context()
	c, err := Open(ctx, path, testKey)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 2000 {
		if c.seen == nil {
			t.Fatal("a new catalog does not remember what it publishes")
		}
		if _, err := c.Publish(ctx, &Publication{Contents: []Content{numbered(n), numbered(n / 2)}}); err != nil {
			t.Fatal(err)
		}
		if n%100 != 0 {
			continue
		}
		if _, ok, err := c.Known(ctx, numbered(n+1).Hash); err != nil || ok {
			t.Errorf("content %d is known before it is published, %v", n+1, err)
		}
	}
	check := func() {
		t.Helper()
		for n := range 2000 {
			if k, ok, err := c.Known(ctx, numbered(n).Hash); err != nil || !ok || k.Unit != numbered(n).Unit {
				t.Fatalf("content %d: %+v, %v, %v", n, k, ok, err)
			}
		}
	}
	check()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err = Open(ctx, path, testKey); err != nil {
		t.Fatal(err)
	}
	check()
	other := numbered(7)
	other.Unit = unit("other")
	if aliases, err := c.Publish(ctx, &Publication{Contents: []Content{other}}); err != nil || aliases[unit("other")] != unit("c7") {
		t.Errorf("aliases %v, %v", aliases, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}
