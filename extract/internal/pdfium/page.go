package pdfium

// OpenPage opens a page, from 0. One is open at a time; the one before is closed only
// when this one is there, so that fonts that both have need not be read again.
func (i *Instance) OpenPage(k int) error {
	page, err := i.handle("FPDF_LoadPage", i.doc, uint64(k))
	before := i.openPage
	i.openPage = page
	if before != 0 {
		i.call("FPDF_ClosePage", before)
	}
	return err
}

// ClosePage closes the page that is open.
func (i *Instance) ClosePage() error {
	page := i.openPage
	if i.openPage = 0; page == 0 {
		return nil
	}
	_, err := i.call("FPDF_ClosePage", page)
	return err
}

// Size is that of the page in points.
func (i *Instance) Size() (width, height float64, err error) {
	w, err := i.call("FPDF_GetPageWidthF", i.openPage)
	if err != nil {
		return 0, 0, err
	}
	h, err := i.call("FPDF_GetPageHeightF", i.openPage)
	return float(w), float(h), err
}

// Text returns the text of the page, up to most characters in parts of part.
func (i *Instance) Text(most, part int) (texts []string, err error) {
	t, err := i.handle("FPDFText_LoadPage", i.openPage)
	if err != nil {
		return nil, err
	}
	defer i.call("FPDFText_ClosePage", t)
	n, err := i.number("FPDFText_CountChars", t)
	if err != nil || n == 0 {
		return nil, err
	}
	if n < 0 {
		return nil, errNothing
	}
	p, err := i.alloc(2 * (min(part, n) + 1)) // with a zero at the end
	if err != nil {
		return nil, err
	}
	defer i.free(p)
	for at := 0; at < min(n, most); at += part {
		written, err := i.number("FPDFText_GetText", t, uint64(at), uint64(min(part, n-at)), p)
		if err != nil {
			return texts, err
		}
		b, err := i.view(p, 2*min(max(written, 0), min(part, n)+1))
		if err != nil {
			return texts, err
		}
		texts = append(texts, decode(b))
	}
	return texts, nil
}

// Annotations is how many notes and fields the page has.
func (i *Instance) Annotations() (int, error) {
	return i.number("FPDFPage_GetAnnotCount", i.openPage)
}

// Annotation calls f with what looks up the strings of an annotation.
func (i *Instance) Annotation(k int, f func(get func(key string) (string, error))) error {
	a, err := i.handle("FPDFPage_GetAnnot", i.openPage, uint64(k))
	if err != nil {
		return err
	}
	f(func(key string) (string, error) {
		return i.withName(key, func(p uint64) (string, error) { return i.text("FPDFAnnot_GetStringValue", a, p) })
	})
	_, err = i.call("FPDFPage_CloseAnnot", a)
	return err
}

// Link returns the next link of the page from a position, the first of which is 0, and
// the position after it. The address is empty where the link leads to none.
func (i *Instance) Link(at int) (to string, next int, err error) {
	out := [2]uint32{uint32(at)}
	if err := i.words("FPDFLink_Enumerate", out[:], i.openPage); err != nil {
		return "", 0, err
	}
	next = int(int32(out[0]))
	action, err := i.handle("FPDFLink_GetAction", uint64(out[1]))
	if err == nil {
		to, _ = i.ascii("FPDFAction_GetURIPath", i.doc, action)
	}
	return to, next, nil
}
