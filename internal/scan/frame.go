package scan

import (
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/language"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/sketch"
)

// frame is one open content.
type frame struct {
	unit        exposure.Unit
	way         string
	skipped     bool   // its bytes are known: nothing of it is taken in
	place       string // see sink.place
	children    int
	batch       *ledger.Batch
	stream      *detect.Stream
	met         func(detect.Mention) error // takes in what the stream finds
	streaming   bool
	segment     detect.Segment
	part        uint32 // ordinal of the segment
	parts       uint32 // segments begun
	names       uint32 // members whose names were looked at
	classifier  *detect.Classifier
	totals      detect.Totals
	language    language.Teller
	sketch      *sketch.Maker
	sketched    bool // the segment is part of the text by which versions are told
	message     bool // a Message-ID was found
	keyed       catalog.Keyed
	members     map[exposure.Unit]*catalog.Member
	opened      map[string]exposure.Unit // members that were opened, by their ways as the container names them
	notRead     []catalog.Part
	credentials []catalog.Credential
	quoted      []uint32                        // parts, ascending
	looked      map[exposure.Fingerprint]looked // credentials
	unread      []string                        // their ways, raw until the content ends
}

// member notes that f holds a content.
func (s *sink) member(f *frame, unit exposure.Unit, c *extract.Content) error {
	name, err := s.memberName(f, c.Name, true)
	if err != nil {
		return err
	}
	f.opened[strings.TrimPrefix(c.Way, f.way)] = unit
	f.hold(catalog.Member{Child: unit, N: 1, Name: name + c.Number(), Dated: c.Modified, Places: catalog.PlacedAt(s.w.sealing.placeOf("", c.Name))})
	return nil
}

// hold adds a member, to those that are the same content.
func (f *frame) hold(m catalog.Member) {
	if same := f.members[m.Child]; same != nil {
		same.Join(m)
		return
	}
	f.members[m.Child] = &m
}

// largeObject is how many contents of one object wait in memory.
const largeObject = 4096

// publishLarge publishes the ended contents of an object that has very many,
// before its own end. No way leads to them until the object is published.
func (s *sink) publishLarge() error {
	if len(s.w.bundle.Contents) < largeObject {
		return nil
	}
	return s.w.publishContents(s.ctx, s.rename)
}

// rename replaces units that turned out to be known under another one.
func (s *sink) rename(aliases map[exposure.Unit]exposure.Unit) {
	for _, f := range s.frames {
		for way, unit := range f.opened {
			if to, ok := aliases[unit]; ok {
				f.opened[way] = to
			}
		}
		for from, to := range aliases {
			m, ok := f.members[from]
			if !ok {
				continue
			}
			delete(f.members, from)
			m.Child = to
			f.hold(*m)
		}
	}
}

func (s *sink) top() *frame { return s.frames[len(s.frames)-1] }

func (s *sink) push() *frame {
	var f *frame
	if n := len(s.spare); n > 0 {
		f, s.spare = s.spare[n-1], s.spare[:n-1]
	} else {
		f = &frame{sketch: sketch.NewMaker(s.w.sealing.sketchSeed()), stream: s.w.Engine.Stream(detect.Segment{}, nil), members: map[exposure.Unit]*catalog.Member{}, opened: map[string]exposure.Unit{},
			looked: map[exposure.Fingerprint]looked{}}
		f.met = func(m detect.Mention) error {
			f.message = f.message || m.Kind == exposure.Message
			f.totals.Add(&m, f.part)
			return s.add(f, &m, f.part)
		}
		f.stream.Keys(func(k detect.Key) error { return s.key(f, k) })
	}
	f.classifier = s.w.Engine.Classify()
	s.frames = append(s.frames, f)
	return f
}

func (s *sink) pop() *frame {
	f := s.top()
	s.frames = s.frames[:len(s.frames)-1]
	return f
}

func (s *sink) release(f *frame) {
	clear(f.members)
	clear(f.opened)
	clear(f.looked)
	f.sketch.Reset()
	*f = frame{stream: f.stream, sketch: f.sketch, met: f.met, members: f.members, opened: f.opened, looked: f.looked}
	s.spare = append(s.spare, f)
}
