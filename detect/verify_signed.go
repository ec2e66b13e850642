package detect

import (
	"bytes"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
)

// asOf is the day when these rules were last looked over. What ended before it
// has ended for certain; whether a later end has passed depends on the day, and
// findings do not.
const (
	asOfDate = "2026-11-22"
	asOfUnix = 1795305600
)

// ends returns the class and reasons of a credential that states when it ends.
func ends(past bool, w why) (exposure.Class, why) {
	if past {
		return exposure.ClassExpired, w | whyExpired
	}
	return "", w | whyExpiry
}

// pastDate reports whether a date as in ISO 8601, with or without '-', lies
// before asOf.
func pastDate(b []byte) bool {
	var date [8]byte
	n := 0
	for _, c := range b {
		if c == '-' && n < 8 {
			continue
		}
		if !isDigit(c) || n == 8 {
			break
		}
		date[n] = c
		n++
	}
	return n == 8 && date[0] == '2' && string(date[:]) < asOfDate[:4]+asOfDate[5:7]+asOfDate[8:]
}

var paramChars = sigChars.and("-:")

// paramValue returns the value of a parameter of a query, nil if it has none.
func paramValue(query []byte, name string) []byte {
	for from := 0; ; {
		i := bytes.Index(query[from:], []byte(name))
		if i < 0 {
			return nil
		}
		i += from
		if from = i + len(name); i > 0 && wordChars[query[i-1]] {
			continue
		}
		return query[from:run(query, from, 64, paramChars)]
	}
}

// verifyPresigned looks at "X-Amz-Signature=" and the like: a signed URL
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
func verifyPresigned(v *view) {
	text := v.text
	sig := run(text, v.end, 1100, hexChars)
	if n := sig - v.end; n != 64 && n < 256 || sig < len(text) && wordChars[text[sig]] {
		return
	}
	start, end := runBack(text, v.start, 1536, sasChars), run(text, sig, 600, sasChars)
	vendor := "X-Amz-"
	if text[v.start+2] == 'G' || text[v.start+2] == 'g' {
		vendor = "X-Goog-"
	}
	query := text[start:end]
	if paramValue(query, vendor+"Credential=") == nil {
		return
	}
	if i := bytes.LastIndex(text[start:v.start], []byte("https://")); i >= 0 {
		start += i
	}
	for end > sig && bytes.IndexByte([]byte(".,;:"), text[end-1]) >= 0 {
		end--
	}
	w := whyPrefix | whyStructure
	class, w := ends(pastDate(paramValue(query, vendor+"Date=")), w) // it lasts seven days at most
	v.found(v.rule, start, end, text[start:end], v.rule.Score, class, w)
}

// numberField returns the number behind a field's name in JSON, 0 if there is
// none.
func numberField(json []byte, name string) int64 {
	i := bytes.Index(json, []byte(name))
	if i < 0 {
		return 0
	}
	i = run(json, i+len(name), 8, numberGap)
	n, err := strconv.ParseInt(string(json[i:run(json, i, 12, digitChars)]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

var numberGap = chars(" \t\r\n:")
