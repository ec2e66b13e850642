package elasticsearch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Why an answer to a search cannot be used.
var (
	errGarbled = errors.New("no answer to a search")
	errPartial = errors.New("a shard failed, or time ran out")
	errLong    = errors.New("a document is too long")
)

// An answer is what came back to a search, read document after document
// (elastic.co/guide/en/elasticsearch/reference, "Search API").
type answer struct {
	from *bounded
	json *json.Decoder

	scroll    string
	documents int
	level     int  // objects that are open: the answer, and the one of its hits
	inHits    bool // between the brackets of hits.hits
	hits      bool // there were such brackets, be they empty
	done      bool
}

// bounded fails where more is read than a document may have.
type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLong
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func newAnswer(body io.Reader) *answer {
	a := &answer{from: &bounded{r: body, left: longestDocument}}
	a.json = json.NewDecoder(a.from)
	return a
}

// next appends the line of the next document, or nothing where it read something else.
// At the end of a whole answer it is io.EOF.
func (a *answer) next(to *bytes.Buffer) error {
	a.from.left = longestDocument
	err := a.step(to)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil, errors.Is(err, errLong):
		return err
	case errors.As(err, &syntax), errors.As(err, &kind):
		return errGarbled
	case a.done && errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return err
}

func (a *answer) step(to *bytes.Buffer) error {
	switch {
	case a.done:
		return io.EOF
	case a.level == 0:
		a.level++
		return a.open('{')
	case a.inHits && a.json.More():
		return a.document(to)
	case a.inHits:
		a.inHits = false
		return a.open(']')
	case a.json.More():
		return a.member()
	}
	if err := a.open('}'); err != nil {
		return err
	}
	a.level--
	if a.done = a.level == 0; a.done && !a.hits {
		return errGarbled
	}
	return nil
}

// open takes one bracket.
func (a *answer) open(want json.Delim) error {
	t, err := a.json.Token()
	if err != nil {
		return err
	}
	if t != want {
		return errGarbled
	}
	return nil
}

// member takes one member of the answer.
func (a *answer) member() error {
	name, err := a.json.Token()
	if err != nil {
		return err
	}
	switch name {
	case "_scroll_id":
		return a.json.Decode(&a.scroll)
	case "timed_out":
		var late bool
		if err := a.json.Decode(&late); err != nil {
			return err
		}
		if late {
			return errPartial
		}
		return nil
	case "_shards":
		var shards struct{ Total, Successful, Failed int }
		if err := a.json.Decode(&shards); err != nil {
			return err
		}
		if shards.Failed > 0 || shards.Successful < shards.Total {
			return errPartial
		}
		return nil
	case "hits":
		return a.intoHits()
	}
	var other json.RawMessage
	return a.json.Decode(&other)
}

// intoHits goes into the object of the hits, or in there among the documents. What stands
// beside these, their number and the highest score, are members like those above.
func (a *answer) intoHits() error {
	t, err := a.json.Token()
	switch {
	case err != nil:
		return err
	case t == json.Delim('{') && a.level == 1:
		a.level++
		return nil
	case t == json.Delim('[') && a.level == 2:
		a.inHits, a.hits = true, true
		return nil
	}
	return errGarbled
}

// document takes one document.
func (a *answer) document(to *bytes.Buffer) error {
	var hit struct {
		ID     *string         `json:"_id"`
		Source json.RawMessage `json:"_source"`
	}
	if err := a.json.Decode(&hit); err != nil {
		return err
	}
	if hit.ID == nil {
		return errGarbled
	}
	a.documents++
	to.WriteString(`{"_id":`)
	id, _ := json.Marshal(*hit.ID)
	to.Write(id)
	if hit.Source != nil {
		to.WriteString(`,"_source":`)
		if err := json.Compact(to, hit.Source); err != nil {
			return errGarbled
		}
	}
	to.WriteString("}\n")
	return nil
}
