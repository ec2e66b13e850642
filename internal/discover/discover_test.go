package discover

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func openRegister(t testing.TB) *register.Register {
	t.Helper()
	r, err := register.Open(t.Context(), t.TempDir(), seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func parseScope(t *testing.T, top, targets string, more ...string) *scope.Scope {
	t.Helper()
	text := fmt.Sprintf("version = 1\n%s\n[[grant]]\ntargets = [%s]\nbasis = \"owner\"\nsigned_off_by = \"J. Doe\"\nuntil = 2099-01-31\ndepth = \"read\"\nrequests_per_second = 100000\n%s\n",
		top, targets, strings.Join(more, "\n"))
	s, err := scope.Parse([]byte(text), "scope.toml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newProber(t *testing.T, s *scope.Scope) *Prober {
	return &Prober{Grant: s.Grant, Register: openRegister(t), Version: "0", Now: time.Now, Patience: 2 * time.Second}
}

// Names that are guessed find what is there at a real server, and only that; whose it is stays
// open.
func TestGuessed(t *testing.T) {
	server := sourcetest.StartVersityGW(t)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.Endpoint, UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, ""),
	})
	for _, bucket := range []string{"contoso-backup", "contoso-logs", "northwind-backup"} {
		if _, err := owner.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &bucket}); err != nil {
			t.Fatal(err)
		}
	}
	name, key := "contoso-backup", "crm.csv"
	if _, err := owner.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: &name, Key: &key, Body: bytes.NewReader([]byte("invented"))}); err != nil {
		t.Fatal(err)
	}
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:ListBucket","s3:GetObject"],"Resource":["arn:aws:s3:::contoso-backup","arn:aws:s3:::contoso-backup/*"]}]}`
	if _, err := owner.PutBucketPolicy(t.Context(), &sdk.PutBucketPolicyInput{Bucket: &name, Policy: &policy}); err != nil {
		t.Fatal(err)
	}
	s := parseScope(t, `own = ["contoso.example"]`+"\n"+`words = ["Northwind"]`, fmt.Sprintf(`"s3+%s/contoso*"`, server.Endpoint), "discover = true")
	found := map[string]string{}
	d := Discovery{Prober: newProber(t, s), Scope: s, Guess: 300,
		Found: func(c Candidate, o Outcome) error {
			found[o.Target.Container] = fmt.Sprint(o.Result.Exposed, " ", c.Evidence, len(o.Events))
			return nil
		},
		Left: func(c Candidate, why string) error { t.Errorf("%s was left: %s", c.Target, why); return nil },
	}
	n, err := d.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"contoso-backup": "true 1", "contoso-logs": "false 0"}; fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("found %v, want %v", found, want)
	}
	if n.Open != 1 || n.There != 2 || n.Asked < 100 || n.NotCovered != 0 {
		t.Errorf("%+v", n)
	}
	e, err := d.Prober.Register.Exposure(t.Context(), "s3+"+server.Endpoint+"/contoso-backup")
	if err != nil || e.State != register.StateOpen || e.Evidence.Shown() {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err := d.Prober.Register.Exposure(t.Context(), "s3+"+server.Endpoint+"/contoso-logs"); err != nil || e.State != register.StateShut {
		t.Errorf("what exists and is closed is not remembered: %+v, %v", e, err)
	}
}

func TestGuesses(t *testing.T) {
	type named struct {
		name   string
		weight int16
	}
	guesses := func(words []string, limit int) (list []named) {
		m := newMaker(words)
		for _, g := range m.guesses(limit) {
			list = append(list, named{m.name(g), g.weight})
		}
		return list
	}
	all := guesses([]string{"Contoso Retail", "contoso.example"}, 100_000)
	once := map[string]bool{}
	for i := range all {
		if i > 0 && all[i].weight > all[i-1].weight || once[all[i].name] {
			t.Fatalf("guess %d %+v comes behind lighter ones, or again", i, all[i])
		}
		once[all[i].name] = true
	}
	for _, want := range []string{"contoso", "contoso-backup", "contosoretail", "contoso-retail-logs", "backup-contoso", "contoso.example", "contosobackups", "contoso-prod-backup"} {
		if !once[want] {
			t.Errorf("%q is not guessed", want)
		}
	}
	if again := guesses([]string{"Contoso Retail", "contoso.example"}, 10); !slices.Equal(again, all[:10]) {
		t.Errorf("fewer guesses are others: %v", again)
	}
	if got := guesses([]string{"", "a", "ÄÖ", "--"}, 10); len(got) != 0 {
		t.Errorf("words of nothing give %v", got)
	}
}

// Inputs of each form that the issue names, with what stands in them.
func TestInputs(t *testing.T) {
	const link = "https://contosobackup.blob.core.windows.net/q3/list.json?sv=2021-12-02&sr=c&sp=rl&sig=AAAA%3D"
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"zone file": {"assets 300 IN CNAME contosoassets.blob.core.windows.net.\nfiles IN CNAME contoso-files.s3.eu-west-1.amazonaws.com.\nwww IN A 192.0.2.1\n",
			"az://contosoassets/$web s3://contoso-files"},
		"DNS export, CSV": {"assets.contoso.example,CNAME,contosostatic.z6.web.core.windows.net,300\n", "az://contosostatic/$web"},
		"page": {`<a href="` + strings.ReplaceAll(link, "&", "&amp;") + `">x</a><img src='https://storage.googleapis.com/contoso-cdn/a.png'>`,
			"az://contosobackup/q3/list.json?3 az://contosobackup/q3 gs://contoso-cdn"},
		"source":           {"bucket := \"s3://contoso-raw/2022/x\" // see https://crm.nyc3.digitaloceanspaces.com/x.csv.\n", "s3://contoso-raw https://nyc3.digitaloceanspaces.com/crm"},
		"HAR":              {`{"log":{"entries":[{"request":{"url":"https://contoso.s3.amazonaws.com/a?x=1"}}]}}`, "s3://contoso"},
		"proxy log":        {"1669100000.123 200 CONNECT contosofiles.dfs.core.windows.net:443 -\n", "az://contosofiles/$web"},
		"CT export":        {`[{"name_value":"*.contosoassets.blob.core.windows.net\nfiles.contoso.example"}]`, "az://contosoassets/$web"},
		"az":               {`[{"name":"contoso1","primaryEndpoints":{"blob":"https://contoso1.blob.core.windows.net/","table":"https://contoso1.table.core.windows.net/"}}]`, "az://contoso1/$web"},
		"aws list-buckets": {`{"Buckets":[{"Name":"contoso-one","CreationDate":"2022-01-01"},{"Name":"contoso.two"}]}`, "s3://contoso-one s3://contoso.two"},
		"AWS Config":       {`{"Results":["{\"resourceType\":\"AWS::S3::Bucket\",\"resourceName\":\"contoso-three\"}","{\"resourceType\":\"AWS::EC2::Instance\",\"resourceId\":\"i-1\"}"]}`, "s3://contoso-three"},
		"gcloud":           {`[{"name":"contoso-four","storage_url":"gs://contoso-four/"}]`, "gs://contoso-four"},
		"nothing":          {"Dear Sir, see www.contoso.example/a.b and http://127.0.0.1:8000/x/y, redis://10.0.0.1.", ""},
		"firebase":         {"databaseURL: 'https://contoso-app.firebaseio.com'", "firebase://contoso-app.firebaseio.com:443"},
	} {
		path := filepath.Join(t.TempDir(), "input")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		d := Discovery{Inputs: []Input{{Path: path, Evidence: register.OwnedByZone}, {Path: path, Evidence: register.OwnedByReference}}}
		list, err := d.named(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			s := c.Target.String()
			if c.Target.Query != "" {
				s += fmt.Sprintf("?%d", strings.Count(c.Target.Query, "=")-strings.Count(c.Target.Query, "%3D"))
			}
			got = append(got, s)
			if c.Evidence != register.OwnedByZone {
				t.Errorf("%s: the weaker evidence stands: %q", name, c.Evidence)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, " "), c.want)
		}
	}
	if err := (Input{Path: filepath.Join(t.TempDir(), "none")}).Read(t.Context(), nil); err == nil {
		t.Error("an input that is not there is no error")
	}
}

func FuzzInput(f *testing.F) {
	for _, s := range []string{"az://a/b", "https://x.blob.core.windows.net./", "CNAME *.s3.amazonaws.com", `{"Buckets":[{"Name":"x"}]}`, "&amp;&amp;;a.b?c", strings.Repeat("a.", 40000)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		yield := func(c Candidate) error {
			if c.Target.Provider == "" || c.Target.Loopback() {
				t.Errorf("candidate %+v", c)
			}
			return nil
		}
		in := Input{Evidence: register.OwnedByReference, Own: []string{"contoso.example"}}
		if err := in.addresses(context.Background(), bytes.NewReader(text), yield); err != nil {
			t.Error(err)
		}
		if err := in.buckets(text, yield); err != nil {
			t.Error(err)
		}
	})
}

// A name of the owner's that leads to a bucket which does not exist is a finding.
func TestDangling(t *testing.T) {
	c := Candidate{Evidence: register.OwnedByZone}
	if !Dangling(c, Outcome{Result: &probe.Result{Exists: probe.ExistsNot}}) || Dangling(c, Outcome{Result: &probe.Result{Exists: probe.ExistsUnknown}}) {
		t.Error("dangling is what is known not to exist")
	}
}
