package vendor

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for host, want := range map[string]string{
		"acct.blob.core.windows.net":                    "azure",
		"b.s3.eu-central-1.amazonaws.com":               "aws",
		"ec2-192-0-2-7.compute-1.amazonaws.com":         "aws",
		"storage.googleapis.com":                        "google",
		"x.firebaseio.com":                              "google",
		"fra1.digitaloceanspaces.com":                   "digitalocean",
		"abc.r2.cloudflarestorage.com":                  "cloudflare",
		"s3.eu-de.cloud-object-storage.appdomain.cloud": "ibm",
		"notamazonaws.com":                              "",
		"amazonaws.com.contoso.example":                 "",
		"10.0.0.5":                                      "",
		"":                                              "",
	} {
		v, ok := Of(host)
		if v.ID != want || ok != (want != "") {
			t.Errorf("%s is %q, want %q", host, v.ID, want)
		}
	}
}

// The file is read strictly; each of these is an error that names its line.
func TestWrongEntries(t *testing.T) {
	for name, text := range map[string]string{
		"no host":             "id = \"x\"\nname = \"X\"\n",
		"a call that is none": "id = \"x\"\nname = \"X\"\nhosts = [\"x.test\"]\nlacks = [\"Everything\"]\n",
		"a day and no page":   "id = \"x\"\nname = \"X\"\nhosts = [\"x.test\"]\ndesk_read = 2026-01-01\n",
		"a page by http":      "id = \"x\"\nname = \"X\"\nhosts = [\"x.test\"]\nform = \"http://x.test\"\n",
		"no address":          "id = \"x\"\nname = \"X\"\nhosts = [\"x.test\"]\nmail = \"x.test\"\n",
		"an unknown key":      "id = \"x\"\nname = \"X\"\nhosts = [\"x.test\"]\nmial = \"a@x.test\"\n",
	} {
		if _, err := parse([]byte("[[vendor]]\n"+text), "f"); err == nil || !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFile(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range All() {
		if seen[v.ID] {
			t.Errorf("%s is there twice", v.ID)
		}
		seen[v.ID] = true
		for _, domain := range v.Hosts {
			if other, _ := Of("a." + domain); other.ID != v.ID {
				t.Errorf("%s of %s is taken for %s's", domain, v.ID, other.ID)
			}
		}
		for _, call := range v.Has {
			for _, lacks := range v.Lacks {
				if call == lacks {
					t.Errorf("%s has %s and lacks it", v.ID, call)
				}
			}
		}
	}
}
