package quality

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/language"
)

// spoken is a sink that has the language of a document told as a scan does.
type spoken struct{ language.Teller }

func (s *spoken) Begin(*extract.Content) (bool, error)                 { return true, nil }
func (s *spoken) End(*extract.Content) error                           { return nil }
func (s *spoken) NotRead(string, exposure.Reason, int64, string) error { return nil }
func (s *spoken) Segment(seg *exposure.Segment) error {
	s.Teller.Segment(seg)
	return nil
}

// leastLanguage is what was reached in either set, in per cent, over all languages.
const leastLanguagePrecision, leastLanguageRecall = 97, 94

// TestLanguageTruth holds the language that is told to that in which a document was written: its
// name begins with it, with xx where it is of none.
func TestLanguageTruth(t *testing.T) {
	for _, set := range []string{"seen", "unseen"} {
		t.Run(set, func(t *testing.T) {
			tallies := map[string]*tally{}
			all := new(tally)
			for _, d := range labelledDocuments(t, set) {
				want, _, labelled := strings.Cut(path.Base(d.name), "-")
				if !labelled {
					continue // a line of a mail that txtar takes for the beginning of a file
				}
				if want == "xx" {
					want = ""
				}
				var s spoken
				if err := walkDocument(t, d.text, &s); err != nil {
					t.Fatal(err)
				}
				got := s.Language()
				for _, l := range []string{want, got} {
					if tallies[l] == nil {
						tallies[l] = new(tally)
					}
				}
				tallies[want].wanted++
				tallies[got].found++
				all.wanted += len(want) / 2
				all.found += len(got) / 2
				if want == got {
					tallies[want].right++
					all.right += len(got) / 2
				} else if *wrong && set == "seen" {
					t.Logf("%s is taken for %q", d.name, got)
				}
			}
			var b strings.Builder
			w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "language\tdocuments\ttold\tprecision\trecall")
			for _, l := range slices.Sorted(maps.Keys(tallies)) {
				x := tallies[l]
				fmt.Fprintf(w, "%s\t%d\t%d\t%.0f %%\t%.0f %%\n", cmp.Or(l, "none"), x.wanted, x.found, x.precision(), x.recall())
			}
			fmt.Fprintf(w, "all\t%d\t%d\t%.1f %%\t%.1f %%\n", all.wanted, all.found, all.precision(), all.recall())
			w.Flush()
			t.Log("\n" + b.String())
			if all.precision() < leastLanguagePrecision || all.recall() < leastLanguageRecall {
				t.Errorf("want a precision of at least %v %% and a recall of %v %%", leastLanguagePrecision, leastLanguageRecall)
			}
		})
	}
}

func (t *tally) precision() float64 { return 100 * float64(t.right) / float64(max(t.found, 1)) }
func (t *tally) recall() float64    { return 100 * float64(t.right) / float64(max(t.wanted, 1)) }
