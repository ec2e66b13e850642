package extract

import (
	"bytes"
	"sync"
)

// aheadPages is how many pages a document has at least that two instances read.
const aheadPages = 8

// A loadedPage is what came of loading a page.
type loadedPage struct {
	page   pdfPage
	failed bool // to be read
	late   bool
	sound  bool // the instance still is
}

// loaded loads a page. Where the instance is not sound after it, the page is to be
// loaded anew.
func (r *pdfReader) loaded(k int) loadedPage {
	var l loadedPage
	err := r.p.call(func() error {
		l.failed = r.load(k, &l.page) != nil
		return nil
	})
	l.late = r.p.late
	r.p.spoilt = r.p.spoilt || l.failed
	l.sound = err == nil && !l.late && r.p.ctx.Err() == nil && r.p.Sound()
	return l
}

// A pdfAhead loads every second page of a document in an instance of its own, while the
// reader's loads the others. What pages say does not depend on who loads them for as long
// as both instances are sound; the document starts anew in one instance as soon as one is
// not.
type pdfAhead struct {
	r     pdfReader
	pages chan loadedPage
	done  chan struct{}
	ended sync.WaitGroup
}

// ahead starts to load pages 1, 3 and so on of count. It returns nil where there is no
// instance to spare, or where the document is not in memory as a whole.
func (r *pdfReader) ahead(count int) *pdfAhead {
	if count < aheadPages || !r.c.whole {
		return nil
	}
	i := r.c.w.x.pdf.Another()
	if i == nil {
		return nil
	}
	a := &pdfAhead{pages: make(chan loadedPage), done: make(chan struct{})}
	a.r = pdfReader{c: r.c, p: &pdfInstance{Instance: i, ctx: r.c.w.ctx}}
	a.ended.Go(func() { a.load(r.c.head, count) })
	return a
}

func (a *pdfAhead) load(document []byte, count int) {
	defer close(a.pages)
	var opened error
	if err := a.r.p.call(func() error {
		opened = a.r.p.OpenBytes(document)
		return nil
	}); err != nil || opened != nil {
		return
	}
	for k := 1; k < count; k += 2 {
		l := a.r.loaded(k)
		select {
		case a.pages <- l:
		case <-a.done:
			return
		}
		if !l.sound {
			return
		}
	}
}

// end gives the instance back, or ends it where it has not come to the end of the pages.
func (a *pdfAhead) end(finished bool) {
	close(a.done)
	if !finished {
		a.r.p.Stop()
	}
	a.ended.Wait()
	a.r.p.close()
}

// inTwo reads pages with the help of a. It returns how many were read until an instance
// was no longer sound, or all.
func (r *pdfReader) inTwo(a *pdfAhead, count int) (read int, err error) {
	defer func() { a.end(read == count) }()
	for ; read < count; read++ {
		var l loadedPage
		if read%2 == 0 {
			l = r.loaded(read)
		} else {
			l = <-a.pages // not sound where a has none
		}
		switch err := r.c.w.alive(); {
		case err != nil:
			return read, err
		case l.late:
			return read, errLatePage
		case !l.sound:
			return read, nil
		}
		if err := r.c.step(1); err != nil {
			return read, err
		}
		if err := r.emit(read, &l.page, l.failed); err != nil {
			return read, err
		}
	}
	return read, nil
}

// again opens the document in a fresh instance and loads the first pages, which were
// read, as if it had been alone from the beginning.
func (r *pdfReader) again(pages int) error {
	r.p.spoilt = true
	r.release()
	i, err := r.c.w.x.pdf.Instance(r.c.w.ctx)
	if err != nil {
		return firstError(r.c.w.alive(), errNoPDF)
	}
	r.p = &pdfInstance{Instance: i, ctx: r.c.w.ctx}
	if opened, err := r.open(bytes.NewReader(r.c.head), int64(len(r.c.head))); err != nil || !opened {
		return firstError(err, errNoPDF)
	}
	for k := range pages {
		if err := r.call(func() error {
			var page pdfPage
			r.p.spoilt = r.load(k, &page) != nil || r.p.spoilt
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
