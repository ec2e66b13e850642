package credential

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// read reads the credential that stands between « and » in a text.
func read(rule, text string) Reading {
	before, rest, _ := strings.Cut(text, "«")
	value, after, _ := strings.Cut(rest, "»")
	return Read(rule, []byte(value), []byte(before+value+after), len(before))
}

// names writes the names of a reading, by their roles.
func names(r Reading) string {
	var list []string
	for _, n := range r.Names {
		list = append(list, string(n.Role)+"="+n.Value)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestWhatStandsBesideACredential(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"url-password", "DATABASE_URL=postgres://svc_orders:«Winter2022!»@db1.qvx.example:5432/orders?sslmode=require\n", "database=orders host=db1.qvx.example user=svc_orders"},
		{"url-password", "see mongodb://app:«pw»@m1.qvx.example:27017,m2.qvx.example/crm and", "database=crm host=m1.qvx.example user=app"},
		{"url-password", "git clone https://robot:«tok»@git.qvx.example/team/repo.git", "host=git.qvx.example user=robot"},
		{"url-password", "redis://:«pw»@cache.qvx.example:6379/0", "database=0 host=cache.qvx.example"},
		{"connection-string-password", "SQL=Server=tcp:qvxsql.database.windows.net,1433;Initial Catalog=crm;User ID=crm_admin;Password=«Summer2021»;Encrypt=True\n", "database=crm host=qvxsql.database.windows.net user=crm_admin"},
		{"connection-string-password", "Data Source=10.4.2.9;Database=hr;Uid=sa;Pwd=«x»;", "database=hr host=10.4.2.9 user=sa"},
		{"azure-storage-key", "A=DefaultEndpointsProtocol=https;AccountName=qvxlogs;AccountKey=«abc==»;EndpointSuffix=core.windows.net", "account=qvxlogs"},
		{"azure-shared-access-key", "Endpoint=sb://qvx.servicebus.windows.net/;SharedAccessKeyName=RootManage;SharedAccessKey=«k»", "host=qvx.servicebus.windows.net key id=RootManage"},
		{"password-assignment", "SMTP_HOST=mail.qvx.example\nSMTP_USER=robot@qvx.example\nSMTP_PASSWORD=«p»\nDB_HOST=db.qvx.example\n", "host=mail.qvx.example user=robot@qvx.example"},
		{"password-assignment", "DB_HOST=db9.qvx.example\nDB_NAME=shop\nDB_USER=root\nDB_PASS=«p»\n\nMAIL_HOST=m\n", "database=shop host=db9.qvx.example user=root"},
		{"azure-client-secret", "AZURE_TENANT_ID=72f988bf-86f1-41af-91ab-2d7cd011db47\nAZURE_CLIENT_ID=1b730954-1685-4b74-9bfd-dac224a7b894\nAZURE_CLIENT_SECRET=«s»\n", "client id=1b730954-1685-4b74-9bfd-dac224a7b894 tenant=72f988bf-86f1-41af-91ab-2d7cd011db47"},
		{"aws-secret-access-key", "AWS_ACCESS_KEY_ID=AKIAQYLPMN5HHHFPZAM2\nAWS_SECRET_ACCESS_KEY=«s»\nAWS_DEFAULT_REGION=eu-west-1\n", "key id=AKIAQYLPMN5HHHFPZAM2 region=eu-west-1"},
		{"aws-access-key-id", "AWS_ACCESS_KEY_ID=«AKIAQYLPMN5HHHFPZAM2»\nAWS_SECRET_ACCESS_KEY=qT7rZk2LmXw9Yc4N\n", "account=" + account(t)},
		{"password-assignment", `{"list": [{"host": "a.qvx.example", "user": "ann", "password": "x"}, {"host": "b.qvx.example", "user": "bob", "password": "«y»"}]}`, "host=b.qvx.example user=bob"},
		{"password-assignment", "spring.datasource.url=jdbc:postgresql://pg.qvx.example:5432/ledger\nspring.datasource.username=app\nspring.datasource.password=«p»\n", "database=ledger host=pg.qvx.example user=app"},
		{"password-assignment", "db:\n  host: pg.qvx.example\n  userName: app\n  password: «p»\n", "host=pg.qvx.example user=app"},
		{"password-assignment", "<server><host>ftp.qvx.example</host><user>up</user><password>«p»</password></server>", "host=ftp.qvx.example user=up"},
		{"password-assignment", "HOST=${PROD_HOST}\nUSER=%s\nPASSWORD=«p»\n", ""},
		{"command-password", "mysql -h db2.qvx.example -u root -p«Hunter2Hunter2» shop\n", "host=db2.qvx.example user=root"},
		{"curl-credential", "curl -u «deploy:S3cr3t-Depl0y» https://artifacts.qvx.example/x\n", "host=artifacts.qvx.example user=deploy"},
		{"curl-credential", "curl -u deploy:«S3cr3t-Depl0y» https://artifacts.qvx.example/x\n", "host=artifacts.qvx.example user=deploy"},
		{"azure-storage-key", "AZURE_CLIENT_ID=1b730954-1685\nS=AccountName=qvxlogs;AccountKey=«abc==»;EndpointSuffix=core.windows.net\nUSER=x\nSQL=Server=db1;User ID=sa;Password=y\n", "account=qvxlogs"},
		{"slack-webhook", "USER=x\nHOOK=«https://hooks.slack.com/services/T0/B0/x»\n", ""},
		{"password-assignment", strings.Repeat("x", 470) + "_HOST=cut.example\nUSER=whole\nPASSWORD=«y»\n", "user=whole"},
		{"password-assignment", "HOST=cut.example\n# " + strings.Repeat("y", 450) + "\nUSER=whole\nPASSWORD=«y»\n", "user=whole"},
		{"password-assignment", `[{"host": "a.example", "user": "ann", "database": "hr", "password": "x"}, {"user": "bob", "password": "«y»"}, {"region": "eu-west-1"}]`, "user=bob"},
		{"password-assignment", "x://svc:«pw» and", ""},
		{"password-assignment", "spring:\n  datasource:\n    url: jdbc:postgresql://pg.qvx.example:5432/hr\n    username: hr_app\n    password: «p»\n  mail:\n    host: smtp.qvx.example\n    username: noreply@qvx.example\n    password: q\n", "database=hr host=pg.qvx.example user=hr_app"},
		{"password-assignment", "spring:\n  datasource:\n    url: jdbc:postgresql://pg.qvx.example:5432/hr\n    username: hr_app\n    password: p\n  mail:\n    username: noreply@qvx.example\n    password: «q»\n", "user=noreply@qvx.example"},
		{"password-assignment", "host: db1.qvx.example\nauth:\n  user: app\n  password: «p»\n", "host=db1.qvx.example user=app"},
		{"azure-storage-key", `{"ConnectionStrings":{"Default":"Server=tcp:db1.qvx.example,1433;Initial Catalog=crm;User ID=sa;Password=y;","Storage":"DefaultEndpointsProtocol=https;AccountName=qvxlogs;AccountKey=«abc==»;EndpointSuffix=core.windows.net"}}`, "account=qvxlogs"},
		{"connection-string-password", `{"ConnectionStrings":{"Default":"Server=tcp:db1.qvx.example,1433;Initial Catalog=crm;User ID=sa;Password=«y»;","Storage":"DefaultEndpointsProtocol=https;AccountName=qvxlogs;AccountKey=abc==;EndpointSuffix=core.windows.net"}}`, "database=crm host=db1.qvx.example user=sa"},
		{"powershell-password", "$cred = New-Object PSCredential(\"svc-backup\", (ConvertTo-SecureString \"«p»\" -AsPlainText -Force))\nnet use Z: \\\\fs01\\share /user:QVX\\admin x\n", "user=svc-backup"},
		{"command-password", "mysql -u app -p«Hunter2Hunter2» crm\nUSER=other\nHOST=other.qvx.example\n", "user=app"},
		{"netrc-password", "machine a.qvx.example login ann password x\nmachine b.qvx.example\n  login bob\n  password «y»\n", "host=b.qvx.example user=bob"},
		{"pgpass-password", "db1.qvx.example:5432:crm:ann:«p»\n", "database=crm host=db1.qvx.example user=ann"},
		{"pgpass-password", "*:*:*:ann:«p»\n", "user=ann"},
		{"password-assignment", "define('DB_NAME', 'shop');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', '«p»');\ndefine('DB_HOST', 'db1.qvx.example');\n", "database=shop host=db1.qvx.example user=wp"},
		{"kubernetes-secret", "data:\n  username: c2hvcA==\n  password: «cGFzcw==»\n", "user=shop"},
		{"basic-auth", "Authorization: Basic «" + base64.StdEncoding.EncodeToString([]byte("ci:pass:word")) + "»\n", "user=ci"},
		{"aws-access-key-id", "«AKIAQYLPMN5HHHFPZAM2»", "account=" + account(t)},
	} {
		if got := names(read(c.rule, c.text)); got != c.want {
			t.Errorf("%s\n  in %q\n  %s\n  want %s", c.rule, c.text, got, c.want)
		}
	}
}

// What stands in an object beside a password is not the password's.
func TestObjectsBesideACredential(t *testing.T) {
	for text, want := range map[string]string{
		"name: Ada\nemail: ada@qvx.example\nmanager:\n  email: bea@qvx.example\npassword: «Qz7!vLp29sRt»\n": "user=ada@qvx.example",
		`{"email":"ada@qvx.example","manager":{"email":"bea@qvx.example"},"password":"«Qz7!vLp29sRt»"}`:     "user=ada@qvx.example",
		`{"password":"«Qz7!vLp29sRt»","manager":{"email":"bea@qvx.example"},"email":"ada@qvx.example"}`:     "user=ada@qvx.example",
		"db:\n  host: db1.qvx.example\n  user: app\n  password: «Qz7!vLp29sRt»\n":                           "host=db1.qvx.example user=app",
		"user: app\n  host: db1.qvx.example\npassword: «Qz7!vLp29sRt»\n":                                    "host=db1.qvx.example user=app",
	} {
		if got := names(read("password-assignment", text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := names(read("password-line", "bea@qvx.example;x\nada@qvx.example:«Qz7!vLp29sRt»\n")); got != "user=ada@qvx.example" {
		t.Errorf("a line of a list: %s", got)
	}
}

// What a password signs in to is a database by its own name or by its URL, not by what stands near.
func TestPasswordsOfDatabases(t *testing.T) {
	for text, want := range map[string]string{
		"DB_HOST=db1.qvx.example\nDB_USER=portal\nDB_PASSWORD=«Qz7!vLp29sRt»\n": DatabaseLogin, "POSTGRES_PASSWORD=«Qz7!vLp29sRt»\n": DatabaseLogin,
		"spring.datasource.password=«Qz7!vLp29sRt»\n": DatabaseLogin, "DB_HOST=db1.qvx.example\nSMTP_PASSWORD=«Qz7!vLp29sRt»\n": "", "PASSWORD=«Qz7!vLp29sRt»\n": "",
		"DATABASE_URL=postgres://portal:«Qz7!vLp29sRt»@db1.qvx.example\n": DatabaseLogin, "SMTP_URL=smtp://mailer:«Qz7!vLp29sRt»@smtp.qvx.example\nDB=x\n": "",
	} {
		rule := "password-assignment"
		if strings.Contains(text, "://") {
			rule = "url-password"
		}
		if got := read(rule, text).Form; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if r := read("stripe-live-key", "DB_KEY=«sk_live_x»\n"); r.Form != "" {
		t.Errorf("a key is a %s", r.Form)
	}
}

func account(t *testing.T) string {
	t.Helper()
	return names(Read("aws-access-key-id", []byte("AKIAQYLPMN5HHHFPZAM2"), nil, 0))[len("account="):]
}

func TestWhatACredentialSaysOfItself(t *testing.T) {
	sas := read("azure-account-sas", "«https://qvxlogs.blob.core.windows.net/q3?sv=2021-06-08&ss=b&srt=sco&sp=rwdl&se=2051-10-06T07:09:59Z&spr=https&sig="+strings.Repeat("a", 43)+"%3D»")
	if sas.Form != "account SAS" || sas.Reach != "account" || fmt.Sprint(sas.Rights) != "[read list write delete]" || sas.End.Year() != 2051 || names(sas) != "account=qvxlogs container=q3" {
		t.Errorf("SAS: %+v", sas)
	}
	body := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://login.qvx.example","aud":"orders-api","scope":"orders.read jane.doe Files.ReadWrite.All user:email","exp":1893456000,"sub":"somebody"}`))
	jwt := read("jwt", "host: other.example\ntoken: «eyJhbGciOiJIUzI1NiJ9."+body+".sig»")
	if jwt.End.Year() != 2030 || fmt.Sprint(jwt.Rights) != "[read write all email]" || names(jwt) != "audience=orders-api host=login.qvx.example" {
		t.Errorf("token: %+v", jwt)
	}
	if r := read("password-assignment", "USER=root\nPASSWORD=«qwerty123»"); r.Strength != 1 || !r.Admin {
		t.Errorf("password: %+v", r)
	}
	if r := read("password-hash", "«$2y$10$abcdefghijklmnopqrstuv»"); r.Strength != 0 {
		t.Errorf("hash: %+v", r)
	}
}

// Facts come back as they were kept, and hold no name as it stood.
func TestFactsAreKept(t *testing.T) {
	r := read("connection-string-password", "Server=db1.qvx.example;Database=crm;User ID=crm_admin;Password=«Summer2021»")
	f, err := r.Facts(func(n Name) (Sealed, error) { return Sealed{Role: n.Role, Mask: "•••", Print: "00"}, nil })
	if err != nil {
		t.Fatal(err)
	}
	text := f.Text()
	back, err := ParseFacts(text)
	if err != nil || fmt.Sprint(back) != fmt.Sprint(f) || len(back.Names) != 3 {
		t.Errorf("%v: %v, want %v", err, back, f)
	}
	for _, raw := range []string{"db1", "crm", "Summer"} {
		if strings.Contains(text, raw) {
			t.Errorf("facts hold %q", raw)
		}
	}
	if (&Facts{}).Text() != "" {
		t.Error("no facts are some text")
	}
}

// Foreign bytes break nothing, and no name is longer than it may be.
func FuzzRead(f *testing.F) {
	for _, rule := range []string{"azure-service-sas", "jwt", "private-key", "basic-auth", "curl-credential", "command-password", "url-password", "password-assignment"} {
		f.Add(rule, []byte("a://u:"), []byte("p"), []byte("@h:1/d\nHOST=x {\"user\":\"y\"}\n-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"))
	}
	f.Add("private-key", []byte(""), []byte("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END"), []byte(""))
	f.Fuzz(func(t *testing.T, rule string, before, value, behind []byte) {
		around := slices.Concat(before, value, behind)
		r := Read(rule, value, around, len(before))
		seen := map[Role]bool{}
		for _, n := range r.Names {
			if n.Value == "" || len(n.Value) > longestName || seen[n.Role] {
				t.Errorf("%s of %d bytes", n.Role, len(n.Value))
			}
			seen[n.Role] = true
		}
		if r.Strength < 0 || r.Strength > 5 || len(r.Rights) > 32 {
			t.Errorf("strength %d, %d rights", r.Strength, len(r.Rights))
		}
		if !bytes.Equal(around, slices.Concat(before, value, behind)) {
			t.Error("the text was changed")
		}
	})
}
