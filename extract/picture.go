package extract

import (
	"bytes"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/picture"
)

// pictures are the formats of which is read what they say about themselves.
func pictures() []*format {
	sort := func(name, media, magic string) *format {
		return &format{name, media, 90, func(h *head) int { return 90 * b2i(h.has(magic)) }, readPicture, false}
	}
	webp := sort("WebP", "image/webp", "RIFF")
	webp.sniff = func(h *head) int { return 90 * b2i(h.has("RIFF") && h.hasAt(8, "WEBP")) }
	bmp := sort("BMP", "image/bmp", "BM")
	bmp.sniff = func(h *head) int { return 90 * b2i(h.has("BM") && h.hasAt(6, "\x00\x00\x00\x00")) }
	return []*format{
		bmp, sort("PNG", "image/png", "\x89PNG\r\n\x1a\n"), sort("JPEG", "image/jpeg", "\xff\xd8\xff"), sort("GIF", "image/gif", "GIF87a"),
		sort("GIF", "image/gif", "GIF89a"), sort("TIFF", "image/tiff", "II*\x00"), sort("TIFF", "image/tiff", "MM\x00*"), webp,
	}
}

// minTrailer is from how many bytes on what stands behind a picture is read: less is
// filling.
const minTrailer = 16

// readPicture reads what a picture says about itself: who took it, where, when and with
// what, as one record; what stands behind it, as a member; and, where there is a reader
// of pictures, what is seen in it. Else that is "not read: image".
func readPicture(c *content, h *head) error {
	about, ok := picture.Parse(c.head)
	if !ok {
		return readBinary(c, h)
	}
	about.Broken = about.Broken && c.whole // else it goes on behind what was looked at
	r := c.newRun("", exposure.PartProperties)
	record := int64(0)
	for _, f := range about.Fields {
		if record == 0 {
			record = c.record()
		}
		c.pictureFact(f.Name, f.Value)
		r.mark(bound(f.Name), record)
		err := r.writeString(strings.ToValidUTF8(f.Value, "\uFFFD"))
		r.mark("", record)
		if err := firstError(err, r.writeString("\n")); err != nil {
			return err
		}
	}
	for _, packet := range about.XMP {
		if err := c.xmlText(c.newText(bytes.NewReader(packet), guess(packet[:min(len(packet), 64)], false)), r); err != nil {
			return err
		}
	}
	err := firstError(r.end(), c.trailer(about.End))
	if err == nil && about.Broken {
		r := c.newRun("", "")
		if err = firstError(textRuns(c.stream(), r, minRunPacked), r.end()); err == nil {
			err = c.notRead(c.Way, exposure.NotReadBroken, -1, "the picture breaks off; runs of plain text in it were read")
		}
	}
	return firstError(err, c.seePicture())
}

// pictureFact keeps what the content says about itself.
func (c *content) pictureFact(name, value string) {
	switch f := &c.Facts; name {
	case "Artist", "By-line", "XPAuthor", "CameraOwnerName", "Photographer", "Author":
		f.Author = firstText(f.Author, bound(value))
	case "ObjectName", "Headline", "XPTitle", "Title":
		f.Title = firstText(f.Title, bound(value))
	case "DateTimeOriginal":
		if at, err := time.Parse("2006:01:02 15:04:05", value); err == nil && f.Created.IsZero() {
			f.Created = at
		}
	}
}

// trailer reads what stands behind the end of a content of another format: an archive
// that was put behind a picture is unpacked by the programs that read it from its end.
func (c *content) trailer(end int) error {
	if !c.whole || end < 0 || len(c.head)-end < minTrailer || len(bytes.Trim(c.head[end:], "\x00\xff \r\n")) < minTrailer {
		return nil
	}
	if err := c.room(); err != nil {
		return err
	}
	rest := c.head[end:]
	return c.child(member{name: "trailer", size: int64(len(rest))}, io.Reader(bytes.NewReader(rest)))
}
