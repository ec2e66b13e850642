package couchdb

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
)

// gather reads documents of the page up to the length of a member.
func (b *body) gather() error {
	for b.lines.Len() < longMember && len(b.files) < mostFiles {
		next, err := b.page.next()
		if err == io.EOF {
			b.whole = b.page.count < pageRows
			return b.endPage()
		}
		if err != nil {
			return b.failed(err)
		}
		if next.ID == b.last {
			continue
		}
		b.last = next.ID
		if err := b.document(next); err != nil {
			return b.failed(err)
		}
	}
	if len(b.files) >= mostFiles {
		return b.endPage()
	}
	return b.member()
}

// endPage ends a page. One behind which there is more ends with an identifier that no page
// before ended with: whoever does not heed where a page is to begin would go on for ever.
func (b *body) endPage() error {
	b.page.body.Close()
	b.page = nil
	end := sha256.Sum256([]byte(b.last))
	if b.ends[end] && !b.whole {
		return b.try.Fail(source.ErrGarbled)
	}
	b.ends[end] = true
	return b.member()
}

// document takes in a document and notes its files.
func (b *body) document(r row) error {
	if string(r.Doc) == "null" { // deleted while the page was made
		return nil
	}
	if err := json.Compact(&b.lines, r.Doc); err != nil {
		return errNoRows
	}
	b.lines.WriteByte('\n')
	if !bytes.Contains(r.Doc, []byte(`"_attachments"`)) {
		return nil
	}
	var d struct {
		Revision string `json:"_rev"`
		Files    map[string]struct {
			Length *int64 `json:"length"`
		} `json:"_attachments"`
	}
	if json.Unmarshal(r.Doc, &d) != nil {
		return errNoRows
	}
	for _, name := range slices.Sorted(maps.Keys(d.Files)) {
		length := d.Files[name].Length
		if length == nil || *length < 0 {
			return errNoRows
		}
		b.files = append(b.files, file{r.ID, d.Revision, name, *length})
	}
	return nil
}

// member writes the documents that were gathered.
func (b *body) member() error {
	if b.lines.Len() == 0 {
		return nil
	}
	b.members++
	defer b.lines.Reset()
	if err := b.header(fmt.Sprintf("documents/%06d.ndjson", b.members), int64(b.lines.Len())); err != nil {
		return err
	}
	if _, err := b.tar.Write(b.lines.Bytes()); err != nil {
		return b.failed(err)
	}
	return nil
}

func (b *body) header(name string, length int64) error {
	err := b.tar.WriteHeader(&tar.Header{Name: name, Size: length, Mode: 0o600})
	if err != nil { // a name that no archive has
		return b.try.Fail(source.ErrGarbled)
	}
	return nil
}

// attach asks for the first file that waits, and begins its member.
func (b *body) attach() error {
	f := b.files[0]
	b.files = b.files[1:]
	path := "/" + segment(b.place.database) + "/" + document(f.document) + "/" + segment(f.name) + "?" + url.Values{"rev": {f.revision}}.Encode()
	resp, err := b.s.ask(b.ctx, b.try, b.s.reads, path)
	switch {
	case errors.Is(err, source.ErrGone): // with the revision that had it
		return b.try.Fail(source.ErrChanged)
	case err != nil:
		return err
	case resp.ContentLength >= 0 && resp.ContentLength != f.length:
		resp.Body.Close()
		return b.try.Fail(source.ErrLength)
	}
	b.content = resp.Body
	return b.header("attachments/"+tables.Escape(f.document, "\x00")+"/"+tables.Escape(f.name, "\x00"), f.length)
}

// goOn reads some of the file.
func (b *body) goOn() error {
	_, err := io.CopyN(b.tar, b.content, fileStep)
	if err == nil {
		return nil
	}
	b.content.Close()
	b.content = nil
	if err == io.EOF {
		err = b.tar.Flush() // fails where bytes are missing
		if err != nil {
			err = tar.ErrWriteTooLong
		}
	}
	if err != nil {
		return b.failed(err)
	}
	return nil
}

// failed turns an error of an answer that had begun into one of the attempt.
func (b *body) failed(err error) error {
	var known *source.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errNoRows):
		return b.try.Fail(source.ErrGarbled)
	case errors.Is(err, errFailed):
		return b.try.Fail(source.ErrServer)
	case errors.Is(err, tar.ErrWriteTooLong):
		return b.try.Fail(source.ErrLength)
	case errors.Is(err, errTooLong):
		e := b.try.Fail(source.ErrLength)
		e.Hint = "a document has more than 32 MiB, which is the most that is read of one"
		return e
	}
	return source.FailTransport(b.ctx, "read", b.try.Target, b.try.Object, err)
}
