package extract

import "testing"

func TestPDFText(t *testing.T) {
	for in, want := range map[string]string{
		"informa\ufffetion, and":             "information, and",
		"(informa\x02tion).":                 "(information).",
		"zoe.west@blue\ufffeharbour.example": "zoe.west@blue-harbour.example",
		"zoe@blue\x02harbour.example now":    "zoe@blue-harbour.example now",
		"blue\ufffeharbour.example":          "blue-harbour.example",
		"www.saint-malo\ufffeferries":        "www.saint-malo-ferries",
		"saint-malo\ufffeferries":            "saint-malo-ferries",
		"Smith\ufffeJones":                   "Smith-Jones",
		"INFORMA\ufffeTION":                  "INFORMATION",
		"Überweisungs\ufffeauftrag":          "Überweisungsauftrag",
		"4711\ufffe0815":                     "4711-0815",
		"https://contoso.example/a\ufffeb":   "https://contoso.example/a-b",
		"a\ufffe b":                          "a- b",
		"\ufffe":                             "-",
		"no\x00zero":                         "nozero",
		"one\r\ntwo":                         "one\ntwo",
	} {
		if got := pdfText(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
