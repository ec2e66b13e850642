package detect

import "testing"

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
	for _, c := range []struct{ text, want string }{
		{"[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n", id + ":" + secret},
		{id + "," + secret, id + ":" + secret},
		{id + "\n" + other + "\n" + secret, other + ":" + secret},
		{id + " without", id},
		{id + "\n" + secret + "x", id},
	} {
		found := ""
		for _, m := range collect(t, newEngine(t), Segment{}, c.text, "") {
			if m.Rule == "aws-access-key-id" {
				found = string(m.Value)
			}
		}
		if found != c.want {
			t.Errorf("%q: found %q, want %q", c.text, found, c.want)
		}
	}
}
