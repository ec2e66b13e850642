package mysql

import (
	"context"
	"strings"

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
	ses, err := s.connect(ctx, s.dialer.DialRead, long)
	if err != nil {
		return nil, failed(ctx, try, err)
	}
	header, columns, next, err := ses.selectRows(p)
	if err != nil {
		ses.close()
		return nil, failed(ctx, try, err)
	}
	try.Op = "read"
	return &source.Reading{
		Body: &rows{ctx: ctx, session: ses, try: try, columns: columns, out: header, next: next}, Size: -1, Address: s.target.Endpoint + "/" + o.Name, Access: s.Access(), Whole: true,
	}, nil
}

// selectRows asks for the rows of an object, which follow, and writes the row of names.
func (s *session) selectRows(p tables.Place) (header []byte, columns []column, next *batch, err error) {
	kind, err := s.query(kindOfTable(p), 2, 1)
	if err != nil {
		return nil, nil, nil, err
	}
	listed, err := s.query(listColumns(p), 2, mostColumns)
	switch {
	case err != nil:
		return nil, nil, nil, err
	case len(kind) == 0 || len(listed) == 0:
		return nil, nil, nil, s.whyNot(p)
	}
	engine := strings.ToUpper(kind[0][1])
	if elsewhere(engine) {
		return nil, nil, nil, &answer{code: noTable}
	}
	var names []string
	plain := true
	for i, c := range listed {
		if i > 0 {
			header = append(header, ',')
		}
		header = appendText(header, []byte(c[0]))
		name := shown(c[0], c[1])
		names = append(names, name)
		plain = plain && name == quoted(c[0])
	}
	if plain && p.Part == nil && locksWhole(engine) {
		columns, next, err = s.handle(p)
	}
	if next == nil && err == nil {
		columns, err = s.ask(rowsOf(p, kind[0][0], names))
	}
	if err == nil && len(columns) != len(listed) {
		err = errGarbled
	}
	return append(header, '\n'), columns, next, err
}

// whyNot asks why the catalog shows nothing of a table.
func (s *session) whyNot(p tables.Place) error {
	if _, err := s.query("SELECT 1 FROM "+qualified(p)+" LIMIT 0", 1, 0); err != nil {
		return err
	}
	return &answer{code: noTable}
}
