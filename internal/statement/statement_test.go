package statement

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func TestSignAndVerify(t *testing.T) {
	dir := t.TempDir()
	s, err := LoadSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadSigner(dir)
	if err != nil || again.KeyID() != s.KeyID() {
		t.Fatalf("the key is another one: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, keyFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the key: %v, %v", info.Mode(), err)
	}
	public, err := s.Public()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	text, err := s.Sign(Closure{Target: "az://contosobackup/q3", Issued: at, IssuedBy: "J. Doe", Denials: []Denial{{From: "here", Rounds: 2, First: at, Last: at}}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Verify(text, public)
	if err != nil || c.Target != "az://contosobackup/q3" || c.DoesNot != DoesNot {
		t.Errorf("%+v, %v", c, err)
	}
	var e envelope
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	payload := []byte(e.Payload)
	for i := range payload {
		changed := bytes.Clone(payload)
		if changed[i] = 'A'; payload[i] == 'A' {
			changed[i] = 'B'
		}
		e.Payload = string(changed)
		forged, _ := json.Marshal(e)
		if _, err := Verify(forged, public); err == nil {
			t.Fatalf("a payload that was changed at %d passes", i)
		}
	}
	other, _ := LoadSigner(t.TempDir())
	key, _ := other.Public()
	if _, err := Verify(text, key); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	for _, bad := range []string{"", "{}", "[]", `{"payload":"!","payloadType":"x","signatures":[{}]}`} {
		if _, err := Verify([]byte(bad), public); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
	if _, err := Verify(text, []byte("no key")); err == nil {
		t.Error("no key passes")
	}
}

// A third party has OpenSSL.
func TestOpenSSLVerifies(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatal("openssl is not installed: sh test/apt.sh openssl")
	}
	dir := t.TempDir()
	s, err := LoadSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Sign(Closure{Target: "az://contosobackup/q3"})
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Payload, PayloadType []byte
		Signatures           []struct{ Sig []byte }
	}
	if err := json.Unmarshal(bytes.Replace(text, []byte(`"payloadType": "`+PayloadType+`"`), []byte(`"payloadType": ""`), 1), &e); err != nil {
		t.Fatal(err)
	}
	public, _ := s.Public()
	for name, data := range map[string][]byte{"message": encode(PayloadType, e.Payload), "sig": e.Signatures[0].Sig, "pub.pem": public} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", "message", "-sigfile", "sig")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// What was not refused in the end is told apart in what a statement says.
func TestWhatIsSaid(t *testing.T) {
	s, err := LoadSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	public, _ := s.Public()
	if got, err := Fingerprint(public); err != nil || got != s.KeyID() {
		t.Errorf("fingerprint %s, %v", got, err)
	}
	if _, err := Fingerprint([]byte("no key")); err == nil {
		t.Error("no key has a fingerprint")
	}
	for want, c := range map[string]Closure{
		Says:                     {Denials: []Denial{{From: "here"}}},
		Says + " " + SaysGone:    {Denials: []Denial{{From: "here", Gone: []string{"read"}}}},
		Says + " " + SaysRetired: {Retired: []Retired{{Right: "read"}}},
	} {
		text, err := s.Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Verify(text, public); err != nil || got.Says != want {
			t.Errorf("%q, %v; want %q", got.Says, err, want)
		}
	}
}
