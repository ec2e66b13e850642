package couchdb

import (
	"encoding/json"
	"errors"
	"io"
)

// longestDocument is the most that one document may have, without its files, in bytes.
// What CouchDB 3 takes is 8 MB unless its owner says otherwise.
const longestDocument = 32 << 20

// longestBetween bounds what stands between two documents, in bytes: the decoder goes over space
// again with each piece that comes.
const longestBetween = 1 << 20

// A row is one of an answer of _all_docs (docs.couchdb.org/en/stable/api/database/bulk-api.html).
type row struct {
	ID    string `json:"id"`
	Value struct {
		Rev string `json:"rev"`
	} `json:"value"`
	Doc json.RawMessage `json:"doc"`
}

// rows goes through the rows of an answer while it comes.
type rows struct {
	body  *bounded
	json  *json.Decoder
	begun bool
	count int // of those that came
}

func newRows(body io.ReadCloser) *rows {
	b := &bounded{ReadCloser: body}
	return &rows{body: b, json: json.NewDecoder(b)}
}

// Errors of an answer.
var (
	errNoRows  = errors.New("couchdb: no list of documents")
	errFailed  = errors.New("couchdb: the server says that it failed")
	errTooLong = errors.New("couchdb: a document is too long")
)

// next returns the next row; [io.EOF] ends them where the answer came whole.
func (r *rows) next() (row, error) {
	r.body.left = longestBetween
	if !r.begun {
		if err := r.begin(); err != nil {
			return row{}, told(err)
		}
		r.begun = true
	}
	if !r.json.More() {
		if err := r.finish(); err != nil {
			return row{}, told(err)
		}
		return row{}, io.EOF
	}
	var next row
	if err := r.value(&next); err != nil {
		return row{}, told(err)
	}
	if next.ID == "" { // {"error": …}
		return row{}, errFailed
	}
	r.count++
	return next, nil
}

// begin reads up to the first row.
func (r *rows) begin() error {
	if err := r.delim('{'); err != nil {
		return err
	}
	for r.json.More() {
		name, err := r.member()
		if err != nil {
			return err
		}
		if name == "rows" {
			return r.delim('[')
		}
		if err := r.skip(); err != nil {
			return err
		}
	}
	return firstError(r.delim('}'), errNoRows)
}

// finish reads what follows the last row, to the end of the answer.
func (r *rows) finish() error {
	if err := r.delim(']'); err != nil {
		return err
	}
	for r.json.More() {
		if _, err := r.member(); err != nil {
			return err
		}
		if err := r.skip(); err != nil {
			return err
		}
	}
	if err := r.delim('}'); err != nil {
		return err
	}
	if _, err := r.json.Token(); err != io.EOF {
		return firstError(err, errNoRows)
	}
	return nil
}

// member reads the name of a member.
func (r *rows) member() (name json.Token, err error) {
	name, err = r.json.Token()
	if err == nil && name == "error" {
		err = errFailed
	}
	return name, err
}

// skip reads a member's value.
func (r *rows) skip() error {
	var value json.RawMessage
	return r.value(&value)
}

// value reads one that may be as long as a document.
func (r *rows) value(into any) error {
	r.body.left = longestDocument
	err := r.json.Decode(into)
	r.body.left = longestBetween
	return err
}

func (r *rows) delim(want json.Delim) error {
	got, err := r.json.Token()
	if err == nil && got != want {
		err = errNoRows
	}
	return err
}

// told returns an error of reading an answer without the words of the library, which
// quotes what it cannot read.
func told(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax), errors.As(err, &kind):
		return errNoRows
	case err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}

// firstError returns the first of errs that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// bounded fails the reading of what is too long.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
