package quality

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/leak"
)

// A Result is the comparison of one leak.
type Result struct {
	Kinds     []Kind // in the order of kinds, those that are nowhere left out
	Documents Kind   // by way alone
	Types     Kind   // of documents: by way and kind
	NotRead   Kind   // by way and reason
}

// A Kind is the comparison of one kind, in mentions.
type Kind struct {
	Name    string
	Truth   int
	Found   int
	Right   int // of Found, that are in Truth
	Missing []Difference
	Extra   []Difference
}

// A Difference is one canonical form that was missed or found too often in one
// object.
type Difference struct {
	Object string
	Way    string // the member, as far as it is known
	Value  string // canonical
	Detail string // as written, or by which rule and beside what it was found
}

// Precision is in per mille of what was found, 1000 where nothing was.
func (k *Kind) Precision() int { return perMille(k.Right, k.Found) }

// Recall is in per mille of what is true, 1000 where nothing is.
func (k *Kind) Recall() int { return perMille(k.Right, k.Truth) }

func perMille(n, of int) int {
	if of == 0 {
		return 1000
	}
	return 1000 * n / of
}

// Kind returns the comparison of one kind.
func (r *Result) Kind(k exposure.Kind) Kind {
	for _, x := range r.Kinds {
		if x.Name == k.String() {
			return x
		}
	}
	return Kind{Name: k.String()}
}

// Measure reads all objects of l and compares.
func Measure(ctx context.Context, l *leak.Leak, engine *detect.Engine, extractor *extract.Extractor) (*Result, error) {
	var objects []leak.Object
	for o := range l.Objects() {
		objects = append(objects, o)
	}
	parts := make([]map[exposure.Kind]*Kind, len(objects))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, o := range objects {
		group.Go(func() error {
			found, err := read(ctx, o, engine, extractor)
			if err == nil {
				parts[i] = compare(o.Name, truth(l, o.Name), found.mentions)
				for _, k := range parts[i] {
					found.surround(k.Missing)
				}
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return join(parts), nil
}

// Table writes precision and recall a kind.
func (r *Result) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "kind\ttruth\tfound\tright\tprecision\trecall\t")
	row := func(k *Kind) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\t\n", k.Name, k.Truth, k.Found, k.Right, share(k.Precision()), share(k.Recall()))
	}
	for i := range r.Kinds {
		row(&r.Kinds[i])
	}
	row(&r.Documents)
	row(&r.Types)
	row(&r.NotRead)
	return t.Flush()
}

func share(perMille int) string { return fmt.Sprintf("%d.%d %%", perMille/10, perMille%10) }
