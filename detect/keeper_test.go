package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// addressesIn returns the addresses and passwords of a table, each with the field that it has and
// "beside" where it is in another record than the row's.
func addressesIn(t *testing.T, e *Engine, table, media string, part exposure.Part) (out []string) {
	t.Helper()
	eachIn(t, e, table, Segment{Media: media, Part: part}, func(m Mention) {
		if m.Score >= 50 && (m.Kind == exposure.Email || m.Kind == exposure.Secret) {
			s := fmt.Sprintf("%s %s", m.Field, m.Value)
			if _, beside := exposure.RowOf(uint64(m.Record)); beside {
				s += " beside"
			}
			out = append(out, s)
		}
	})
	slices.Sort(out)
	return out
}

// Whoever looks after what a row is about has a record of their own where the row holds a
// credential, and their address never is in the field of who signs in.
func TestKeepersDoNotSignIn(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"service|owner_mail|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"service|owner email|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"system|responsible|login|secret key\nGrafana|a@contosoxq.de|svc_graf|Blue-Kite-44xK9", "keeper a@contosoxq.de beside; secret Blue-Kite-44xK9"},
		{"system|responsible|login|password\nGrafana|a@contosoxq.de|b@fabrikamxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; user b@fabrikamxq.de; password Blue-Kite-44"},
		{"host|admin_contact|password\ndb1.corp.local|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"url|account_manager|user|pass\nhttps://crm.fabrikamxq.de|a@contosoxq.de|b@fabrikamxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; user b@fabrikamxq.de; password Blue-Kite-44"},
		{"Dienst|Verantwortlicher|Verantwortlicher E-Mail|Kennwort\nGrafana|Jane Roe|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"service|courriel du responsable|mot de passe\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"servicio|correo del responsable|usuario|contraseña\nGrafana|a@contosoxq.de|svc|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"sistema|responsavel_email|senha\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"sistem|sorumlu e-posta|parola\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"システム|担当者メールアドレス|パスワード\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"系统|负责人邮箱|密码\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"service|owneremail|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"service|created_by|approved_by|password\nGrafana|a@contosoxq.de|b@fabrikamxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; keeper b@fabrikamxq.de beside; password Blue-Kite-44"},
		{"service|alert_email|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "keeper a@contosoxq.de beside; password Blue-Kite-44"},
		{"service|project lead mail|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "beside a@contosoxq.de beside; password Blue-Kite-44"},
		{"service|email|login|password\nGrafana|a@contosoxq.de|svc_graf|Blue-Kite-44", "beside a@contosoxq.de beside; password Blue-Kite-44"},

		{"service|email|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "email a@contosoxq.de; password Blue-Kite-44"},
		{"id|username|email|password\n7|jdoe|a@contosoxq.de|Blue-Kite-44", "email a@contosoxq.de; password Blue-Kite-44"},
		{"user_login|user_pass|user_email|user_url\njdoe|Blue-Kite-44|a@contosoxq.de|", "email a@contosoxq.de; password Blue-Kite-44"},
		{"full_name|work_email|password\nJane Roe|a@contosoxq.de|Blue-Kite-44", "email a@contosoxq.de; password Blue-Kite-44"},
		{"Benutzer E-Mail|Passwort\na@contosoxq.de|Blue-Kite-44", "email a@contosoxq.de; password Blue-Kite-44"},
		{"ユーザーメールアドレス|パスワード\na@contosoxq.de|Blue-Kite-44", "email a@contosoxq.de; password Blue-Kite-44"},
		{"host|admin_email|admin_password\ndb1.corp.local|a@contosoxq.de|Blue-Kite-44", "email a@contosoxq.de; password Blue-Kite-44"},
		{"ticket|owner_email\nT-1|a@contosoxq.de", "keeper a@contosoxq.de"},
	} {
		want := strings.Split(c.want, "; ")
		slices.Sort(want)
		if got := addressesIn(t, e, c.table, "text/csv", exposure.PartTable); !slices.Equal(got, want) {
			t.Errorf("%s\nfound %q, want\n      %q", c.table, got, want)
		}
	}
	got := addressesIn(t, e, "service|owner_email|password\nGrafana|a@contosoxq.de|Blue-Kite-44", "application/json", "")
	if want := []string{"keeper a@contosoxq.de", "password Blue-Kite-44"}; !slices.Equal(got, want) {
		t.Errorf("in keys: found %q, want %q", got, want)
	}
}

// Nobody's record holds who keeps what, in whatever pieces the text comes.
func TestKeepersOfOneRowAreSeveral(t *testing.T) {
	got := recordsIn(t, newEngine(t), "service|owner|owner_mail|approved by|login|password\nGrafana|Jane Roe|jane@contosoxq.de|Karl Oberndorf|svc_graf|Blue-Kite-44", "text/csv", exposure.PartTable)
	want := []string{"1 Blue-Kite-44", "1 Jane Roe beside", "1 Karl Oberndorf beside", "1 jane@contosoxq.de beside", "1 svc_graf"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
