package rtf

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// A dest is what becomes of the text of a group.
type dest uint8

const (
	destText   dest = iota
	destSkip        // left out
	destFonts       // defines fonts
	destTag         // a piece of HTML
	destInfo        // a property
	destCode        // of a field
	destName        // of a property that the writer named
	destValue       // its value
	destTime        // when the document was made
	destObject      // an embedded object
	destUpr         // what is said again in Unicode
	destUD          // and that
	destWhere       // text in another part, see dests
)

// A target is what a control word that begins a group leads to.
type target struct {
	dest  dest
	where Where
}

// dests are the words that say what becomes of the text of their group.
var dests = map[string]target{
	"fonttbl": {destFonts, nowhere},

	"colortbl": {destSkip, nowhere}, "stylesheet": {destSkip, nowhere}, "listtable": {destSkip, nowhere}, "listoverridetable": {destSkip, nowhere},
	"rsidtbl": {destSkip, nowhere}, "filetbl": {destSkip, nowhere}, "pict": {destSkip, nowhere}, "nonshppict": {destSkip, nowhere},
	"pntext": {destSkip, nowhere}, "listtext": {destSkip, nowhere}, "generator": {destSkip, nowhere}, "themedata": {destSkip, nowhere},
	"colorschememapping": {destSkip, nowhere}, "datastore": {destSkip, nowhere}, "latentstyles": {destSkip, nowhere}, "xmlnstbl": {destSkip, nowhere},
	"bkmkstart": {destSkip, nowhere}, "bkmkend": {destSkip, nowhere}, "atnref": {destSkip, nowhere}, "atrfstart": {destSkip, nowhere},
	"atrfend": {destSkip, nowhere}, "atndate": {destSkip, nowhere}, "sn": {destSkip, nowhere}, "sv": {destSkip, nowhere}, "private": {destSkip, nowhere},
	"objclass": {destSkip, nowhere}, "objname": {destSkip, nowhere}, "fldtype": {destSkip, nowhere}, "do": {destSkip, nowhere}, "mhtmltag": {destSkip, nowhere},
	"falt": {destSkip, nowhere}, "panose": {destSkip, nowhere}, "nonesttables": {destSkip, nowhere}, "mmathPr": {destSkip, nowhere}, "info": {destSkip, nowhere},
	"userprops": {destSkip, nowhere}, "wgrffmtfilter": {destSkip, nowhere}, "passwordhash": {destSkip, nowhere}, "xmlopen": {destSkip, nowhere},

	"htmltag": {destTag, Main},

	"title": {destInfo, nowhere}, "subject": {destInfo, nowhere}, "author": {destInfo, nowhere}, "manager": {destInfo, nowhere}, "company": {destInfo, nowhere},
	"operator": {destInfo, nowhere}, "category": {destInfo, nowhere}, "keywords": {destInfo, nowhere}, "doccomm": {destInfo, nowhere},
	"hlinkbase": {destInfo, nowhere}, "creatim": {destTime, nowhere}, "template": {destSkip, nowhere},
	"propname": {destName, nowhere}, "staticval": {destValue, nowhere}, "linkval": {destSkip, nowhere},
	"revtbl": {destWhere, Comments},

	"fldinst": {destCode, Main}, "objdata": {destObject, nowhere}, "upr": {destUpr, nowhere}, "ud": {destUD, nowhere},

	"header": {destWhere, Margins}, "headerl": {destWhere, Margins}, "headerr": {destWhere, Margins}, "headerf": {destWhere, Margins},
	"footer": {destWhere, Margins}, "footerl": {destWhere, Margins}, "footerr": {destWhere, Margins}, "footerf": {destWhere, Margins},
	"footnote": {destWhere, Notes}, "annotation": {destWhere, Comments}, "atnid": {destWhere, Comments}, "atnauthor": {destWhere, Comments},
	"shptxt": {destWhere, Main}, "shpinst": {destWhere, Main}, "shppict": {destWhere, Main}, "result": {destWhere, Main}, "fldrslt": {destWhere, Main},
	"pn": {destSkip, nowhere}, "nesttableprops": {destWhere, Main}, "field": {destWhere, Main}, "object": {destWhere, Main}, "shp": {destWhere, Main},
}

// signs are the words that stand for a character.
var signs = map[string]rune{
	"emdash": '—', "endash": '–', "emspace": '\u2003', "enspace": '\u2002', "bullet": '•', "lquote": '‘', "rquote": '’', "ldblquote": '“', "rdblquote": '”',
}

// enter begins a destination in the open group.
func (x *reader) enter(word string, t target) {
	x.flush()
	if x.g.dest == destUpr && word != "ud" {
		return
	}
	if x.g.dest == destSkip && word != "nesttableprops" && !inSkipped(word) || len(x.stack) == 0 {
		return
	}
	switch t.dest {
	case destWhere:
		if t.where == Main { // where what is around it is
			if x.g.where != nowhere && x.g.dest == destCode {
				x.g.dest = destText
			}
			return
		}
		x.g.dest, x.g.where, x.g.table, x.g.hidden = destText, t.where, false, false
	case destObject:
		x.g.dest, x.g.where = destSkip, nowhere
		if x.err == nil {
			x.err = x.h.Object(&objectData{x: x})
		}
	case destUpr:
		// Its first group is for readers without Unicode: see destUD.
		x.g.said = target{x.g.dest, x.g.where}
		x.g.dest = destUpr
	case destUD:
		around := x.stack[len(x.stack)-1]
		if x.g.dest, x.g.where = around.dest, around.where; around.dest == destUpr {
			x.g.dest, x.g.where = around.said.dest, around.said.where
		}
	case destInfo, destTime:
		x.short, x.name = x.short[:0], append(x.name[:0], word...)
		x.g.dest, x.g.where = t.dest, t.where
	case destName, destValue, destCode:
		x.short = x.short[:0]
		x.g.dest = t.dest
		if t.dest != destCode {
			x.g.where = t.where
		}
	default:
		x.g.dest = t.dest
		if t.dest != destTag {
			x.g.where = t.where
		}
	}
}

// inSkipped reports whether a destination is read within one that is not.
func inSkipped(word string) bool {
	switch word {
	case "creatim", "title", "subject", "author", "manager", "company", "operator", "category", "keywords", "doccomm", "hlinkbase", "propname", "staticval", "upr", "ud", "shptxt":
		return true
	}
	return false
}

// ended takes the end of a destination.
func (x *reader) ended(g group) {
	if x.err != nil {
		return
	}
	p := bytes.TrimSpace(x.short)
	switch g.dest {
	case destInfo, destValue:
		if len(p) > 0 {
			x.err = x.h.Info(string(x.name), p)
		}
	case destTime:
		x.err = x.time(p)
	case destName:
		x.name = append(x.name[:0], p...)
	case destCode:
		if w, ok := x.where(); ok && w != HTML && len(p) > 0 {
			x.err = x.h.Code(w, p)
		}
	case destText:
		if g.where != x.g.where && x.g.where != nowhere {
			x.err = x.h.Break(g.where, false, Paragraph)
		}
		return
	default:
		return
	}
	x.short = x.short[:0]
}

// time takes the parts of a date.
func (x *reader) time(p []byte) error {
	var v [5]int
	for part := range bytes.FieldsSeq(p) {
		name, digits, _ := bytes.Cut(part, []byte("="))
		n, err := strconv.Atoi(string(digits))
		if i := slices.Index([]string{"yr", "mo", "dy", "hr", "min"}, string(name)); i >= 0 && err == nil {
			v[i] = n
		}
	}
	if v[0] == 0 {
		return nil
	}
	return x.h.Info("created", fmt.Appendf(nil, "%04d-%02d-%02d %02d:%02d", v[0], v[1], v[2], v[3], v[4]))
}

// charsetPage is the code page of a character set of Windows ([MS-WMF], section 2.1.1.5).
func charsetPage(n int) int {
	switch n {
	case 0:
		return 1252
	case 77:
		return 10000
	case 128:
		return 932
	case 129:
		return 949
	case 130:
		return 1361
	case 134:
		return 936
	case 136:
		return 950
	case 161:
		return 1253
	case 162:
		return 1254
	case 163:
		return 1258
	case 177:
		return 1255
	case 178:
		return 1256
	case 186:
		return 1257
	case 204:
		return 1251
	case 222:
		return 874
	case 238:
		return 1250
	case 254:
		return 437
	case 255:
		return 850
	}
	return 0
}
