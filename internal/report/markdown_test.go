package report

import "testing"

func TestMarkdownEscapesWhatActs(t *testing.T) {
	for in, want := range map[string]string{
		"file:///copy":              "file:///copy",
		"s3+http://minio.example/b": "s3+http://minio.example/b",
		"bank accounts (IBAN)":      "bank accounts (IBAN)",
		"Why: it was":               "Why: it was",
		"a_b.txt!/c#p2 {x} 1 > 0^2": "a_b.txt!/c#p2 {x} 1 > 0^2",
		"see http://x.example":      "see http&#58;//x.example",
		"HTTPS://x.example":         "HTTPS&#58;//x.example",
		"www.x.example":             "www&#46;x.example",
		":bug:":                     "&#58;bug:",
		"[x](y) ![z]":               `\[x](y) !\[z]`,
		"_x_ *y* ~z~ $1$ `c` a|b":   "\\_x\\_ \\*y\\* \\~z\\~ \\$1\\$ \\`c\\` a\\|b",
		"<b>&lt; R&D & co":          `&lt;b>\&lt; R&D & co`,
		"# head":                    `\# head`,
		"j•••@contoso.example of issue #12": `j•••&#64;contoso.example of issue \#12`,
	} {
		if got := md(in); got != want {
			t.Errorf("md(%q) = %q, want %q", in, got, want)
		}
	}
}
