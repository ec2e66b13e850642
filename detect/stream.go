package detect

import (
	"errors"

	"github.com/hemostat/hemostat/exposure"
)

// The bounds of what a verifier sees around its anchor, and of the window that
// is searched for anchors at once. Windows begin at multiples of their size in
// the text, so nothing depends on how the text was cut.
const (
	windowSize = 64 << 10
	viewBack   = 2 << 10
	viewAhead  = 17 << 10
	maxMatch   = 16 << 10

	// maxBack is how far before its anchor a candidate begins at most.
	maxBack = viewBack + 1024

	// margin is kept on both sides of a window: views of the first and last
	// anchors are whole, and so is the text of candidates that wait.
	marginBack  = maxBack + 512
	marginAhead = viewAhead + 512
)

// A Segment says what a text is.
type Segment struct {
	Way   string        // where it stands; not looked at
	Media string        // what it was read as: "text/csv", "message/rfc822", …
	Part  exposure.Part // which part of its content it is
}

// A Stream takes one text in pieces and hands on what it finds. It is not safe
// for concurrent use.
type Stream struct {
	e       *Engine
	seg     Segment
	fn      func(Mention) error
	window  int
	err     error
	closed  bool
	final   bool   // no more text comes
	buf     []byte // text[base:base+len(buf)]
	base    int64
	next    int64 // where the next window begins
	marks   markList
	pending []candidate
	order   []int32 // pending by offset
	spare   []int32
	cells   int // where the candidates of cells begin in pending
	current [groups]candidate
	holds   [groups]bool
	name    pendingName
	names   []rowName // of one row
	place   pendingPlace
	judge   columnJudge
	v       view
	read    []byte // Scan's buffer
	hosts   hostCache
	skip    skips
	ran     struct { // the last run of characters of a rule for tokens
		set      *charset
		from, to int64
	}
	looked [16]struct { // how far rules that look near their anchors have looked
		rule *Rule
		to   int64
	}

	// For text in another coding.
	depth   int      // codings around this text
	outer   *Stream  // that of the text in which this one stands coded
	accept  [2]int64 // places in the coded text: what begins beyond them is not taken
	sub     *Stream  // for what is decoded from this text
	blob    openBlob
	decoded decoding

	sifted  sifted
	parties parties
	texts   rowTexts
	keyed   keyed
}

// skips remember how far some verifiers have read, so that none reads the same
// bytes again for each of many anchors. Anchors come in ascending order
// whatever the windows, so this does not depend on them.
type skips struct {
	number, jwt, ip, authority, assign, mac, blob, escaped, keyset, cookie, names int64
}

// Stream begins a text. fn is called in about the order of the text; an error
// of fn ends the stream and is returned by Write or Close.
func (e *Engine) Stream(seg Segment, fn func(Mention) error) *Stream {
	st := &Stream{e: e, window: windowSize}
	st.Reset(seg, fn)
	return st
}

// Reset forgets everything and begins another text.
func (st *Stream) Reset(seg Segment, fn func(Mention) error) {
	clear(st.pending) // beyond its length it is clear: see keep
	clear(st.current[:])
	st.holds = [groups]bool{}
	st.seg, st.fn = seg, fn
	st.err, st.closed, st.final = nil, false, false
	st.buf, st.base, st.next = st.buf[:0], 0, 0
	st.marks.list, st.marks.cursor, st.marks.ahead = st.marks.list[:0], 0, nil
	st.marks.columns.reset(seg.Part == exposure.PartTable || seg.Part == exposure.PartHidden)
	st.pending, st.cells = st.pending[:0], 0
	st.name.forget()
	st.place = pendingPlace{value: st.place.value[:0]}
	st.skip = skips{}
	clear(st.looked[:])
	st.ran.set = nil
	st.v = view{}
	st.blob = openBlob{}
	st.parties, st.texts = parties{}, rowTexts{}
	st.keyed.record = 0
	st.marks.spans = false
}

// wipe overwrites what is left of a text.
func (st *Stream) wipe() {
	st.Reset(Segment{}, nil)
	clear(st.buf[:cap(st.buf)])
	clear(st.read)
	st.name.wipe()
	clear(st.place.value[:cap(st.place.value)])
	clear(st.marks.known[:])
	st.judge.begin()
	st.keyed = keyed{}
	st.hosts = hostCache{}
	clear(st.decoded.text[:cap(st.decoded.text)])
	if st.sub != nil {
		st.sub.wipe()
	}
}

var errClosed = errors.New("detect: write to a closed stream")

// Tables says which tables begin in the piece that is written next: their columns are known from
// there on, also those that are filled later. The names are kept, and not changed.
func (st *Stream) Tables(tables []exposure.Table) { st.marks.begin(tables) }

// Write takes the next piece of the text. marks are ascending, their offsets
// count from the beginning of the whole text and lie within this piece; they
// hold from their offset up to the next mark. Neither slice is retained.
func (st *Stream) Write(text []byte, marks []exposure.Mark) error {
	if st.closed && st.err == nil {
		st.err = errClosed
	}
	for len(text) > 0 && st.err == nil {
		n := min(len(text), st.room())
		st.buf = append(st.buf, text[:n]...)
		text = text[n:]
		marks = st.marks.take(marks, st.base+int64(len(st.buf)), st.e.fields)
		if st.room() == 0 {
			st.err = st.scanWindow()
		}
	}
	return st.err
}

// room returns how many bytes the window still lacks with its margin.
func (st *Stream) room() int {
	return int(st.next-st.base) + st.window + marginAhead - len(st.buf)
}

// Close takes the text as complete and hands on what is still held back.
func (st *Stream) Close() error {
	if st.closed {
		return st.err
	}
	st.closed, st.final = true, true
	for st.err == nil && st.next < st.base+int64(len(st.buf)) {
		st.err = st.scanWindow()
	}
	if st.err == nil {
		st.flushName(1 << 62)
		st.flushPlace(1 << 62)
		st.err = st.settle(1 << 62)
	}
	st.fn = nil
	return st.err
}

// scanWindow looks at all anchors and marks of one window, hands on what no
// later window can change, and drops text that no later view reaches.
func (st *Stream) scanWindow() error {
	lo := int(st.next - st.base)
	hi := min(lo+st.window, len(st.buf))
	st.scanColumns(hi)
	st.scanSameNames(st.next, st.base+int64(hi))
	st.scanParties(hi)
	st.scanTexts(hi)
	st.e.table.find(st.buf, st.base, lo, hi, st, &st.sifted)
	st.scanEscapes(lo, hi)
	st.scanBlobs(lo, hi)
	st.cells = len(st.pending)
	st.scanCells(st.next, st.base+int64(hi))
	if err := st.scanKeys(st.next, st.base+int64(hi)); err != nil {
		return err
	}
	st.next = st.base + int64(hi)
	st.flushName(st.next)
	st.flushPlace(st.next)
	if err := st.settle(st.next - maxBack); err != nil {
		return err
	}
	if drop := hi - marginBack; drop > 0 && !st.final {
		st.buf = st.buf[:copy(st.buf, st.buf[drop:])]
		st.base += int64(drop)
		st.marks.drop(st.base)
	}
	return nil
}
