package detecttest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hemostat/hemostat/detect"
)

// everything is every rule's examples in a row, with marks where they ask for a
// field.
func everything(e *detect.Engine) *Corpus { return inGroups(e, 1<<30)[0] }

// inGroups is every rule's examples in groups of about most bytes.
func inGroups(e *detect.Engine, most int) (groups []*Corpus) {
	c := newCorpus("examples", "", 1)
	for _, r := range e.Rules() {
		positive, negative := r.Examples()
		for _, x := range append(positive, negative...) {
			if len(c.Text) > most {
				groups, c = append(groups, c), newCorpus("examples", "", 1)
			}
			c.record++
			c.mark(x.Field)
			c.add("%s", x.Text)
			c.mark("")
			c.add("\n")
		}
	}
	return append(groups, c)
}

var same = cmpopts.IgnoreUnexported(detect.Mention{})

// TestCutsDoNotMatter cuts the same text at every offset: in groups, for what it
// costs grows with the square of their size.
func TestCutsDoNotMatter(t *testing.T) {
	e := engine(t)
	step, found := 1, 0
	if testing.Short() {
		step = 37
	}
	st := e.Stream(detect.Segment{}, nil)
	for _, c := range inGroups(e, 3<<10) {
		found += cutEverywhere(t, e, st, c, step)
	}
	if found < len(e.Rules())*2 {
		t.Fatalf("only %d mentions of %d rules", found, len(e.Rules()))
	}
	c := everything(e)
	want := Collect(t, e, c.Segment, c.Text, c.Marks, 0)
	for _, piece := range []int{1, 2, 3, 5, 7, 64, 1000, 4096, 65536, 65537} {
		got := Collect(t, e, c.Segment, c.Text, c.Marks, piece)
		if d := cmp.Diff(want, got, same); d != "" {
			t.Fatalf("in pieces of %d bytes (-want +got):\n%s", piece, d)
		}
	}
}

// cutEverywhere returns how many mentions c has, in pieces of any size.
func cutEverywhere(t *testing.T, e *detect.Engine, st *detect.Stream, c *Corpus, step int) int {
	t.Helper()
	want := Collect(t, e, c.Segment, c.Text, c.Marks, 0)
	for cut := 1; cut < len(c.Text); cut += step {
		n := 0
		st.Reset(c.Segment, func(m detect.Mention) error {
			n++
			return nil
		})
		if err := write(st, c, cut); err != nil {
			t.Fatal(err)
		}
		if n != len(want) {
			t.Fatalf("in pieces of %d bytes: %d mentions, want %d", cut, n, len(want))
		}
	}
	return len(want)
}

// TestReset shows that a stream that was used finds what a new one finds.
func TestReset(t *testing.T) {
	e := engine(t)
	c := everything(e)
	want := Collect(t, e, c.Segment, c.Text, c.Marks, 0)
	var got []detect.Mention
	st := e.Stream(detect.Segment{}, func(detect.Mention) error { return nil })
	for _, other := range Corpora(30000, 3) {
		if err := write(st, other, 1000); err != nil {
			t.Fatal(err)
		}
		st.Reset(c.Segment, func(m detect.Mention) error {
			m.Value = bytes.Clone(m.Value)
			got = append(got, m)
			return nil
		})
		got = got[:0]
		if err := write(st, c, 777); err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Errorf("after %s: %d mentions, want %d", other.Name, len(got), len(want))
		}
		st.Reset(detect.Segment{}, func(detect.Mention) error { return nil })
	}
}

func TestScan(t *testing.T) {
	e := engine(t)
	c := Mail(300<<10, 5)
	n := 0
	count := func(detect.Mention) error { n++; return nil }
	if err := e.Scan(context.Background(), iotest.OneByteReader(bytes.NewReader(c.Text[:9000])), c.Segment, count); err != nil || n == 0 {
		t.Errorf("Scan: %d mentions, %v", n, err)
	}
	stop := errors.New("enough")
	if err := e.Scan(context.Background(), bytes.NewReader(c.Text), c.Segment, func(detect.Mention) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Scan: %v, want the error of fn", err)
	}
	broken := errors.New("broken")
	if err := e.Scan(context.Background(), iotest.ErrReader(broken), c.Segment, count); !errors.Is(err, broken) {
		t.Errorf("Scan: %v, want the error of the reader", err)
	}
}

// endless never ends.
type endless struct{ unit []byte }

func (r endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(r.unit) <= len(p) {
		n += copy(p[n:], r.unit)
	}
	return n, nil
}

func TestCancel(t *testing.T) {
	e := engine(t)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := e.Scan(ctx, endless{[]byte("jane@contoso.example password=Sommer2022! ")}, detect.Segment{}, func(detect.Mention) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Scan: %v, want %v", err, context.DeadlineExceeded)
	}
}

// TestConcurrent shares one engine; the race detector looks on.
func TestConcurrent(t *testing.T) {
	e := engine(t)
	c := everything(e)
	want := len(Collect(t, e, c.Segment, c.Text, c.Marks, 0))
	done := make(chan int)
	for range 4 {
		go func() {
			n := 0
			st := e.Stream(c.Segment, func(detect.Mention) error { n++; return nil })
			_ = write(st, c, 500)
			_ = e.Name("jane.doe@contoso.example.pst", func(detect.Mention) error { return nil })
			done <- n
		}()
	}
	for range 4 {
		if n := <-done; n != want {
			t.Errorf("%d mentions, want %d", n, want)
		}
	}
}
