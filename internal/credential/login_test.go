package credential

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func TestLoginField(t *testing.T) {
	const login, url, row = exposure.FieldLogin, exposure.FieldLoginURL, exposure.FieldLoginRow
	for _, c := range []struct {
		rule, text string
		part       exposure.Part
		want       exposure.Field
	}{
		{"password-assignment", "Other contact: Odo Quill, o.quill@qvx.example, password: «Fab-2026!»", "", login},
		{"password-assignment", "<o.quill@qvx.example> / Passwort lautet «Fab-2026!»", "", login},
		{"password-assignment", "Login: o.quill@qvx.example\nPassword: «Fab-2026!»", "", login},
		{"password-assignment", `{"id":3,"email":"o.quill@qvx.example","password":"«Fab-2026!»"}`, "", login},
		{"password-assignment", "Jean's login: o.quill@qvx.example password: «Fab-2026!»", "", login},
		{"login-pair", "credentials - o.quill@qvx.example / «Gr8-pw77»", "", login},
		{"url-password", "SMTP_URL=smtp://mailer:«Blue-44»@smtp.office.qvx.com:587\n", "", url},
		{"password-field", "o.quill@qvx.example,«Fab-2026!»", exposure.PartTable, row},

		{"password-assignment", "ALERT_MAIL=o.quill@qvx.example\nDB_PASSWORD=«Fab-2026!»", "", ""},
		{"password-assignment", "run -e ALERT_MAIL=o.quill@qvx.example -e PASSWORD=«Fab-2026!»", "", ""},
		{"password-assignment", "ask o.quill@qvx.example, DB_PASSWORD=«Fab-2026!»", "", ""},
		{"password-assignment", "email: o.quill@qvx.example\npassword: «Fab-2026!»", "", ""},
		{"password-assignment", "Alert mail: o.quill@qvx.example, password: «Fab-2026!»", "", ""},
		{"password-assignment", `{"notify":"o.quill@qvx.example","password":"«Fab-2026!»"}`, "", ""},
		{"password-assignment", "o.quill@qvx.example has the stripe password: «Fab-2026!»", "", ""},
		{"aws-secret-access-key", "o.quill@qvx.example / «hT9wLx2QpV7mKc4ZrB8nYd1FsG6jUe3AoXi5CqNv»", "", ""},
		{"aws-secret-access-key", "a,«hT9wLx2QpV7mKc4ZrB8nYd1FsG6jUe3AoXi5CqNv»", exposure.PartTable, ""},
		{"url-password", "postgres://app:«Blue-44»@db:5432/x\nHOOK=https://qvx.com/", "", ""},
		{"url-password", "postgres://app:«Blue-44»@db.corp.local:5432/x", "", ""},
		{"url-password", "postgres://app:«Blue-44»@10.1.2.3/x", "", ""},
		{"password-assignment", "", "", ""},
	} {
		before, rest, _ := strings.Cut(c.text, "«")
		value, after, _ := strings.Cut(rest, "»")
		if got := LoginField(c.rule, []byte(value), []byte(before+value+after), len(before), c.part); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
	if got := LoginField("password-assignment", []byte("x"), nil, 5, ""); got != "" {
		t.Errorf("without text: %q", got)
	}
}

func FuzzLoginField(f *testing.F) {
	f.Add("url-password", []byte("smtp://mailer:x@smtp.qvx.com"), 14, 1)
	f.Add("login-pair", []byte("login: o@qvx.example / x"), 23, 1)
	f.Fuzz(func(t *testing.T, rule string, text []byte, at, n int) {
		if at < 0 || n < 0 || at > len(text) || n > len(text)-at {
			return
		}
		if field := LoginField(rule, text[at:at+n], text, at, ""); field != "" && !field.Login() {
			t.Errorf("%q", field)
		}
	})
}
