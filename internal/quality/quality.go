package quality

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"runtime"
	"slices"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/seal"
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

// A key is what mentions of one object are compared by.
type key struct {
	kind  exposure.Kind
	value string
}

// kinds of comparison beyond those of mentions.
const (
	document exposure.Kind = 240 + iota
	documentType
	notRead
)

func nameOf(k exposure.Kind) string {
	switch k {
	case document:
		return "document"
	case documentType:
		return "document type"
	case notRead:
		return "not read"
	}
	return k.String()
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

func join(parts []map[exposure.Kind]*Kind) *Result {
	all := map[exposure.Kind]*Kind{}
	for _, part := range parts {
		for kind, p := range part {
			k := all[kind]
			if k == nil {
				k = &Kind{Name: nameOf(kind)}
				all[kind] = k
			}
			k.Truth, k.Found, k.Right = k.Truth+p.Truth, k.Found+p.Found, k.Right+p.Right
			k.Missing, k.Extra = append(k.Missing, p.Missing...), append(k.Extra, p.Extra...)
		}
	}
	r := &Result{}
	for _, kind := range exposure.Kinds() {
		if k := all[kind]; k != nil {
			r.Kinds = append(r.Kinds, *k)
		}
	}
	for kind, to := range map[exposure.Kind]*Kind{document: &r.Documents, documentType: &r.Types, notRead: &r.NotRead} {
		*to = Kind{Name: nameOf(kind)}
		if k := all[kind]; k != nil {
			*to = *k
		}
	}
	return r
}

// truth gathers what the generator noted for an object.
func truth(l *leak.Leak, name string) map[key][]Difference {
	all := map[key][]Difference{}
	add := func(kind exposure.Kind, value string, e *leak.Event) {
		k := key{kind, value}
		all[k] = append(all[k], Difference{Way: e.Way, Detail: e.Written})
	}
	for e := range l.Events(name) {
		switch {
		case e.NotRead != "":
			add(notRead, string(e.NotRead), &e)
		case e.Kind == 0:
			add(document, path.Base(e.Way), &e)
			add(documentType, path.Base(e.Way)+" "+string(e.Document), &e)
		case e.Kind == exposure.Secret:
			add(e.Kind, e.Written, &e)
		case e.Kind == exposure.Phone:
			// Without a country the writing tells no more than its digits.
			add(e.Kind, seal.Canonical(e.Kind, e.Written), &e)
		default:
			add(e.Kind, seal.Canonical(e.Kind, e.Canonical), &e)
		}
	}
	return all
}

func compare(object string, truth, found map[key][]Difference) map[exposure.Kind]*Kind {
	out := map[exposure.Kind]*Kind{}
	of := func(kind exposure.Kind) *Kind {
		if out[kind] == nil {
			out[kind] = &Kind{Name: nameOf(kind)}
		}
		return out[kind]
	}
	surplus := func(of, than map[key][]Difference, take func(exposure.Kind, Difference)) {
		var keys []key
		for k := range of {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.value, b.value)) })
		for _, k := range keys {
			// Those in the members that the other side has less of.
			list := slices.Clone(of[k])
			for _, d := range than[k] {
				if i := slices.IndexFunc(list, func(x Difference) bool { return x.Way == d.Way }); i >= 0 {
					list = slices.Delete(list, i, i+1)
				} else if len(list) > 0 {
					list = list[:len(list)-1]
				}
			}
			for _, d := range list[:max(0, len(of[k])-len(than[k]))] {
				d.Object, d.Value = object, k.value
				take(k.kind, d)
			}
		}
	}
	for k, list := range truth {
		of(k.kind).Truth += len(list)
		of(k.kind).Right += min(len(list), len(found[k]))
	}
	for k, list := range found {
		of(k.kind).Found += len(list)
	}
	surplus(truth, found, func(kind exposure.Kind, d Difference) { k := of(kind); k.Missing = append(k.Missing, d) })
	surplus(found, truth, func(kind exposure.Kind, d Difference) { k := of(kind); k.Extra = append(k.Extra, d) })
	return out
}

// read extracts and detects one object as a scan does, without a store.
func read(ctx context.Context, o leak.Object, engine *detect.Engine, extractor *extract.Extractor) (*sink, error) {
	s := &sink{engine: engine, mentions: map[key][]Difference{}, texts: map[string][]byte{}}
	if err := s.name(o.Name, ""); err != nil {
		return nil, err
	}
	body := o.Bytes()
	err := extractor.Walk(ctx, extract.Input{Name: o.Name, Size: int64(len(body)), Modified: o.Modified, Body: bytes.NewReader(body), At: bytes.NewReader(body)}, s)
	if err != nil {
		return nil, fmt.Errorf("read object %d of the synthetic leak: %w", o.Index, err)
	}
	return s, nil
}

// sink takes in one object.
type sink struct {
	engine   *detect.Engine
	mentions map[key][]Difference
	texts    map[string][]byte // by way
	open     []*content
}

// surround shows what stands around each value that was missed.
func (s *sink) surround(missing []Difference) {
	for i := range missing {
		d := &missing[i]
		text := s.texts[d.Way]
		written, around := []byte(d.Detail), ""
		for from := 0; len(written) > 0; {
			at := bytes.Index(text[from:], written)
			if at < 0 {
				break
			}
			at += from
			from = at + len(written)
			around += fmt.Sprintf("%q ", text[max(0, at-40):min(len(text), from+30)])
		}
		if around != "" {
			d.Detail = around
		}
	}
}

// A content is one that is open.
type content struct {
	way        string // without the object's name
	stream     *detect.Stream
	text       []byte // of the segment
	mentions   []detect.Mention
	segment    detect.Segment
	classifier *detect.Classifier
	segments   int
	members    int
	unread     int
	message    bool
}

func (s *sink) add(kind exposure.Kind, value, way, detail string) {
	k := key{kind, value}
	s.mentions[k] = append(s.mentions[k], Difference{Way: way, Detail: detail})
}

func (s *sink) mention(m *detect.Mention, way, detail string) {
	value := string(m.Value)
	if m.Kind != exposure.Secret {
		value = seal.Canonical(m.Kind, value)
	}
	s.add(m.Kind, value, way, detail)
}

// name takes in what stands in the name of the object or a member.
func (s *sink) name(name, way string) error {
	return s.engine.Name(name, func(m detect.Mention) error {
		s.mention(&m, way, fmt.Sprintf("%s in the name %q", m.Rule, name))
		return nil
	})
}

// Begin implements [extract.Sink].
func (s *sink) Begin(c *extract.Content) (bool, error) {
	way := ""
	if len(s.open) > 0 {
		top := s.open[len(s.open)-1]
		top.members++
		if way = c.Name; top.way != "" {
			way = top.way + "!/" + c.Name
		}
	}
	s.open = append(s.open, &content{way: way, classifier: s.engine.Classify()})
	return true, nil
}

// Segment implements [extract.Sink].
func (s *sink) Segment(p *exposure.Segment) error {
	c := s.open[len(s.open)-1]
	if p.Offset == 0 {
		if err := s.end(c); err != nil {
			return err
		}
		c.segments++
		c.segment = detect.Segment{Way: p.Way, Media: p.Media, Part: p.Part}
		c.stream = s.engine.Stream(c.segment, func(m detect.Mention) error {
			m.Value = bytes.Clone(m.Value)
			c.mentions = append(c.mentions, m)
			return nil
		})
	}
	c.text = append(c.text, p.Text...)
	c.classifier.Add(c.segment, p.Text)
	return c.stream.Write(p.Text, p.Marks)
}

// end takes in what was found in a segment.
func (s *sink) end(c *content) error {
	if c.stream == nil {
		return nil
	}
	if err := c.stream.Close(); err != nil {
		return err
	}
	s.texts[c.way] = append(s.texts[c.way], c.text...)
	for i := range c.mentions {
		m := &c.mentions[i]
		c.message = c.message || m.Kind == exposure.Message
		from, to := max(0, int(m.Offset)-40), min(len(c.text), int(m.Offset)+m.Length+30)
		s.mention(m, c.way, fmt.Sprintf("%s %d, field %q, part %q, record %d: %q", m.Rule, m.Score, m.Field, c.segment.Part, m.Record, c.text[from:to]))
	}
	c.stream, c.text, c.mentions = nil, c.text[:0], c.mentions[:0]
	return nil
}

// NotRead implements [extract.Sink].
func (s *sink) NotRead(way string, r exposure.Reason, size int64, detail string) error {
	top := s.open[len(s.open)-1]
	top.unread++
	s.add(notRead, string(r), top.way, detail)
	return nil
}

// End implements [extract.Sink].
func (s *sink) End(e *extract.Content) error {
	c := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	if err := s.end(c); err != nil {
		return err
	}
	if e.Media == "message/rfc822" && !c.message {
		s.add(exposure.Message, "sha256:"+hex.EncodeToString(e.Hash[:]), c.way, "a mail without a Message-ID")
	}
	if c.segments > 0 || c.members == 0 && c.unread == 0 {
		kind, _, _ := c.classifier.Kind()
		s.add(document, path.Base(c.way), c.way, e.Media)
		s.add(documentType, path.Base(c.way)+" "+string(kind), c.way, e.Media)
	}
	if len(s.open) > 0 {
		return s.name(e.Name, s.open[len(s.open)-1].way)
	}
	return nil
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
