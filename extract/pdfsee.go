package extract

import (
	"bytes"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/pdfium"
)

// A shownPage is a page that shows what its text does not say.
type shownPage struct {
	page int
	text string
	dpi  int // of the picture that covers it, 0 where that is of no use
}

// When a page is one that a picture shows.
const (
	stampLetters = 200 // a page with fewer letters may be a scan with a stamp on it
	drawnPaths   = 50  // a page without text and with as many paths may be text drawn as curves

	maxFormObjects = 20 // looked at in a form
)

// loadShown tells whether a page shows what its text does not say: pictures or
// drawings and no text, or, as scans that were stamped with a number, a picture that
// covers half of it and a line or two.
func (r *pdfReader) loadShown(page *pdfPage) {
	letters := 0
	for _, text := range page.text {
		letters += len(lettersOf(text))
	}
	if letters >= stampLetters {
		return
	}
	n, err := r.p.Objects()
	if err != nil {
		return
	}
	width, height, _ := r.p.Size()
	looked := 0
	empty, paths := strings.TrimSpace(strings.Join(page.text, "")) == "", 0
	for i := range min(n, maxObjects) {
		o, kind, err := r.p.Object(i)
		if err != nil {
			continue
		}
		switch kind {
		case pdfium.Form:
			page.images = empty
			if empty || !r.formShows(o, 0, &looked) {
				break
			}
			fallthrough // programs that stamp wrap the page into a form
		case pdfium.Image:
			page.images = empty
			w, h, err := r.p.Bounds(o)
			page.scan = err == nil && float64(w)*float64(h) >= width*height/2
			if page.scan && kind == pdfium.Image {
				page.dpi = r.ownDPI(o, float64(w))
			}
		case pdfium.Path:
			if paths++; paths >= drawnPaths {
				page.images = empty
			}
		}
		if page.images || page.scan {
			return
		}
	}
}

// ownDPI are the dots an inch of a picture so many points wide, 0 where that says
// nothing. One drawn as it is needs not be stretched, which takes most of the time.
func (r *pdfReader) ownDPI(image pdfium.Object, width float64) int {
	dots, _, err := r.p.Pixels(image)
	if err != nil || !(width > 1) {
		return 0
	}
	dpi := math.Round(float64(dots) / width * 72)
	if dpi < leastDPI || dpi > float64(drawDPI[0]) {
		return 0
	}
	return int(dpi)
}

// formShows reports whether there is a picture in a form.
func (r *pdfReader) formShows(form pdfium.Object, depth int, looked *int) bool {
	n, err := r.p.ObjectsOf(form)
	if err != nil || depth > 2 {
		return false
	}
	for i := range min(n, maxFormObjects) {
		if *looked++; *looked > maxObjects {
			return false
		}
		o, kind, err := r.p.ObjectOf(form, i)
		if err == nil && (kind == pdfium.Image || kind == pdfium.Form && r.formShows(o, depth+1, looked)) {
			return true
		}
	}
	return false
}

// see draws the pages that show what their text does not say, and reads what is seen.
func (r *pdfReader) see(at io.ReaderAt, size int64) error {
	for _, s := range r.shown {
		if r.c.pictures >= MaxPictures {
			if err := r.c.notRead(r.c.Way+pageSuffix(s.page), exposure.NotReadImage, -1, seenMany); err != nil {
				return err
			}
			continue
		}
		d, err := r.drawing(at, size, s)
		if r.c.w.alive() != nil {
			return r.c.w.err
		}
		if err != nil {
			err = r.c.report(r.c.Way+pageSuffix(s.page), err)
		} else if d.width > 0 {
			body := io.MultiReader(strings.NewReader(d.header()), bytes.NewReader(d.grey))
			err = r.c.see(pageSuffix(s.page), Picture{Body: body, Width: d.width, Height: d.height, DPI: d.dpi}, s.text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drawDPI are the dots an inch at which a page is drawn: the first that the memory of
// the sandbox has room for.
var drawDPI = [...]int{300, 200, 120}

// leastDPI are those at which letters of ordinary size are read as well as at more.
const leastDPI = 150

// drawing draws a page. Where the page does not fit into the sandbox's memory, which
// ends that instance of it, the next one draws fewer dots.
func (r *pdfReader) drawing(at io.ReaderAt, size int64, s shownPage) (d drawing, err error) {
	for _, dpi := range drawDPI {
		if s.dpi > 0 && dpi > s.dpi {
			dpi = s.dpi
		}
		late := false
		err = r.with(at, size, func() error {
			var failed error
			if err := r.call(func() error {
				failed = r.draw(s.page, dpi, &d)
				return nil
			}); err != nil {
				late = r.p.late
				return err
			}
			if failed != nil {
				r.p.spoilt = true
				return broken("the page could not be drawn")
			}
			return nil
		})
		if err == nil || late || r.c.w.alive() != nil {
			return d, err
		}
	}
	return d, err
}

// A drawing is a page in shades of grey, a byte a dot.
type drawing struct {
	width, height int
	dpi           int
	grey          []byte
}

// header is that of a portable greymap (netpbm's pgm(5)).
func (d *drawing) header() string {
	return "P5\n" + strconv.Itoa(d.width) + " " + strconv.Itoa(d.height) + "\n255\n"
}

// longestSide is the most dots that readers of pictures take in a row or column.
const longestSide = 32_000

// fit says how many dots a page of width and height in points has at dpi, or at less
// where that would be more than are read.
func (d *drawing) fit(width, height float64, dpi int) bool {
	if !(width > 0 && height > 0) || math.IsInf(width*height, 0) {
		return false
	}
	scale := float64(dpi) / 72
	scale = min(scale, math.Sqrt(MaxPixels/(width*height)), longestSide/width, longestSide/height)
	d.width, d.height, d.dpi = int(width*scale+0.01), int(height*scale+0.01), max(1, int(scale*72+0.01))
	return d.width >= minPixels && d.height >= minPixels
}

// draw draws page i at dpi. A page that is too small for letters has no width.
func (r *pdfReader) draw(i, dpi int, d *drawing) error {
	*d = drawing{}
	if err := r.p.OpenPage(i); err != nil {
		return err
	}
	width, height, err := r.p.Size()
	if err != nil {
		return err
	}
	if !d.fit(width, height, dpi) {
		*d = drawing{}
		return nil
	}
	d.grey, err = r.p.Draw(d.width, d.height)
	return err
}
