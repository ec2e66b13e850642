package detect

import (
	"slices"
	"strings"
	"testing"
)

// TestAWSAccount holds to the identifiers whose accounts the authors published:
// https://awsteele.com/blog/2020/09/26/aws-access-key-format.html.
func TestAWSAccount(t *testing.T) {
	for id, want := range map[string]string{
		"ASIAY34FZKBOKMUTVV7A":  "609629065308",
		"ASIAQNZGKIQY56JQ7WML":  "029608264753",
		"AKIAIOSFODNN7EXAMPLE":  "", // before 2019
		"ASIAY34FZKBOKMUTVV7":   "",
		"ASIAY34FZKBOKMUTVV718": "",
	} {
		if got, ok := AWSAccount([]byte(id)); got != want || ok != (want != "") {
			t.Errorf("%s: account %q, want %q", id, got, want)
		}
	}
}

func TestKeyPair(t *testing.T) {
	const id, other, secret = "AKIAY34FZKBOKMUTVV7A", "AKIATPWRBYUZRKBCVVEP", "k4Q7zR1xvT9bN2mHs8LpWc3JdYf6gUe0aXo5iKqB"
	for _, c := range []struct {
		text string
		want []string
	}{
		{"[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n", []string{id + " paired", secret + " paired"}},
		{id + "," + secret, []string{id + " paired", secret + " paired"}},
		{id + "\n" + other + "\n" + secret, []string{id, other + " paired", secret + " paired"}},
		{id + " without", []string{id}},
		{id + "\n" + secret + "x", []string{id}},
	} {
		var found []string
		for _, m := range collect(t, newEngine(t), Segment{}, c.text, "") {
			s := string(m.Value)
			if strings.Contains(m.Why(), "counterpart") {
				s += " paired"
			}
			found = append(found, s)
		}
		if !slices.Equal(found, c.want) {
			t.Errorf("%q: found %q, want %q", c.text, found, c.want)
		}
	}
}
