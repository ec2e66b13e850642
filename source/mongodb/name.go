package mongodb

import (
	"bytes"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// A place is what an object holds: a collection, a part of one, or a file whose bytes are in one.
type place struct {
	database, collection string
	part                 bool
	from, to             bound // of a part; of a file from is its identifier
	file                 bool
	filename             string
	rest                 bool // what is in a bucket and of none of its files
}

const (
	extension = ".bson"   // ends the name of each object that has documents
	restName  = "no-file" // no bound of a part is written so
)

// name returns the name of the object that holds p.
func (p place) name() string {
	name := tables.Escape(p.database, "") + "/" + tables.Escape(p.collection, "")
	if p.file { // as it is called, slashes and all
		return name + "/" + p.from.text + "/" + endOf(p.filename)
	}
	if p.rest {
		name += "/" + restName
	}
	if p.part {
		name += "/" + p.from.text + between + p.to.text
	}
	return name + extension
}

// longestFilename is how much of a file's name, in bytes, stands in the name of its object: it
// may be as long as a document, and a marker may not. The identifier before it tells files apart.
const longestFilename = 1024

// endOf returns the end of a file's name, which tells of what sort the file is.
func endOf(filename string) string {
	if len(filename) <= longestFilename {
		return filename
	}
	cut := len(filename) - longestFilename
	for cut < len(filename) && !utf8.RuneStart(filename[cut]) {
		cut++
	}
	return filename[cut:]
}

// parseName reads what [place.name] wrote. ok is false for anything else.
func parseName(name string) (p place, ok bool) {
	parts := strings.SplitN(name, "/", 4)
	if p.file = len(parts) == 4; !p.file {
		parts = strings.Split(strings.TrimSuffix(name, extension), "/")
	}
	if len(parts) < 2 {
		return place{}, false
	}
	var oks [4]bool
	p.database, oks[0] = tables.Unescape(parts[0], "")
	p.collection, oks[1] = tables.Unescape(parts[1], "")
	p.rest = len(parts) == 3 && parts[2] == restName
	p.part = len(parts) == 3 && !p.rest
	switch {
	case p.rest:
		oks[2], oks[3] = true, strings.HasSuffix(p.collection, chunksEnd)
	case p.part:
		from, to, _ := strings.Cut(parts[2], between)
		p.from, oks[2] = parseBound(from)
		p.to, oks[3] = parseBound(to)
		oks[3] = oks[3] && (from != "" || to != "")
	case p.file:
		p.filename = parts[3]
		p.from, oks[2] = parseBound(parts[2])
		oks[3] = parts[2] != "" && strings.HasSuffix(p.collection, chunksEnd)
	default:
		oks[2], oks[3] = true, true
	}
	return p, oks == [4]bool{true, true, true, true} && p.name() == name
}

// filter selects the documents of p. Comparisons reach values of one sort alone;
// what the last part selects is whatever no other does.
func (p place) filter() bson.D {
	less := bson.E{Key: "$lt", Value: p.to.value}
	switch {
	case !p.part:
		return bson.D{}
	case p.to.text == "":
		return byID(bson.E{Key: "$not", Value: bson.D{{Key: "$lt", Value: p.from.value}}})
	case p.from.text == "":
		return byID(less)
	}
	return byID(bson.E{Key: "$gte", Value: p.from.value}, less)
}

func byID(conditions ...bson.E) bson.D {
	return bson.D{{Key: "_id", Value: bson.D(conditions)}}
}

// between stands between the two bounds of a part.
const between = "~"

// A bound is a value of _id, with how it is written in a name. The zero bound is none.
type bound struct {
	text  string
	value bson.RawValue
}

// longestBound is how long a text or bytes may be that bound a part.
const longestBound = 256

// tells reports whether a bound is what somebody wrote, and not a number or date.
func (b bound) tells() bool {
	return b.value.Type == bson.TypeString || b.value.Type == bson.TypeBinary
}

// newBound makes a bound of a value. ok is false for a sort of value that cannot be one.
func newBound(v bson.RawValue) (b bound, ok bool) {
	b.value = bson.RawValue{Type: v.Type, Value: bytes.Clone(v.Value)}
	switch v.Type {
	case bson.TypeObjectID:
		id, ok := v.ObjectIDOK()
		b.text = "oid:" + id.Hex()
		return b, ok
	case bson.TypeInt32:
		n, ok := v.Int32OK()
		b.text = "int:" + strconv.Itoa(int(n))
		return b, ok
	case bson.TypeInt64:
		n, ok := v.Int64OK()
		b.text = "long:" + strconv.FormatInt(n, 10)
		return b, ok
	case bson.TypeDouble:
		f, ok := v.DoubleOK()
		b.text = "double:" + strconv.FormatFloat(f, 'g', -1, 64)
		return b, ok && !math.IsNaN(f)
	case bson.TypeDateTime:
		ms, ok := v.DateTimeOK()
		b.text = "date:" + strconv.FormatInt(ms, 10)
		return b, ok
	case bson.TypeString:
		s, ok := v.StringValueOK()
		b.text = "text:" + tables.Escape(s, between)
		return b, ok && s != "" && len(s) <= longestBound
	case bson.TypeBinary:
		kind, data, ok := v.BinaryOK()
		b.text = "bytes:" + hex.EncodeToString(append([]byte{kind}, data...))
		return b, ok && len(data) <= longestBound
	}
	return bound{}, false
}

// parseBound reads the text of a bound; none is the zero bound.
func parseBound(text string) (b bound, ok bool) {
	if text == "" {
		return bound{}, true
	}
	v, err := readValue(text)
	if err != nil {
		return bound{}, false
	}
	kind, data, err := bson.MarshalValue(v)
	if err != nil {
		return bound{}, false
	}
	b, ok = newBound(bson.RawValue{Type: kind, Value: data})
	return b, ok && b.text == text
}

func readValue(text string) (any, error) {
	sort, value, _ := strings.Cut(text, ":")
	switch sort {
	case "oid":
		return bson.ObjectIDFromHex(value)
	case "int":
		n, err := strconv.ParseInt(value, 10, 32)
		return int32(n), err
	case "long":
		return strconv.ParseInt(value, 10, 64)
	case "double":
		return strconv.ParseFloat(value, 64)
	case "date":
		ms, err := strconv.ParseInt(value, 10, 64)
		return bson.DateTime(ms), err
	case "text":
		s, ok := tables.Unescape(value, between)
		if !ok {
			return nil, strconv.ErrSyntax
		}
		return s, nil
	case "bytes":
		data, err := hex.DecodeString(value)
		if err != nil || len(data) == 0 {
			return nil, strconv.ErrSyntax
		}
		return bson.Binary{Subtype: data[0], Data: data[1:]}, nil
	}
	return nil, strconv.ErrSyntax
}
