package inquiry

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/report"
)

// partiesKept is how many documents' parties are remembered: copies lie near each other.
const partiesKept = 1 << 12

// Files implements [Answerer].
func (d *Desk) Files(ctx context.Context) iter.Seq2[report.File, error] {
	return func(yield func(report.File, error) bool) {
		s, err := d.look(ctx)
		if err != nil {
			yield(report.File{}, err)
			return
		}
		defer s.close() // of what was read alone
		known := map[exposure.Unit]string{}
		for f, err := range s.view.Files(ctx, maxDepth) {
			var parties string
			if err == nil && f.Document != exposure.DocumentUnknown {
				parties, err = d.partiesText(known, &f)
			}
			out := report.File{Path: f.Path, Kind: f.Document, Score: f.Score, Dated: f.Dated, Written: f.Written, Media: f.Media,
				Bytes: f.Size, Copies: f.Copies, Parties: parties, SHA256: hex.EncodeToString(f.Hash[:]), Left: f.Left}
			if f.Left {
				out.SHA256 = ""
			}
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

// partiesText says whom a document is from and for, each by the first of its names.
func (d *Desk) partiesText(known map[exposure.Unit]string, f *catalog.File) (string, error) {
	if text, ok := known[f.Unit]; ok {
		return text, nil
	}
	who := partiesOf(f.Document, f.Media)
	masks := map[exposure.Fingerprint]Named{}
	for m, err := range d.campaign.Ledger.Mentions(f.Unit) {
		if err != nil {
			return "", err
		}
		if role, _ := who.role(&m); role == "" {
			continue
		}
		named, ok := masks[m.Identity]
		if !ok {
			id, _, err := d.campaign.Ledger.Lookup(m.Kind, m.Identity)
			if err != nil {
				return "", err
			}
			named = Named{Kind: m.Kind, Mask: id.Mask, Print: m.Identity.String()}
			masks[m.Identity] = named
		}
		who.meet(&m, named)
	}
	var list []string
	for _, p := range who.said() {
		list = append(list, string(p.Role)+" "+p.Names[0].Mask)
	}
	if len(known) >= partiesKept {
		clear(known)
	}
	known[f.Unit] = strings.Join(list, "; ")
	return known[f.Unit], nil
}

// A DocumentAt is a document of a kind that is explained.
type DocumentAt struct {
	Path  string `json:"path"` // masked, the smallest
	Score int    `json:"score"`
	Ways  uint64 `json:"ways"`
	unit  exposure.Unit
}

// A DocumentCount counts the documents of a kind.
type DocumentCount struct {
	Kind     string `json:"kind"` // "unknown": not told apart
	Contents uint64 `json:"contents"`
	Ways     uint64 `json:"ways"`
}

// mostCertain orders documents, the most certain first.
func mostCertain(a, b DocumentAt) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), slices.Compare(a.unit[:], b.unit[:]))
}

// documents lists those of a kind, the most certain first, or, where none is named, counts
// those of each.
func (s *sight) documents(ctx context.Context, name string, limit int) (*Explanation, error) {
	kind, ok := report.DocumentKind(name)
	if !ok && name != "" {
		return nil, fmt.Errorf("explain document: no kind of documents is called %q", name)
	}
	x := &Explanation{Explanation: attribute.Explanation{What: "document", ID: name}}
	counts := map[string]DocumentCount{}
	for c, err := range s.view.Contents(ctx) {
		if err != nil {
			return nil, err
		}
		if !c.Leaf || c.Name || name != "" && c.Document != kind {
			continue
		}
		x.Totals.Units++
		x.Totals.Mentions += c.Ways
		of := report.DocumentKindName(c.Document)
		counts[of] = DocumentCount{of, counts[of].Contents + 1, counts[of].Ways + c.Ways}
		if name == "" {
			continue
		}
		if x.Documents = append(x.Documents, DocumentAt{Score: c.Score, Ways: c.Ways, unit: c.Unit}); len(x.Documents) >= 4*limit {
			slices.SortFunc(x.Documents, mostCertain)
			x.Documents = x.Documents[:limit]
		}
	}
	if x.Totals.Units == 0 {
		return nil, fmt.Errorf("explain document: %w", attribute.ErrNotFound)
	}
	for _, n := range counts {
		x.DocumentKinds = append(x.DocumentKinds, n)
	}
	slices.SortFunc(x.DocumentKinds, func(a, b DocumentCount) int {
		return cmp.Or(cmp.Compare(b.Contents, a.Contents), strings.Compare(a.Kind, b.Kind))
	})
	slices.SortFunc(x.Documents, mostCertain)
	x.Documents = x.Documents[:min(len(x.Documents), limit)]
	return x, s.place(ctx, x.Documents)
}

// place finds the first way to each document.
func (s *sight) place(ctx context.Context, list []DocumentAt) error {
	for i := range list {
		ways, err := s.campaign.Catalog.Ways(ctx, list[i].unit, 1)
		if err != nil {
			return err
		}
		list[i].Path = "content " + list[i].unit.String()
		if len(ways) > 0 {
			list[i].Path = ways[0].Target + "/" + ways[0].Way
		}
	}
	slices.SortStableFunc(list, func(a, b DocumentAt) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Path, b.Path))
	})
	return nil
}

// serveFiles writes files as lines of JSON.
func (d *Desk) serveFiles(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", "Complete")
	lines := json.NewEncoder(w)
	for f, err := range d.Files(r.Context()) {
		if err == nil {
			err = lines.Encode(f)
		}
		if err != nil {
			return // the trailer is missing
		}
	}
	w.Header().Set("Complete", "yes")
}

// Files implements [Answerer].
func (c *Client) Files(ctx context.Context) iter.Seq2[report.File, error] {
	return func(yield func(report.File, error) bool) {
		enough := errors.New("enough")
		trailer, err := c.get(ctx, http.MethodGet, "files", nil, func(r io.Reader) error {
			for lines := json.NewDecoder(r); ; {
				var f report.File
				switch err := lines.Decode(&f); {
				case err == io.EOF:
					return nil
				case err != nil:
					return err
				case !yield(f, nil):
					return enough
				}
			}
		})
		if err == nil && trailer.Get("Complete") == "" {
			err = errCut
		}
		if err != nil && !errors.Is(err, enough) {
			yield(report.File{}, err)
		}
	}
}
