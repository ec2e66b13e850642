package scan

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/credential"
)

// flushBytes is how much of one object's mentions waits in memory.
const flushBytes = 8 << 20

// sink takes in what the walk over one object meets, and turns it into rows of
// the worker's bundle. It keeps a frame for each content that is open.
type sink struct {
	ctx    context.Context // of the walk that is under way
	w      *worker
	target *target
	object catalog.Object
	etag   string
	frames []*frame
	spare  []*frame
	root   result
}

// result is the object's own content.
type result struct {
	Unit exposure.Unit
	Hash [32]byte
	Size int64
}

func newSink(w *worker) *sink { return &sink{w: w} }

// begin readies the sink for an object.
func (s *sink) begin(ctx context.Context, t *target, o catalog.Object, etag string) {
	s.ctx = ctx
	s.target, s.object, s.etag, s.root = t, o, etag, result{}
}

// abandon forgets the contents that are open. Those that have ended stand on
// their own and stay.
func (s *sink) abandon() {
	s.w.sealing.forget()
	for len(s.frames) > 0 {
		f := s.pop()
		if f.batch != nil {
			f.batch.Abandon()
		}
		s.release(f)
	}
}

// afresh abandons what is open after a panic, which may have left the streams in
// disorder.
func (s *sink) afresh() {
	s.abandon()
	s.spare = nil
}

// Begin implements [extract.Sink].
func (s *sink) Begin(c *extract.Content) (bool, error) {
	place := s.place()
	var known catalog.Known
	var ok bool
	if c.HashKnown {
		var err error
		if known, ok, err = s.known(c.Hash); err != nil {
			return false, err
		}
	}
	f := s.push()
	f.way, f.place = c.Way, place
	switch {
	case ok && !known.Cut && c.Depth+known.Below <= extract.DefaultDepth:
		// One that would be cut here, though it was not where it was read, is read
		// again, so that the order of meeting changes nothing.
		f.unit, f.skipped = known.Unit, true
		c.Expanded, c.Below = known.Expanded, known.Below
		return false, nil
	case ok:
		f.unit = known.Unit
	case c.HashKnown:
		f.unit = exposure.Unit(c.Hash[:16])
	default:
		f.unit = s.w.sealing.sealer.Name("reading", s.target.name, hex.EncodeToString(s.object.Key[:]), s.etag, place)
	}
	f.batch = s.w.batch(len(s.frames) - 1)
	f.batch.Begin(f.unit)
	return true, nil
}

// place names where the next content stands in the object: its ordinal in each
// container on the way. It does not depend on what was skipped before it.
func (s *sink) place() string {
	if len(s.frames) == 0 {
		return ""
	}
	f := s.top()
	f.children++
	return f.place + "/" + strconv.Itoa(f.children)
}

// known looks a content up: in the bundle, then among what is published.
func (s *sink) known(hash [32]byte) (catalog.Known, bool, error) {
	if k, ok := s.w.known[hash]; ok {
		return k, true, nil
	}
	return s.w.catalog.Known(s.ctx, hash)
}

// Segment implements [extract.Sink].
func (s *sink) Segment(piece *exposure.Segment) error {
	f := s.top()
	if piece.Offset == 0 {
		if err := s.endSegment(f); err != nil {
			return err
		}
		s.beginSegment(f, piece)
	}
	f.classifier.Add(f.segment, piece.Text)
	f.language.Segment(piece)
	if f.sketched {
		f.sketch.Write(piece.Text)
	}
	f.stream.Tables(piece.Tables)
	if err := f.stream.Write(piece.Text, piece.Marks); err != nil {
		return err
	}
	return s.flush()
}

func (s *sink) beginSegment(f *frame, piece *exposure.Segment) {
	f.part = f.parts
	f.parts++
	f.segment = detect.Segment{Way: piece.Way, Media: piece.Media, Part: piece.Part}
	if piece.Part == exposure.PartQuoted && len(f.quoted) < mostQuoted {
		f.quoted = append(f.quoted, f.part)
	}
	f.streaming, f.sketched = true, sketched(piece.Part)
	f.stream.Reset(f.segment, f.met)
}

// mostQuoted bounds the parts of one mail that are noted to quote; what later ones hold
// counts as written anew.
const mostQuoted = 4096

// sketched reports whether a part belongs to the text by which versions of a document
// are told: not what stands around it, nor the history that a mail quotes, nor notes,
// which each format has elsewhere.
func sketched(p exposure.Part) bool {
	switch p {
	case "", exposure.PartBody, exposure.PartSignature, exposure.PartTable, exposure.PartImage:
		return true
	}
	return false
}

func (s *sink) endSegment(f *frame) error {
	if !f.streaming {
		return nil
	}
	f.streaming = false
	f.sketch.Break()
	return f.stream.Close()
}

// add takes in a mention. One that was seen in a picture says so, unless it has a
// field that says more.
func (s *sink) add(f *frame, m *detect.Mention, part uint32) error {
	if f.segment.Part == exposure.PartImage && m.Field == "" {
		m.Field = exposure.FieldImage
	}
	if m.Kind == exposure.Secret {
		if field := credential.LoginField(m.Rule, m.Value, m.Around, m.At, f.segment.Part); field != "" {
			m.Field = field
		}
		if err := s.credential(f, m); err != nil {
			return err
		}
	}
	return s.w.sealing.add(f.batch, m, part)
}

// flush commits the mentions of a large object before its end. They stay
// invisible until it is published.
func (s *sink) flush() error {
	size := 0
	for _, b := range s.w.batches {
		size += b.Size()
	}
	if size < flushBytes {
		return nil
	}
	return s.w.campaign.Ledger.Commit(s.w.batches...)
}

// NotRead implements [extract.Sink].
func (s *sink) NotRead(way string, r exposure.Reason, size int64, detail string) error {
	f := s.top()
	f.unread = append(f.unread, strings.TrimPrefix(way, f.way))
	f.notRead = append(f.notRead, catalog.Part{Reason: r, Bytes: max(size, 0), Detail: detail})
	return nil
}

// unreadNames masks the ways of what was not read. The name of a member that
// was opened in part has been looked at already and counts once.
func (s *sink) unreadNames(f *frame) (err error) {
	for i, way := range f.unread {
		unit, opened := f.opened[way]
		if f.notRead[i].Way, err = s.memberName(f, way, !opened); err != nil {
			return err
		}
		f.notRead[i].Member = unit
	}
	return nil
}

// memberName masks the name of a member and, where it counts, takes in what was
// found in it as mentions of the content that holds the member.
func (s *sink) memberName(f *frame, name string, counts bool) (mask string, err error) {
	part := namePart | f.names
	f.names++
	read, err := s.w.sealing.name(s.w.Engine, name, s.w.campaign.Properties.Basis.KeepsValues(), func(m *detect.Mention, _ bool) error {
		if !counts {
			return nil
		}
		return s.w.sealing.add(f.batch, m, part)
	})
	return read.mask, err
}

// End implements [extract.Sink].
func (s *sink) End(c *extract.Content) error {
	f := s.top() // until it is finished, abandon has to meet it
	if !f.skipped {
		if err := s.finish(f, c); err != nil {
			return err
		}
	}
	s.pop()
	defer s.release(f)
	if len(s.frames) == 0 {
		s.root = result{Unit: f.unit, Hash: c.Hash, Size: c.Size}
		return nil
	}
	if err := s.member(s.top(), f.unit, c); err != nil {
		return err
	}
	return s.publishLarge() // with the member at its place, so that it is renamed with the others
}

// finish turns an ended content into a row of the catalog. All that may fail comes
// before the rows of its unit are made.
func (s *sink) finish(f *frame, c *extract.Content) error {
	if s.w.finishing != nil {
		s.w.finishing(c)
	}
	if err := s.endSegment(f); err != nil {
		return err
	}
	if err := s.unreadNames(f); err != nil {
		return err
	}
	if !f.message && c.Media == mailMedia {
		if err := s.namelessMessage(f, c); err != nil {
			return err
		}
	}
	if err := s.w.sealing.flush(); err != nil {
		return err
	}
	kind, score, why := f.classifier.Kind()
	day, labelled := f.classifier.Dated()
	content := catalog.Content{
		Unit: f.unit, Hash: c.Hash, Size: c.Size, Media: c.Media, Document: kind, Score: score, Why: strings.Join(why, ", "), Dated: dated(kind, c, day, labelled),
		Language: f.language.Language(), Expanded: c.Expanded, Below: c.Below, Depth: c.Depth, Cut: c.Cut, Leaf: f.document(), Keyed: f.keyed, NotRead: f.notRead, Credentials: f.credentials, Quoted: f.quoted, Members: make([]catalog.Member, 0, len(f.members)),
	}
	if total, ok := f.totals.Of(kind); ok {
		content.Total = catalog.Total(total)
	}
	// Two mails of the same words are two, and one in two formats is one.
	f.sketch.Write([]byte(c.Facts.MessageID))
	if sum, ok := f.sketch.Sum(); ok && content.Leaf {
		content.Sketch = sum[:]
	}
	for _, m := range f.members {
		content.Members = append(content.Members, *m)
	}
	f.batch.Finish()
	s.w.bundle.Contents = append(s.w.bundle.Contents, content)
	if _, ok := s.w.known[c.Hash]; !ok || !c.Cut {
		s.w.known[c.Hash] = catalog.Known{Unit: f.unit, Size: c.Size, Expanded: c.Expanded, Below: c.Below, Depth: c.Depth, Cut: c.Cut}
	}
	return nil
}

// dated returns a content's own date: what its head says of it, else what a header or property
// does. A mail's header knows better than its text, and papers about a human being have that
// one's dates in them.
func dated(kind exposure.DocumentKind, c *extract.Content, inText time.Time, labelled bool) time.Time {
	switch kind {
	case exposure.DocumentUnknown, exposure.DocumentCV, exposure.DocumentIdentity, exposure.DocumentMedical, exposure.DocumentPayslip, exposure.DocumentCustomerList,
		exposure.DocumentLog, exposure.DocumentSourceCode, exposure.DocumentDatabaseDump:
		return c.Facts.Created
	}
	if isMail(c.Media) || inText.IsZero() || !labelled && !c.Facts.Created.IsZero() {
		return c.Facts.Created
	}
	return inText
}

// isMail reports whether a content is one mail, with a header of its own.
func isMail(media string) bool {
	return media == mailMedia || media == "application/vnd.ms-outlook" || media == "application/vnd.ms-tnef"
}

// document reports whether the content is one: it has a text, or nothing at all.
// What only holds members, and what could not be read, is listed as such.
func (f *frame) document() bool {
	return f.parts > 0 || len(f.members) == 0 && len(f.notRead) == 0
}

// mailMedia is what a mail is read as.
const mailMedia = "message/rfc822"

// namelessMessage gives a mail without a Message-ID an identity of its own: its
// bytes.
func (s *sink) namelessMessage(f *frame, c *extract.Content) error {
	value := "sha256:" + hex.EncodeToString(c.Hash[:])
	return s.add(f, &detect.Mention{Kind: exposure.Message, Rule: "message-content", Value: []byte(value), Score: 100, Record: 1}, 0)
}
