package mysql

import (
	"context"
	"io"

	"github.com/hemostat/hemostat/source"
)

// Cells up to heldCell bytes are held whole, so as to see whether they need quotes; a
// longer one is in quotes and passes by in pieces of pieceSize bytes, as all rows do.
const (
	heldCell  = 1 << 20
	pieceSize = 32 << 10
)

// A rows is the body of an object. It ends only where the server says that these were all
// rows.
type rows struct {
	ctx     context.Context
	session *session
	try     source.Attempt
	columns []column
	next    *batch // nil: all rows come at once

	out  []byte // to be given out
	buf  []byte // what out is a part of
	cell []byte // that is held, or a piece of one
	col  int    // the next cell's place in its row; 0 between rows
	long int64  // bytes that are left of a long cell
	head int    // of cell: bytes of a letter that was cut between two pieces
	err  error
}

// Read implements [io.Reader].
func (r *rows) Read(p []byte) (int, error) {
	for len(r.out) == 0 && r.err == nil {
		r.buf = r.buf[:0]
		err := r.fill()
		r.out = r.buf
		if err != nil {
			r.end(err)
		}
	}
	if len(r.out) == 0 {
		return 0, r.err
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// fill writes rows into buf until it holds a piece, or until more would have to be waited
// for.
func (r *rows) fill() error {
	for len(r.buf) < pieceSize && (len(r.buf) == 0 || r.session.in.Buffered() > 0) {
		var err error
		switch {
		case r.long > 0:
			err = r.piece()
		case r.col == 0:
			err = r.row()
		default:
			err = r.goOn()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// row begins a row, or tells by io.EOF that there are no more.
func (r *rows) row() error {
	w := r.session.wire
	if err := w.begin(); err != nil {
		return err
	}
	first, err := r.byte()
	switch {
	case err != nil:
		return err
	case w.ended(first):
		return r.last()
	case first == isError:
		rest, err := w.rest()
		if err != nil {
			return err
		}
		return told(append([]byte{first}, rest...))
	}
	return r.begin(first)
}

// last goes on behind the rows that were asked for.
func (r *rows) last() error {
	if _, err := r.session.rest(); err != nil {
		return err
	}
	if r.next != nil {
		if more, err := r.next.again(r.session.wire, len(r.columns)); more || err != nil {
			return err
		}
	}
	return io.EOF
}

// goOn begins the next cell of a row.
func (r *rows) goOn() error {
	first, err := r.byte()
	if err != nil {
		return err
	}
	return r.begin(first)
}

func (r *rows) byte() (byte, error) {
	var b [1]byte
	_, err := io.ReadFull(r.session, b[:])
	return b[0], err
}

// begin reads a cell, of whose length the first byte was read, or begins a long one.
func (r *rows) begin(first byte) error {
	n, err := length(first, r.session)
	if err != nil {
		return err
	}
	if r.next != nil {
		r.next.bytes += max(n, 0)
	}
	switch {
	case n > heldCell:
		r.buf = append(r.buf, '"')
		r.long, r.head = n, 0
		return nil
	case n >= 0:
		if err := r.hold(0, int(n)); err != nil {
			return err
		}
		cell := r.cell
		if r.columns[r.col].bytes() {
			cell, _ = legible(nil, cell, false)
		}
		r.buf = appendText(r.buf, cell)
	}
	return r.ended()
}

// hold reads n bytes into cell behind the first ones.
func (r *rows) hold(behind, n int) error {
	if cap(r.cell) < behind+n {
		cell := make([]byte, behind+n)
		copy(cell, r.cell[:behind])
		r.cell = cell
	}
	r.cell = r.cell[:behind+n]
	_, err := io.ReadFull(r.session, r.cell[behind:])
	return err
}

// piece writes a piece of a long cell.
func (r *rows) piece() error {
	n := min(r.long, pieceSize)
	if err := r.hold(r.head, int(n)); err != nil {
		return err
	}
	r.long -= n
	r.head = 0
	piece := r.cell
	if r.columns[r.col].bytes() {
		var rest []byte
		piece, rest = legible(nil, r.cell, r.long > 0)
		r.head = copy(r.cell, rest)
	}
	r.buf = appendInside(r.buf, piece)
	if r.long > 0 {
		return nil
	}
	r.buf = append(r.buf, '"')
	return r.ended()
}

// ended goes on behind a cell.
func (r *rows) ended() error {
	if r.col++; r.col < len(r.columns) {
		r.buf = append(r.buf, ',')
		return nil
	}
	r.col = 0
	r.buf = append(r.buf, '\n')
	if r.next != nil {
		r.next.seen++
	}
	end, err := r.session.finished()
	if err == nil && !end {
		err = errGarbled
	}
	return err
}

// end keeps why nothing more comes.
func (r *rows) end(err error) {
	if err == io.EOF {
		r.session.leave()
	} else {
		r.session.close()
		err = failed(r.ctx, r.try, err)
	}
	r.err = err
}

// Close implements [io.Closer]. It may be called while Read waits.
func (r *rows) Close() error {
	r.session.close()
	return nil
}
