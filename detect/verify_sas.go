package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

var sigChars = chars("A-Za-z0-9%+/")

var sasChars = chars("A-Za-z0-9%&=?:/.,;_~+*@!$-")

// verifySAS looks at "sig=" in a query: a shared access signature of Azure
// Storage
// (https://learn.microsoft.com/rest/api/storageservices/create-account-sas,
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas).
func verifySAS(v *view) {
	text := v.text
	sig := run(text, v.end, 140, sigChars)
	for n := 0; n < 2 && sig < len(text) && text[sig] == '='; n++ {
		sig++
	}
	if n := unescapedLen(text[v.end:sig]); n < 43 || n > 44 || v.start > 0 && wordChars[text[v.start-1]] {
		return
	}
	start := runBack(text, v.start, 1536, sasChars)
	end := run(text, sig, 1024, sasChars)
	for end > sig && bytes.IndexByte([]byte(".,;:"), text[end-1]) >= 0 {
		end--
	}
	query := text[start:end]
	if i := bytes.IndexByte(query, '?'); i >= 0 {
		query = query[i:]
	}
	has := func(name string) bool { return param(query, name) }
	account := has("ss=") && has("srt=")
	if !has("sv=") || !account && !has("sr=") || v.rule.ID == "azure-account-sas" != account {
		return
	}
	// Begin at the URL, else at the query.
	if i := bytes.Index(text[start:v.start], []byte("https://")); i >= 0 {
		start += i
	} else {
		start += firstParam(text[start:v.start])
	}
	w, class := whyStructure|whyPrefix, exposure.ClassLive
	if end := paramValue(query, "se="); end != nil {
		class, w = ends(pastDate(end), w)
	}
	score := v.rule.Score
	if placeholder(text[v.end:sig]) {
		score, class, w = 25, exposure.ClassExample, w|whyPlaceholder
	}
	v.found(v.rule, start, end, text[start:end], score, class, w)
}

// firstParam returns where the parameters of a signature begin.
func firstParam(query []byte) int {
	first := len(query)
	for _, name := range []string{"sv=", "ss=", "sp=", "st=", "se=", "sr=", "srt=", "spr=", "sip="} {
		if i := bytes.Index(query, []byte(name)); i >= 0 && i < first && (i == 0 || !wordChars[query[i-1]]) {
			first = i
		}
	}
	return first
}

// param reports whether a query has a parameter, after '?', '&', ';' (of &amp;),
// or first.
func param(query []byte, name string) bool {
	for from := 0; ; {
		i := bytes.Index(query[from:], []byte(name))
		if i < 0 {
			return false
		}
		i += from
		if i == 0 || !wordChars[query[i-1]] || bytes.HasSuffix(query[:i], []byte("u0026")) {
			return true
		}
		from = i + 1
	}
}

func unescapedLen(b []byte) (n int) {
	for i := 0; i < len(b); i++ {
		if b[i] == '%' {
			i += 2
		}
		n++
	}
	return n
}
