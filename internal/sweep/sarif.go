package sweep

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// sarif is the Static Analysis Results Interchange Format, OASIS, version 2.1.0.
type sarif struct {
	order map[string]int // of a rule among the tool's
}

func newSARIF(rules []detect.Rule, version string) Format {
	s := &sarif{order: map[string]int{}}
	b := []byte(`{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"hemostat","version":`)
	b = append(appendString(b, version), `,"rules":[`...)
	for i, r := range rules {
		if s.order[r.ID] = i; i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, "\n{\"id\":"...), r.ID)
		b = appendString(append(b, `,"shortDescription":{"text":`...), r.Title)
		b = append(b, '}')
		if r.Advice != "" {
			b = appendString(append(b, `,"help":{"text":`...), r.Advice)
			b = append(b, '}')
		}
		b = appendString(append(b, `,"properties":{"kind":`...), r.Kind.String())
		b = appendString(append(b, `,"source":`...), r.Source)
		b = append(b, "}}"...)
	}
	b = append(b, `]}},"results":[`...)
	return Format{begin: b, end: sarifEnd, comma: true, append: s.append}
}

func (s *sarif) append(b []byte, f *Finding) []byte {
	b = append(b, ",\n{\"ruleId\":\""...)
	b = append(b, f.Rule...)
	b = append(b, '"')
	if i, ok := s.order[f.Rule]; ok {
		b = strconv.AppendInt(append(b, `,"ruleIndex":`...), int64(i), 10)
	}
	b = append(append(append(b, `,"level":"`...), level(f)...), '"')
	b = strconv.AppendInt(append(b, `,"rank":`...), int64(f.Score), 10)
	b = appendString(append(b, `,"message":{"text":`...), f.Kind.String()+" "+f.Masked+": "+f.Why)
	b = appendString(append(b, `},"locations":[{"physicalLocation":{"artifactLocation":{"uri":`...), uri(f.Path))
	b = append(b, '}')
	if f.InFile { // other places count in a text that a viewer does not show
		b = append(b, `,"region":{`...)
		if f.Line > 0 {
			b = append(strconv.AppendInt(append(b, `"startLine":`...), f.Line, 10), ',')
		}
		b = strconv.AppendInt(append(b, `"byteOffset":`...), f.Offset, 10)
		b = strconv.AppendInt(append(b, `,"byteLength":`...), int64(f.Length), 10)
		b = append(b, '}')
	}
	b = append(b, '}')
	if way := f.Way + partText(f.Part); way != "" {
		b = appendString(append(b, `,"logicalLocations":[{"fullyQualifiedName":`...), way)
		b = append(b, "}]"...)
	}
	return append(b, "}]}"...)
}

// sarifEnd appends how the run went (section 3.20): it was no success where
// something could have been read that was not, and what was not read is a
// notification each.
func sarifEnd(gaps []Gap, sum *Summary) []byte {
	b := strconv.AppendBool([]byte("\n],\"invocations\":[{\"executionSuccessful\":"), sum.Complete())
	b = append(b, `,"toolExecutionNotifications":[`...)
	slices.SortFunc(gaps, func(x, y Gap) int { return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Way, y.Way)) })
	for i := range gaps {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNotification(b, &gaps[i])
	}
	if more := sum.Gaps - int64(len(gaps)); more > 0 {
		b = fmt.Appendf(b, ",\n{\"level\":\"warning\",\"message\":{\"text\":\"%d more were not read\"}}", more)
	}
	return append(b, "]}]}]}\n"...)
}

// appendNotification appends a notification (section 3.58).
func appendNotification(b []byte, g *Gap) []byte {
	level := "warning"
	if g.Again() {
		level = "error"
	}
	b = append(append(append(b, "\n{\"level\":\""...), level...), `","message":{"text":`...)
	b = appendString(b, "not read: "+g.Text())
	b = appendString(append(b, `},"locations":[{"physicalLocation":{"artifactLocation":{"uri":`...), uri(g.Path))
	b = append(b, "}}"...)
	if g.Way != "" {
		b = appendString(append(b, `,"logicalLocations":[{"fullyQualifiedName":`...), g.Way)
		b = append(b, "}]"...)
	}
	b = appendString(append(b, `}],"properties":{"reason":`...), string(g.Reason))
	return append(b, "}}"...)
}

func partText(p exposure.Part) string {
	if p == "" {
		return ""
	}
	return "#" + string(p)
}

// level is how loudly a finding is shown: what opens something is an error, what
// is somebody's a warning.
func level(f *Finding) string {
	switch {
	case f.Kind == exposure.Secret && f.Class.Usable():
		return "error"
	case f.Kind == exposure.Secret:
		return "note"
	}
	return "warning"
}

// uri is a path as a relative reference (RFC 3986).
func uri(path string) string {
	b := make([]byte, 0, len(path))
	for i := range len(path) {
		switch c := path[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '/', c == '-', c == '.', c == '_', c == '~':
			b = append(b, c)
		default:
			b = append(b, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
	return string(b)
}
