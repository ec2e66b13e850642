package pdfium

import "math"

// An Object is one that a page or a form shows. It holds while the page is open.
type Object uint64

// The types of objects that are told apart (fpdf_edit.h, FPDF_PAGEOBJ_*).
const (
	Path  = 2
	Image = 3
	Form  = 5
)

// float is a float of 32 bits in a result.
func float(v uint64) float64 { return float64(math.Float32frombits(uint32(v))) }

// Objects is how many objects the page shows.
func (i *Instance) Objects() (int, error) { return i.number("FPDFPage_CountObjects", i.openPage) }

// Object returns an object of the page and its type.
func (i *Instance) Object(k int) (Object, int, error) {
	return i.object(i.handle("FPDFPage_GetObject", i.openPage, uint64(k)))
}

// ObjectsOf is how many objects a form shows.
func (i *Instance) ObjectsOf(form Object) (int, error) {
	return i.number("FPDFFormObj_CountObjects", uint64(form))
}

// ObjectOf returns an object of a form and its type.
func (i *Instance) ObjectOf(form Object, k int) (Object, int, error) {
	return i.object(i.handle("FPDFFormObj_GetObject", uint64(form), uint64(k)))
}

func (i *Instance) object(o uint64, err error) (Object, int, error) {
	if err != nil {
		return 0, 0, err
	}
	t, err := i.number("FPDFPageObj_GetType", o)
	return Object(o), t, err
}

// Bounds returns how wide and high an object is, in points.
func (i *Instance) Bounds(o Object) (width, height float32, err error) {
	var b [4]uint32 // left, bottom, right, top
	if err := i.words("FPDFPageObj_GetBounds", b[:], uint64(o)); err != nil {
		return 0, 0, err
	}
	f := math.Float32frombits
	return f(b[2]) - f(b[0]), f(b[3]) - f(b[1]), nil
}

// Pixels returns the size of a picture in its own dots.
func (i *Instance) Pixels(image Object) (width, height int, err error) {
	var b [2]uint32
	err = i.words("FPDFImageObj_GetImagePixelSize", b[:], uint64(image))
	return int(b[0]), int(b[1]), err
}

// How a page is drawn (fpdfview.h, FPDFBitmap_Gray and flags of FPDF_RenderPageBitmap).
const (
	bitmapGrey  = 1
	renderFlags = 0x01 | 0x08 | 0x200 // with annotations, in grey, with a small cache of pictures
)

// Draw draws the page in shades of grey, a byte a dot, in so many rows of so many dots.
func (i *Instance) Draw(width, height int) ([]byte, error) {
	b, err := i.handle("FPDFBitmap_CreateEx", uint64(width), uint64(height), bitmapGrey, 0, 0)
	if err != nil {
		return nil, errMemory
	}
	defer i.call("FPDFBitmap_Destroy", b)
	stride, err := i.number("FPDFBitmap_GetStride", b)
	if err != nil {
		return nil, err
	}
	if stride < width {
		return nil, errMemory
	}
	if _, err := i.call("FPDFBitmap_FillRect", b, 0, 0, uint64(width), uint64(height), 0xffffffff); err != nil {
		return nil, err
	}
	if _, err := i.call("FPDF_RenderPageBitmap", b, i.openPage, 0, 0, uint64(width), uint64(height), 0, renderFlags); err != nil {
		return nil, err
	}
	p, err := i.handle("FPDFBitmap_GetBuffer", b)
	if err != nil {
		return nil, err
	}
	dots, err := i.view(p, stride*height)
	if err != nil {
		return nil, err
	}
	grey := make([]byte, 0, width*height)
	for y := range height {
		grey = append(grey, dots[y*stride:][:width]...)
	}
	return grey, nil
}
