package quality

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"path"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/seal"
)

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
	c.stream.Tables(p.Tables)
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
