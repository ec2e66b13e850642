package scan_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// shelf is a source of objects in memory, which can be cut off.
type shelf struct {
	objects map[string][]byte
	cut     int64 // bytes after which a reading is closed; 0: none
	page    int   // objects in a page of the listing, whose marker is the last name before; 0: all
	opened  atomic.Int64
	listed  atomic.Int64  // pages
	opening func(n int64) // told which opening it is; may be nil
	// refuseFrom is the opening from which on the grant has ended; 0: never.
	refuseFrom int64
}

func (s *shelf) List(_ context.Context, marker string) (source.Page, error) {
	s.listed.Add(1)
	var page source.Page
	for name, data := range s.objects {
		page.Objects = append(page.Objects, source.Object{Name: name, Size: int64(len(data)), ETag: "e", Current: true, Modified: time.Unix(1e9, 0)})
	}
	slices.SortFunc(page.Objects, func(a, b source.Object) int { return strings.Compare(a.Name, b.Name) })
	page.Objects = slices.DeleteFunc(page.Objects, func(o source.Object) bool { return o.Name <= marker })
	if s.page > 0 && len(page.Objects) > s.page {
		page.Objects = page.Objects[:s.page]
		page.Next = page.Objects[s.page-1].Name
	}
	return page, nil
}

func (s *shelf) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	n := s.opened.Add(1)
	if s.opening != nil {
		s.opening(n)
	}
	if s.refuseFrom > 0 && n >= s.refuseFrom {
		refusal := &scope.Refusal{What: "shelf", Why: "over", Err: scope.ErrExpired}
		return nil, source.FailTransport(ctx, "open", "shelf", o.Name, refusal)
	}
	data := s.objects[o.Name]
	body := io.Reader(bytes.NewReader(data[at:]))
	if s.cut > 0 && s.cut < int64(len(data)) {
		body = io.MultiReader(bytes.NewReader(data[at:s.cut]), broken{})
	}
	return &source.Reading{Body: io.NopCloser(body), ETag: "e", Size: int64(len(data))}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) {
	return 0, source.Fail(source.Error{Op: "read", Kind: source.ErrClosedMidway})
}

// trial is one campaign of a test.
type trial struct {
	t        *testing.T
	campaign *campaign.Campaign
	drain    context.Context
}

func newTrial(t *testing.T, key *seal.Key) *trial {
	t.Helper()
	c, err := campaign.Create(t.Context(), t.TempDir(), "c", key, campaign.Properties{Basis: exposure.Finder, Depth: exposure.Read, Digest: "d", Label: "c"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &trial{t, c, t.Context()}
}

func (x *trial) run(src source.Source, change func(*scan.Options)) scan.Result {
	x.t.Helper()
	engine, err := detect.New(detect.Options{})
	if err != nil {
		x.t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		x.t.Fatal(err)
	}
	defer extractor.Close()
	target, err := exposure.ParseTarget("file:///shelf")
	if err != nil {
		x.t.Fatal(err)
	}
	o := scan.Options{Campaign: x.campaign, Engine: engine, Extractor: extractor, Workers: 1,
		Targets: []scan.Target{{Target: target, Source: src, Depth: exposure.Read}}}
	if change != nil {
		change(&o)
	}
	result, err := scan.Run(x.t.Context(), x.drain, o)
	if err != nil {
		x.t.Fatal(err)
	}
	return result
}

// figures returns the figures, and holds the replay to agree with them.
func (x *trial) figures() *attribute.Figures {
	x.t.Helper()
	desk := inquiry.New(x.campaign, nil)
	f, err := desk.Figures(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	if r, err := desk.Replay(x.t.Context()); err != nil || !r.Agrees {
		x.t.Errorf("the replay does not agree: %+v, %v", r, err)
	}
	return f
}

func kind(f *attribute.Figures, k exposure.Kind) attribute.KindFigure {
	for _, figure := range f.Kinds {
		if figure.Kind == k {
			return figure
		}
	}
	return attribute.KindFigure{}
}

// large is a table of over 16 MiB with ten addresses of its own.
func large(n int) []byte {
	var b bytes.Buffer
	b.WriteString("id,note,email\n")
	pad := strings.Repeat("lorem ipsum dolor ", 95_000)
	for i := range 10 {
		fmt.Fprintf(&b, "%d,%s,kanarie%d@file%d-kanarie.test\n", i, pad, i, n)
	}
	return b.Bytes()
}

func packTar(t *testing.T, members ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		data := members[i+1].([]byte)
		if err := w.WriteHeader(&tar.Header{Name: members[i].(string), Mode: 0o600, Size: int64(len(data)), ModTime: time.Unix(1e9, 0)}); err != nil {
			t.Fatal(err)
		}
		w.Write(data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func packZip(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, err := w.Create("note.txt")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(m, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A streamed member keeps its unit when members before it are skipped because
// they were read before the interruption.
func TestResumedInsideOfALargeArchive(t *testing.T) {
	data := packTar(t, "inner.zip", packZip(t, "mail kanarie@zip-kanarie.test"), "1.csv", large(1), "2.csv", large(2), "3.csv", large(3))
	key := seal.NewKey()
	undisturbed, cut := newTrial(t, key), newTrial(t, key)
	undisturbed.run(&shelf{objects: map[string][]byte{"backup.tar": data}}, nil)
	if r := cut.run(&shelf{objects: map[string][]byte{"backup.tar": data}, cut: 20 << 20}, nil); r.Complete() {
		t.Error("cut off, it calls itself complete")
	}
	if r := cut.run(&shelf{objects: map[string][]byte{"backup.tar": data}}, nil); !r.Complete() {
		t.Error("the second run is not complete")
	}
	want, got := undisturbed.figures(), cut.figures()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cut off and resumed it counts otherwise:\n%s", diff)
	}
	if n := kind(want, exposure.Email); n.Mentions != 31 || n.Distinct != 31 {
		t.Errorf("e-mail %+v, want 31 mentions, all different", n)
	}
}

// Equal members count once each, whether their hash was known before they were
// read or only at their end.
func TestEqualMembersCountEach(t *testing.T) {
	for name, member := range map[string][]byte{"small": []byte("a kanarie@file-kanarie.test b"), "streamed": large(1)} {
		t.Run(name, func(t *testing.T) {
			x := newTrial(t, seal.NewKey())
			x.run(&shelf{objects: map[string][]byte{"b.tar": packTar(t, "1.csv", member, "2.csv", member)}}, nil)
			n := kind(x.figures(), exposure.Email)
			if n.Mentions != 2*n.Distinct || n.Distinct == 0 {
				t.Errorf("e-mail %+v, want each address twice", n)
			}
		})
	}
}

// What a grant did not allow is read once it does.
func TestRaisedGrant(t *testing.T) {
	src := &shelf{objects: map[string][]byte{"a.txt": []byte("kanarie@a-kanarie.test"), "b.txt": []byte("kanarie@b-kanarie.test"), "c.txt": []byte("kanarie@c-kanarie.test")}}
	x := newTrial(t, seal.NewKey())
	for _, step := range []struct {
		depth  exposure.Depth
		sample int64
		want   uint64
	}{{exposure.List, 0, 0}, {exposure.List, 2, 2}, {exposure.Read, 0, 3}} {
		x.run(src, func(o *scan.Options) { o.Targets[0].Depth, o.Targets[0].SampleObjects = step.depth, step.sample })
		if n := kind(x.figures(), exposure.Email); n.Mentions != step.want {
			t.Errorf("depth %s, sample %d: %d mentions, want %d", step.depth, step.sample, n.Mentions, step.want)
		}
	}
	if n := src.opened.Load(); n != 3 {
		t.Errorf("3 objects were opened %d times", n)
	}
}

// Neither workers nor the order of shards nor the number of runs shows.
func TestOrderOfWork(t *testing.T) {
	src := &shelf{objects: map[string][]byte{}}
	for i := range 900 {
		text := fmt.Sprintf("name,e-mail\nQuilla Vandersloot%d,q%d@kanarie%d.test\n", i%40, i%90, i%7)
		src.objects[fmt.Sprintf("crm/%04d.csv", i)] = []byte(text)
		src.objects[fmt.Sprintf("zip/%04d.zip", i)] = packZip(t, text)
	}
	key := seal.NewKey()
	var want []byte
	for i, change := range []func(*scan.Options){
		nil,
		func(o *scan.Options) { o.Workers, o.Shuffle = 8, 1 },
		func(o *scan.Options) { o.Workers, o.Shuffle = 3, 2 },
	} {
		x := newTrial(t, key)
		x.run(src, change)
		got, err := json.Marshal(x.figures())
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = got
		} else if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("way %d counts otherwise:\n%s", i, diff)
		}
	}
}

// Names that quote somebody are not stored on the basis of a finder. To find
// them again takes no more than listing once more, also where the run before was stopped.
func TestWithheldNames(t *testing.T) {
	s := &shelf{objects: map[string][]byte{}, page: 4}
	const pages = 30
	for i := range pages * s.page {
		name := fmt.Sprintf("mail/kanarie%d@file%04d-kanarie.test", i, i)
		s.objects[name] = fmt.Appendf(nil, "Dear reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	drain, stop := context.WithCancel(t.Context())
	x.drain = drain
	s.opening = func(n int64) {
		if n == int64(len(s.objects)/2) {
			stop()
		}
	}
	x.run(s, nil)
	x.drain = t.Context()
	if n := s.opened.Load(); n > pages*int64(s.page)*3/4 {
		t.Fatalf("%d objects were opened before the stop", n)
	}
	if n := s.listed.Load(); n > pages*2+2 {
		t.Errorf("%d pages were listed for half of %d", n, pages)
	}
	s.listed.Store(0)
	if r := x.run(s, nil); !r.Complete() || r.Progress.Read != int64(len(s.objects)) {
		t.Errorf("not complete: %+v", r)
	}
	if n := s.listed.Load(); n > pages*2+2 { // the listing may have been stopped too, and has no marker to go on from
		t.Errorf("going on listed %d pages of %d", n, pages)
	}
	if f := kind(x.figures(), exposure.Email); f.Distinct != 2*uint64(len(s.objects)) {
		t.Errorf("%d addresses are distinct, want %d", f.Distinct, 2*len(s.objects))
	}
}

// A value can have one class here and another there. Which one counts depends
// neither on which object is read first nor on where a scan was stopped.
func TestClassDoesNotDependOnOrder(t *testing.T) {
	example := []byte("see https://joe:Passw0rd@contoso-kanarie.test/ for the form\n")
	live := []byte("password = Passw0rd\nproject_id: Orion-4711\n")
	key := seal.NewKey()
	var want *attribute.Figures
	for name, objects := range map[string]map[string][]byte{
		"one":   {"a.txt": example, "b.txt": live},
		"other": {"a.txt": live, "b.txt": example},
	} {
		for _, stopped := range []bool{false, true} {
			x, s := newTrial(t, key), &shelf{objects: objects}
			if stopped {
				drain, stop := context.WithCancel(t.Context())
				s.opening = func(int64) { stop() }
				x.drain = drain
				x.run(s, nil)
				x.drain, s.opening = t.Context(), nil
			}
			x.run(s, nil)
			f := x.figures()
			if f.UsableSecrets != 1 {
				t.Errorf("%s, stopped %t: %d usable credentials, want 1", name, stopped, f.UsableSecrets)
			}
			if want == nil {
				want = f
			}
			if diff := cmp.Diff(want.Kinds, f.Kinds); diff != "" {
				t.Errorf("%s, stopped %t: (-first +this)\n%s", name, stopped, diff)
			}
		}
	}
}

// A grant that ends while objects are read ends the reading: no more is asked for
// than was under way, what was opened before is read, and the next run goes on.
func TestGrantEndsMidway(t *testing.T) {
	s := &shelf{objects: map[string][]byte{}}
	for i := range 40 {
		s.objects[fmt.Sprintf("%02d.txt", i)] = fmt.Appendf(nil, "mail reader%d@file-kanarie.test\n", i)
	}
	x := newTrial(t, seal.NewKey())
	s.refuseFrom = 10
	var told int
	r := x.run(s, func(o *scan.Options) { o.Notify = func(string, string) { told++ } })
	if n := s.opened.Load(); n < 10 || n > 9+33 || r.Complete() || r.Progress.Read != 9 || r.Progress.Failed != 31 || told != 1 {
		t.Errorf("%d opened, %d read, %d to be tried again, told %d times, complete %t", n, r.Progress.Read, r.Progress.Failed, told, r.Complete())
	}
	s.refuseFrom = 0
	if r := x.run(s, nil); !r.Complete() || r.Progress.Read != 40 {
		t.Errorf("the next run does not go on: %+v", r)
	}
	if f := kind(x.figures(), exposure.Email); f.Distinct != 40 {
		t.Errorf("%d addresses are distinct, want 40", f.Distinct)
	}
}

// A member that turns out to be known just when the contents of a very large object
// are published in its midst still counts where it stands.
func TestKnownMemberOfAVeryLargeObject(t *testing.T) {
	for _, before := range []int{4094, 4095} { // with the large one, and the first object where it waits too, 4096 contents
		var members []any
		for i := range before {
			members = append(members, fmt.Sprintf("%d.txt", i), fmt.Appendf(nil, "note %d", i))
		}
		members = append(members, "large.csv", large(1))
		x := newTrial(t, seal.NewKey())
		x.run(&shelf{objects: map[string][]byte{"a.csv": large(1), "b.tar": packTar(t, members...)}}, nil)
		if n := kind(x.figures(), exposure.Email); n.Mentions != 2*n.Distinct || n.Distinct == 0 {
			t.Errorf("after %d members: e-mail %+v, want each address twice", before, n)
		}
	}
}
