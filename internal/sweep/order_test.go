package sweep

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// Whatever detection decides late comes out where it stands in the text.
func TestFindingsComeInTheOrderOfTheText(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	for i := range 30_000 {
		switch rng.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "mail: person%d@contoso.example\n", i)
		case 1:
			b.WriteString("data: cGxlYXNlIHdyaXRlIHRvIGphbmUuZG9lQGNvbnRvc28uZXhhbXBsZSBhYm91dCBpdA==\n")
		case 2:
			b.WriteString("Contact: Jane Doe, Contoso Kanarie Ltd, phone +49 30 901820\n")
		case 3:
			b.WriteString("host 192.0.2.7 password=\"Xk9!mPq2vRt\" jane%2Edoe%40contoso.example\n")
		default:
			b.WriteString("nothing\n")
		}
	}
	path := write(t, filepath.Join(t.TempDir(), "a.txt"), b.String())
	for _, raw := range []bool{false, true} {
		var out bytes.Buffer
		o := options(t, "json", &out)
		if raw {
			o.Extractor = nil
		}
		if _, err := Run(t.Context(), o, list(path)); err != nil {
			t.Fatal(err)
		}
		all := parse(t, out.Bytes())
		if len(all) < 20_000 || !slices.IsSortedFunc(all, func(x, y finding) int { return int(x.Offset - y.Offset) }) {
			t.Errorf("raw %t: %d findings, out of order", raw, len(all))
		}
	}
}

// However dense findings are, few are held back, none is lost, and what disorder
// there may be is put right.
func TestOrderIsBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, step := range []int64{1, 40, 9_000} {
		var o order
		var out []byte
		const count = 60_000
		for i := range int64(count) {
			offset := i * step
			if step > 1 && rng.IntN(3) == 0 { // decided late
				offset -= rng.Int64N(orderWindow / 2)
			}
			from := len(o.text)
			o.text = fmt.Appendf(o.text, "%d\n", offset)
			if o.add(offset, from); o.due() {
				out = o.release(out)
			}
			if len(o.held) >= orderFindings || len(o.text) >= orderText {
				t.Fatalf("step %d: %d are held, %d bytes", step, len(o.held), len(o.text))
			}
		}
		out = o.flush(out)
		var offsets []int
		for line := range bytes.Lines(out) {
			var n int
			if err := json.Unmarshal(line, &n); err != nil {
				t.Fatal(err)
			}
			offsets = append(offsets, n)
		}
		if len(offsets) != count || !slices.IsSorted(offsets) {
			t.Errorf("step %d: %d came out, in order: %t", step, len(offsets), slices.IsSorted(offsets))
		}
		text, next := o.text[:cap(o.text)], o.next[:cap(o.next)]
		o.wipe()
		if len(bytes.Trim(text, "\x00")) > 0 || len(bytes.Trim(next, "\x00")) > 0 || o.text != nil {
			t.Error("something is kept")
		}
	}
}

// A pipeline that keeps the file sees what was not read.
func TestSARIFSaysWhatWasNotRead(t *testing.T) {
	dir := t.TempDir()
	good := write(t, filepath.Join(dir, "good.txt"), "jane@contoso.example")
	broken := write(t, filepath.Join(dir, "broken.zip"), "PK\x03\x04 and no more")
	type log struct {
		Runs []struct {
			Results     []struct{}
			Invocations []struct {
				ExecutionSuccessful        *bool
				ToolExecutionNotifications []struct {
					Level      string
					Message    struct{ Text string }
					Properties struct{ Reason string }
					Locations  []struct {
						PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
					}
				}
			}
		}
	}
	for _, c := range []struct {
		paths   []string
		success bool
		want    []string
	}{
		{[]string{good}, true, nil},
		{[]string{good, broken}, true, []string{"warning broken"}},
		{[]string{broken, filepath.Join(dir, "shut")}, false, []string{"warning broken", "error denied"}},
	} {
		var out bytes.Buffer
		o := options(t, "sarif", &out)
		o.Gap = nil
		_, err := Run(t.Context(), o, func(yield func(string, error) bool) {
			for _, p := range c.paths {
				var err error
				if strings.HasSuffix(p, "shut") {
					err = &os.PathError{Op: "open", Path: p, Err: os.ErrPermission}
				}
				if !yield(p, err) {
					return
				}
			}
		})
		var l log
		if err != nil || json.Unmarshal(out.Bytes(), &l) != nil {
			t.Fatalf("%v: %s", err, out.Bytes())
		}
		i := l.Runs[0].Invocations[0]
		var have []string
		for _, n := range i.ToolExecutionNotifications {
			have = append(have, n.Level+" "+n.Properties.Reason)
			if !strings.HasPrefix(n.Locations[0].PhysicalLocation.ArtifactLocation.URI, dir) || !strings.HasPrefix(n.Message.Text, "not read: it ") && !strings.HasPrefix(n.Message.Text, "not read: access") {
				t.Errorf("%+v", n)
			}
		}
		if i.ExecutionSuccessful == nil || *i.ExecutionSuccessful != c.success || !slices.Equal(have, c.want) {
			t.Errorf("%v: %+v, %q", c.paths, i, have)
		}
	}
	// Of very many the first are named and the others counted.
	end := sarifEnd(make([]Gap, 2), &Summary{Gaps: 5, Again: 1})
	if !json.Valid(append([]byte(`{"runs":[{"results":[`), end...)) || !bytes.Contains(end, []byte("3 more were not read")) {
		t.Errorf("%s", end)
	}
}

// What can never be read does not make a sweep incomplete.
func TestWhatIsFinalIsComplete(t *testing.T) {
	for _, r := range exposure.Reasons() {
		var s sweep
		s.gap(Gap{Reason: r.Reason})
		if sum := (Summary{Gaps: s.gaps.Load(), Again: s.again.Load()}); sum.Complete() != r.Final || sum.Gaps != 1 {
			t.Errorf("%s: %+v", r.Reason, sum)
		}
	}
}
