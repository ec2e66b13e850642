package sweep

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/internal/cells"
)

// A Format writes findings.
type Format struct {
	begin  []byte                                // before the first finding
	end    func(gaps []Gap, sum *Summary) []byte // after the last one; gaps are keptGaps at most
	comma  bool                                  // each finding begins with a comma, which the first one loses
	append func(dst []byte, f *Finding) []byte
	gap    func(dst []byte, g *Gap) []byte // nil: gaps do not stand among findings
}

// Formats are the names of the formats.
var Formats = []string{"text", "json", "sarif", "csv"}

// NewFormat returns a format by its name. rules are those of the engine, version is
// the program's.
func NewFormat(name string, rules []detect.Rule, version string) (Format, error) {
	switch name {
	case "text":
		return Format{append: appendText}, nil
	case "json":
		return Format{append: appendJSON, gap: appendJSONGap}, nil
	case "csv":
		return Format{append: appendCSV, begin: []byte("\ufeffpath,way,part,line,offset,length,kind,rule,score,class,masked,field,why\r\n")}, nil
	case "sarif":
		return newSARIF(rules, version), nil
	}
	return Format{}, fmt.Errorf("format %q: want one of %s", name, strings.Join(Formats, ", "))
}

// appendText appends a line, as grep has it:
//
//	crm/export.csv:12: email 95 j•••@contoso.example [email] (an address; its column says so)
func appendText(b []byte, f *Finding) []byte {
	b = appendLine(appendLine(b, f.Path), f.Way)
	if f.Part != "" {
		b = appendLine(append(b, '#'), string(f.Part))
	}
	if f.Line > 0 {
		b = strconv.AppendInt(append(b, ':'), f.Line, 10)
	}
	b = append(append(b, ": "...), f.Kind.String()...)
	b = strconv.AppendInt(append(b, ' '), int64(f.Score), 10)
	b = appendLine(append(b, ' '), f.Masked)
	b = append(append(append(b, " ["...), f.Rule...), ']')
	if f.Class != "" {
		b = append(append(b, ' '), f.Class...)
	}
	b = append(append(b, " ("...), f.Why...)
	return append(b, ")\n"...)
}

// appendJSON appends an object on a line.
func appendJSON(b []byte, f *Finding) []byte {
	b = appendString(append(b, `{"path":`...), f.Path)
	if f.Way != "" {
		b = appendString(append(b, `,"way":`...), f.Way)
	}
	if f.Part != "" {
		b = appendString(append(b, `,"part":`...), string(f.Part))
	}
	b = append(append(b, `,"kind":"`...), f.Kind.String()...)
	b = append(append(b, `","rule":"`...), f.Rule...)
	b = strconv.AppendInt(append(b, `","score":`...), int64(f.Score), 10)
	if f.Class != "" {
		b = append(append(append(b, `,"class":"`...), f.Class...), '"')
	}
	b = appendString(append(b, `,"masked":`...), f.Masked)
	b = strconv.AppendInt(append(b, `,"offset":`...), f.Offset, 10)
	b = strconv.AppendInt(append(b, `,"length":`...), int64(f.Length), 10)
	if f.Line > 0 {
		b = strconv.AppendInt(append(b, `,"line":`...), f.Line, 10)
	}
	if f.Field != "" {
		b = append(append(append(b, `,"field":"`...), f.Field...), '"')
	}
	if f.Role != "" {
		b = append(append(append(b, `,"role":"`...), f.Role...), '"')
	}
	b = appendString(append(b, `,"why":`...), f.Why)
	return append(b, "}\n"...)
}

// appendJSONGap appends what was not read as an object on a line.
func appendJSONGap(b []byte, g *Gap) []byte {
	b = appendString(append(b, `{"event":"not-read","path":`...), g.Path)
	if g.Way != "" {
		b = appendString(append(b, `,"way":`...), g.Way)
	}
	b = append(append(append(b, `,"reason":"`...), g.Reason...), '"')
	if g.Bytes >= 0 {
		b = strconv.AppendInt(append(b, `,"bytes":`...), g.Bytes, 10)
	}
	b = strconv.AppendBool(append(b, `,"again":`...), g.Again())
	b = appendString(append(b, `,"why":`...), g.Text())
	return append(b, "}\n"...)
}

// appendString appends a string of JSON (RFC 8259) in which nothing stands that a
// terminal or a page would act on.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); {
		n := i
		for n < len(s) && plainInJSON[s[n]] {
			n++
		}
		b = append(b, s[i:n]...)
		if i = n; i == len(s) {
			break
		}
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
			i++
		case c < utf8.RuneSelf:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				b = append(b, `\ufffd`...)
			case strconv.IsGraphic(r):
				b = append(b, s[i:i+n]...)
			case r > 0xffff:
				r -= 0x10000
				b = fmt.Appendf(b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			default:
				b = fmt.Appendf(b, `\u%04x`, r)
			}
			i += n
		}
	}
	return append(b, '"')
}

// plainInJSON are the bytes that stand for themselves.
var plainInJSON = func() (t [256]bool) {
	for c := byte(' '); c < 0x7f; c++ {
		t[c] = strings.IndexByte("\"\\<>&", c) < 0
	}
	return t
}()

// appendCSV appends a row of a table for spreadsheets: RFC 4180 in UTF-8.
func appendCSV(b []byte, f *Finding) []byte {
	text := func(s string) { b = append(appendCell(b, s), ',') }
	number := func(n int64) { b = append(strconv.AppendInt(b, n, 10), ',') }
	text(f.Path)
	text(f.Way)
	text(string(f.Part))
	if f.Line > 0 {
		number(f.Line)
	} else {
		text("")
	}
	number(f.Offset)
	number(int64(f.Length))
	text(f.Kind.String())
	text(f.Rule)
	number(int64(f.Score))
	text(string(f.Class))
	text(f.Masked)
	text(string(f.Field))
	return append(appendCell(b, f.Why), "\r\n"...)
}

// appendCell appends a cell that no spreadsheet takes for a formula.
func appendCell(b []byte, s string) []byte {
	s = cells.Guard(s)
	if !strings.ContainsAny(s, "\",\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}
