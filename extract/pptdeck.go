package extract

import (
	"compress/zlib"
	"errors"
	"io"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/ppt"
)

// presentation reads a presentation of PowerPoint 97 to 2003: slides, speaker notes,
// comments, and what is embedded.
func (o *compound) presentation() error {
	var user [16]byte
	if e := o.root.Find("Current User"); e != nil && e.Size() >= 16 {
		_, _ = e.Open().ReadAt(user[:], 0) // where it breaks off it says nothing
	}
	// That it is encrypted is told in two places ([MS-PPT], section 2.3.2).
	if o.root.Find("EncryptedSummary") != nil || string(user[12:]) == "\xdf\xc4\xd1\xf3" {
		return stopf(exposure.NotReadEncrypted, o.size, "needs a password")
	}
	stream := o.root.Find("PowerPoint Document")
	x := &deckText{c: o.c}
	err := ppt.Read(o.readerAt(stream), stream.Size(), x)
	if o.c.w.err != nil {
		return o.c.w.err
	}
	if e := x.end(); e != nil {
		return e
	}
	switch {
	case errors.Is(err, ppt.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, o.size, "needs a password")
	case errors.Is(err, ppt.ErrFormat):
		return broken("the records of the presentation break off")
	}
	return err
}

// oldPresentation gives the runs of text of a presentation of PowerPoint 95. Where it
// was saved for both versions, the newer one is read as what is embedded.
func (o *compound) oldPresentation() error {
	if o.root.Find("PP97_DUALSTORAGE", "PowerPoint Document") != nil {
		return nil
	}
	return o.unknown()
}

// deckText hands on a presentation.
type deckText struct {
	c    *content
	text *officeText
}

// Begin begins a run.
func (x *deckText) Begin(part ppt.Part, slide int, hidden bool) error {
	if err := firstError(x.end(), x.c.step(1)); err != nil {
		return err
	}
	suffix, as := "", exposure.Part("")
	switch part {
	case ppt.Slide:
		suffix = "#s" + strconv.Itoa(slide)
	case ppt.Notes:
		suffix, as = "#n"+strconv.Itoa(slide), exposure.PartNotes
	case ppt.Comments:
		suffix, as = "#s"+strconv.Itoa(slide), exposure.PartComments
	case ppt.Links:
		suffix = "#links"
	case ppt.Margins:
		as = exposure.PartMargins
	case ppt.Old:
		suffix, as = "#old", exposure.PartHidden
	}
	if hidden {
		as = exposure.PartHidden
	}
	x.text = &officeText{c: x.c, r: x.c.newRun(suffix, as).labelled(), take: 1}
	return nil
}

// Text writes a paragraph. An asterisk stands for a number or date of the slide.
func (x *deckText) Text(p []byte) error {
	if string(p) == "*" {
		return nil
	}
	return firstError(x.text.text(p), x.text.close("p"))
}

// Object reads an embedded document as a member.
func (x *deckText) Object(packed bool, r io.Reader) error {
	if err := firstError(x.end(), x.c.room()); err != nil {
		return err
	}
	if packed {
		z, err := zlib.NewReader(r)
		if err != nil {
			return x.c.notRead(x.c.memberWay("object"), exposure.NotReadBroken, -1, "its compression does not begin as it should")
		}
		r = z
	}
	return x.c.child(member{name: "object", size: -1}, r)
}

func (x *deckText) end() error {
	if x.text == nil {
		return nil
	}
	err := x.text.r.end()
	x.text = nil
	return err
}
