package detect

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestEnds tells credentials whose end has passed for certain from others.
func TestEnds(t *testing.T) {
	sig := strings.Repeat("aB3dE5gH7j", 4) + "k9D%3D"
	hex := strings.Repeat("0123456789abcdef", 4)
	signed := func(date string) string {
		return "https://b.s3.amazonaws.com/a?X-Amz-Credential=AKIATPWRBYUZRKBCVVEP%2F1&X-Amz-Date=" + date + "&X-Amz-Expires=3600&X-Amz-Signature=" + hex
	}
	for _, c := range []struct {
		text, rule string
		want       exposure.Class
	}{
		{"https://c.blob.core.windows.net/q?sv=2021-06-08&ss=b&srt=sco&sp=rl&se=2022-01-01T00:00:00Z&sig=" + sig, "azure-account-sas", exposure.ClassExpired},
		{"https://c.blob.core.windows.net/q?sv=2021-06-08&ss=b&srt=sco&sp=rl&se=2099-01-01T00:00:00Z&sig=" + sig, "azure-account-sas", ""},
		{"https://c.blob.core.windows.net/q?sv=2021-06-08&sr=c&si=policy&sig=" + sig, "azure-service-sas", exposure.ClassLive},
		{signed("20130721T201207Z"), "presigned-url", exposure.ClassExpired},
		{signed("20991231T000000Z"), "presigned-url", ""},
		// RFC 7519, section 3.1, with the end of 2011; and one that ends in 2100.
		{"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "jwt", exposure.ClassExpired},
		{"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NzExIiwiZXhwIjo0MTAyNDQ0ODAwfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "jwt", ""},
		{"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NzExIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "jwt", exposure.ClassLive},
	} {
		found := false
		for _, m := range collect(t, newEngine(t), Segment{}, c.text, "") {
			if m.Rule == c.rule {
				if found = true; m.Class != c.want {
					t.Errorf("%.60s: class %q, want %q: %s", c.text, m.Class, c.want, m.Why())
				}
			}
		}
		if !found {
			t.Errorf("%.60s: %s does not find it", c.text, c.rule)
		}
	}
}

func TestBitLocker(t *testing.T) {
	for s, want := range map[string]bool{
		"720885-000011-110011-220022-330033-440044-550055-660066": true, // the greatest group
		"720896-000011-110011-220022-330033-440044-550055-660066": false,
		"720884-000011-110011-220022-330033-440044-550055-660066": false,
		"": false,
	} {
		if got := bitLocker([]byte(s)); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

// TestForm reads forms and says what is wrong with others.
func TestForm(t *testing.T) {
	f, err := parseForm("{digits 2-4}-{alnum 3}")
	if err != nil || f.longest() != 8 {
		t.Fatalf("longest %d, error %v", f.longest(), err)
	}
	for s, want := range map[string]int{"12-abc": 6, "1234-abcd": 8, "12345-abc": -1, "1-abc": -1, "12-ab": -1, "12": -1} {
		if end, _, _ := f.end([]byte(s), 0); end != want {
			t.Errorf("%q: end %d, want %d", s, end, want)
		}
	}
	for _, s := range []string{"{digits 2", "{nothing 2}", "{digits}", "{digits 4-2}", "{digits 99999}", ""} {
		if _, err := parseForm(s); err == nil {
			t.Errorf("%q is no error", s)
		}
	}
}

// TestSkipAssign reads the assignments of common languages.
func TestSkipAssign(t *testing.T) {
	for _, s := range []string{
		`x="V`, `x = 'V`, `x: V`, `"x": "V`, `x := V`, "x := `V", `x => "V`, `x ?= "V`, `x :::= V`, `$x .= "V`, `<x>V`, "<x>\n    V", `x string = "V`,
		`"x", "V`, `<add key="x" value="V`, "- name: x\n  value: V", `{"name": "x", "value": "V`, `\"x\": \"V`,
	} {
		i := strings.IndexByte(s, 'x') + 1
		if got := skipAssign([]byte(s), i); got != strings.IndexByte(s, 'V') {
			t.Errorf("%q: value at %d, want %d", s, got, strings.IndexByte(s, 'V'))
		}
	}
	for _, s := range []string{"x", "x V", "x; V", "x (V)", "x\nV"} {
		if got := skipAssign([]byte(s), 1); got >= 0 {
			t.Errorf("%q: value at %d, want none", s, got)
		}
	}
}
