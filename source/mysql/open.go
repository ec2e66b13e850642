package mysql

import (
	"context"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
)

// Open implements [source.Source]. Rows come in no order that would be the same again,
// so that at must be 0.
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, false)
	if at > 0 {
		return nil, try.FromStart()
	}
	p, ok := tables.ParsePlace(o.Name, false)
	if !ok || s.target.Container != "" && p.Database != s.target.Container || !s.wanted(p) {
		return nil, try.Fail(source.ErrGone)
	}
	body, err := s.read(ctx, p)
	if err != nil {
		return nil, failed(ctx, try, err)
	}
	try.Op = "read"
	body.ctx, body.try = ctx, try
	return &source.Reading{Body: body, Size: -1, Address: s.target.Endpoint + "/" + o.Name, Access: s.Access(), Whole: true}, nil
}

// selectRows asks for the rows of an object, which follow, and writes the row of names.
func (r *reader) selectRows(p tables.Place) (header []byte, columns []column, next *batch, err error) {
	var names []string
	plain := true
	for i, c := range r.columns {
		if i > 0 {
			header = append(header, ',')
		}
		header = appendText(header, []byte(c[0]))
		name := shown(c[0], c[1])
		names = append(names, name)
		plain = plain && name == quoted(c[0])
	}
	if plain && p.Part == nil && locksWhole(r.engine) && r.kind != versioned { // HANDLER gives the times of a version too
		columns, next, err = r.handle(p)
	}
	if next == nil && err == nil {
		columns, err = r.ask(rowsOf(p, r.kind, names))
	}
	if err == nil && len(columns) != len(r.columns) {
		err = errGarbled
	}
	return append(header, '\n'), columns, next, err
}

// whyNot asks why the catalog does not show something of a table, or nothing of it.
func (s *session) whyNot(p tables.Place, what string) error {
	if _, err := s.query("SELECT "+what+" FROM "+qualified(p)+" LIMIT 0", 1, 0); err != nil {
		return err
	}
	return &answer{code: noTable}
}
