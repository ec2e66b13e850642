package exposure

import (
	"slices"
	"testing"
)

func TestServers(t *testing.T) {
	for _, c := range []struct {
		in, out string
		n       int64
		covers  []string
		not     []string
	}{
		{"redis://10.0.0.0/30", "redis://10.0.0.0/30:6379", 4, []string{"redis://10.0.0.3"}, []string{"redis://10.0.0.4", "redis://10.0.0.3:6380", "postgres://10.0.0.3:6379", "tcp://10.0.0.3:6379"}},
		{"tcp://127.0.0.0/20:6379,9200-9202", "tcp://127.0.0.0/20:6379,9200-9202", 4096 * 4, []string{"redis://127.0.15.255", "tcp://127.0.0.1:9201"}, []string{"tcp://127.0.16.0:9201"}},
		{"tcp://[fd00:db::/126]:5432", "tcp://[fd00:db::/126]:5432", 4, []string{"postgres://[fd00:db::3]"}, []string{"postgres://[fd00:db::4]"}},
		{"tcp://DB.contoso.example:5432,6379", "tcp://db.contoso.example:5432,6379", 2, []string{"redis://db.contoso.example"}, []string{"redis://db2.contoso.example"}},
	} {
		r, ok, err := ParseServers(c.in)
		if err != nil || !ok || r.String() != c.out || r.Count() != c.n {
			t.Errorf("ParseServers(%q) = %s, %d, %v, %v; want %s, %d", c.in, r, r.Count(), ok, err, c.out, c.n)
			continue
		}
		for i, list := range [][]string{c.covers, c.not} {
			for _, s := range list {
				target, err := ParseTarget(s)
				if err != nil {
					t.Fatal(err)
				}
				if r.Covers(target) != (i == 0) {
					t.Errorf("%s covers %s: %v", r, target, i != 0)
				}
			}
		}
		all := slices.Collect(r.All)
		if int64(len(all)) != c.n || !r.Covers(all[0]) || !r.Covers(all[len(all)-1]) {
			t.Errorf("%s yields %d targets, the last %s", r, len(all), all[len(all)-1])
		}
	}
	for _, in := range []string{"tcp://10.0.0.0/24", "tcp://10.0.0.1/24:80", "tcp://10.0.0.0/24:0", "tcp://10.0.0.0/24:9-8", "tcp://10.0.0.0/8:1-65535", "tcp://[fd00::/32]:80"} {
		if r, ok, err := ParseServers(in); ok && err == nil {
			t.Errorf("ParseServers(%q) = %s, want an error", in, r)
		}
	}
	for _, in := range []string{"redis://10.0.0.5", "postgres://10.0.0.5:5432/crm", "az://a/b", "/folder"} {
		if _, ok, err := ParseServers(in); ok || err != nil {
			t.Errorf("ParseServers(%q): %v, %v: it is one target", in, ok, err)
		}
	}
}
