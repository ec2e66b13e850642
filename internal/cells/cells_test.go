package cells

import "testing"

func TestGuard(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"plain":             "plain",
		"j•••@contoso.test": "j•••@contoso.test",
		"a-b=c":             "a-b=c",
		"=1+1":              "'=1+1",
		"+1":                "'+1",
		"-1":                "'-1",
		"@SUM(A1)":          "'@SUM(A1)",
		"  =1":              "  '=1",
		"\t=1":              "'\t'=1",
		"\r\n=1":            "'\r'\n'=1",
		"a;=1,b|+2":         "a;'=1,b|'+2",
		`"=1"`:              `"'=1"`,
		"＝1":                "'＝1",
		"\xff=1":            "\xff=1",
		";=\xff":            ";'=\xff",
	} {
		if have := Guard(in); have != want {
			t.Errorf("%q becomes %q, want %q", in, have, want)
		}
	}
}
