package discover

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// Static sites of S3 are buckets, by each form of their hosts; a name that leads to S3 shows the
// bucket that is called as it is, and only such a one dangles.
func TestSitesOfS3(t *testing.T) {
	const zone = `$ORIGIN kunde.example.
a     IN CNAME a.kunde.example.s3-website.eu-central-1.amazonaws.com.
b     IN CNAME b.kunde.example.s3-website-eu-west-1.amazonaws.com.
c     IN CNAME s3-website-us-east-1.amazonaws.com.
d     IN CNAME s3.eu-central-1.amazonaws.com.
f     IN CNAME bucketf.s3-website-us-east-1.amazonaws.com.
cn    IN CNAME cn.kunde.example.s3-website.cn-north-1.amazonaws.com.cn.
under_score IN CNAME s3-website-us-east-1.amazonaws.com.
app   IN CNAME kundeapp.azurewebsites.net.
`
	const text = `<a href="http://Bucketf.s3-website-us-east-1.amazonaws.com/x?y=1"> "bucketg.s3-website.eu-central-1.amazonaws.com"
s3-website-us-east-1.amazonaws.com www.s3-website.fabrikam.example x.s3-website-us-east-1.amazonaws.com.evil.test`
	for name, c := range map[string]struct {
		text     string
		evidence register.Ownership
		want     string
	}{
		"zone": {zone, register.OwnedByZone, "s3://a.kunde.example a.kunde.example true, s3://b.kunde.example b.kunde.example true, s3://c.kunde.example c.kunde.example true, " +
			"s3://d.kunde.example d.kunde.example true, s3://f.kunde.example f.kunde.example true, s3://bucketf f.kunde.example false, " +
			"https://s3.cn-north-1.amazonaws.com.cn/cn.kunde.example cn.kunde.example true"},
		"text": {text, register.OwnedByReference, "s3://bucketf  false, s3://bucketg  false"},
	} {
		path := filepath.Join(t.TempDir(), "input")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		d := Discovery{Inputs: []Input{{Path: path, Evidence: c.evidence}}}
		list, err := d.named(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			got = append(got, fmt.Sprint(c.Target, " ", c.Name, " ", Dangling(c, Outcome{Result: &probe.Result{Exists: probe.ExistsNot}})))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %s\nwant %s", name, strings.Join(got, ", "), c.want)
		}
	}
}

// That a grant or an inventory names a bucket does not hide that a name of the owner's leads to
// it, nor does another name that leads to it and shows another bucket.
func TestDanglingThatIsGranted(t *testing.T) {
	dir := t.TempDir()
	zone, inventory := filepath.Join(dir, "zone"), filepath.Join(dir, "buckets.json")
	for path, text := range map[string]string{
		zone:      "$ORIGIN kunde.example.\nold IN CNAME www.kunde.example.s3-website-us-east-1.amazonaws.com.\nwww IN CNAME www.kunde.example.s3-website-us-east-1.amazonaws.com.\n",
		inventory: `{"Buckets":[{"Name":"www.kunde.example"}]}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs := []Input{{Path: inventory, Evidence: register.OwnedByInventory}, {Path: zone, Evidence: register.OwnedByZone}}
	for range 2 {
		d := Discovery{Inputs: inputs}
		list, err := d.named(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(list, func(c Candidate) bool { return c.Target.Container == "www.kunde.example" })
		if at < 0 || list[at].Evidence != register.OwnedByInventory || !Dangling(list[at], Outcome{Result: &probe.Result{Exists: probe.ExistsNot}}) {
			t.Errorf("%+v", list)
		}
		slices.Reverse(inputs)
	}
}

// Names of a zone that are below no domain of the scope are asked nothing, and counted.
func TestStrangeNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zone")
	if err := os.WriteFile(path, []byte("app.kunde.example. IN CNAME kundeapp.azurewebsites.net.\napp.kunde.example. IN A 192.0.2.1\nwww.contoso.example. IN A 192.0.2.2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := parseScope(t, `own = ["contoso.example"]`, `"https://*.contoso.example/"`, "discover = true")
	d := Discovery{Prober: &Prober{Now: time.Now}, Scope: s, Inputs: []Input{{Path: path, Evidence: register.OwnedByZone}},
		Lead: func(_ context.Context, name string) (scope.Lead, error) {
			if name != "www.contoso.example" {
				t.Errorf("%s is asked", name)
			}
			return scope.Lead{}, nil
		}}
	list, err := d.named(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.leads(t.Context(), list, &Counts{}); err != nil || d.Strange() != 1 {
		t.Errorf("%d strange names, %v", d.Strange(), err)
	}
}
