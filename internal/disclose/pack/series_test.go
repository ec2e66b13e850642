package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func items(from, to int) (list []Item) {
	for n := range to - from {
		list = append(list, Item{ID: fmt.Sprintf("org-%d.test", from+n), Ending: ".zip", Passphrase: fmt.Sprintf("secret %d", from+n), Write: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "pack %d", from+n)
			return err
		}})
	}
	return list
}

func series(t *testing.T, dir string, terms Terms) *Series {
	t.Helper()
	s, err := OpenSeries(filepath.Join(dir, "packs"), filepath.Join(dir, "passphrases.csv"), terms)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whatever a crash leaves, the series goes on: what is half made goes, a torn line too, and
// what is noted as made and is not there is made again.
func TestSeriesGoesOn(t *testing.T) {
	dir, terms := t.TempDir(), Terms{Campaign: "c", Approved: "a"}
	recorded := 0
	record := func(list []Made) error { recorded += len(list); return nil }
	s := series(t, dir, terms)
	if err := errors.Join(s.Make(t.Context(), items(0, 5), record), s.Close()); err != nil {
		t.Fatal(err)
	}
	packs := filepath.Join(dir, "packs")
	manifest := filepath.Join(packs, manifestName)
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(os.WriteFile(manifest, append(text, `{"id":"org-5.test","fi`...), 0o600),
		os.WriteFile(filepath.Join(packs, tempPrefix+"123"), []byte("half"), 0o600), os.Remove(filepath.Join(packs, FileName("org-3.test")+".zip")))
	if err != nil {
		t.Fatal(err)
	}
	s = series(t, dir, terms)
	var left []Item
	for _, x := range items(0, 7) {
		if !s.Has(x.ID) {
			left = append(left, x)
		}
	}
	if len(left) != 3 || left[0].ID != "org-3.test" {
		t.Errorf("%d are left", len(left))
	}
	if err := errors.Join(s.Make(t.Context(), left, record), s.Close()); err != nil {
		t.Fatal(err)
	}
	for n := range 7 {
		got, err := os.ReadFile(filepath.Join(packs, FileName(fmt.Sprintf("org-%d.test", n))+".zip"))
		if err != nil || string(got) != fmt.Sprintf("pack %d", n) {
			t.Errorf("pack %d is %q, %v", n, got, err)
		}
	}
	if list, _ := filepath.Glob(filepath.Join(packs, tempPrefix+"*")); len(list) > 0 || recorded != 8 {
		t.Errorf("left over: %v; %d recorded", list, recorded)
	}
	noted, err := os.ReadFile(filepath.Join(dir, "passphrases.csv"))
	if err != nil || bytes.Count(noted, []byte("\n")) != 8 || !strings.Contains(string(noted), FileName("org-6.test")+".zip,secret 6\n") {
		t.Errorf("passphrases:\n%s%v", noted, err)
	}
	if _, err := OpenSeries(packs, "", Terms{Campaign: "c", Approved: "later"}); !errors.Is(err, ErrOtherSeries) {
		t.Errorf("under another approval: %v", err)
	}
}

// Where what is made cannot be recorded, nothing of it is there.
func TestSeriesRecordsFirst(t *testing.T) {
	dir := t.TempDir()
	s := series(t, dir, Terms{})
	defer s.Close()
	wrong := errors.New("no room")
	if err := s.Make(t.Context(), items(0, 3), func([]Made) error { return wrong }); !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
	failing := append(items(0, 2), Item{ID: "x", Write: func(io.Writer) error { return wrong }})
	if err := s.Make(t.Context(), failing, func([]Made) error { t.Error("recorded"); return nil }); !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
	if list, _ := os.ReadDir(filepath.Join(dir, "packs")); len(list) != 1 || s.Done() != 0 {
		t.Errorf("%d files, %d made", len(list), s.Done())
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte("{\"campaign\":\"\",\"approved\":\"\"}\n{\"id\":\"x\",\"file\":\"x.zip\",\"sha256\":\"\"}\n"))
	f.Add([]byte("{\"campaign\":\"\",\"approved\":\"\"}\n{\"id\":\"x\",\"file\":\"../x\"}\n{"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, manifestName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := OpenSeries(dir, "", Terms{})
		if err != nil {
			return
		}
		if other := s.owner[FileName("org-0.test")+".zip"]; other != "" && other != "org-0.test" {
			return
		}
		if err := errors.Join(s.Make(t.Context(), items(0, 1), func([]Made) error { return nil }), s.Close()); err != nil {
			t.Fatal(err)
		}
		if again, err := OpenSeries(dir, "", Terms{}); err != nil || !again.Has("org-0.test") {
			t.Errorf("what was made is not known: %v", err)
		}
	})
}

func TestFileNames(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range []string{"contoso.test", "company:contoso gmbh", "company:contoso_gmbh", "company:日本", "../../etc/passwd", strings.Repeat("x", 500), "", "-rf"} {
		name := FileName(id)
		if seen[name] || name != filepath.Base(name) || len(name) > 100 || strings.HasPrefix(name, "-") || strings.HasPrefix(name, ".") {
			t.Errorf("%q is in %q", id, name)
		}
		seen[name] = true
	}
	if got := FileName("contoso.test"); !strings.HasPrefix(got, "contoso.test-") {
		t.Error(got)
	}
}

// A line of a passphrase that a crash left torn goes; a file of other things is left as it is.
func TestSeriesPassphrases(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "passphrases.csv")
	whole := "org-0.test-aa.zip,secret 0\n"
	for _, torn := range []string{"", "org-1.test-bb.zip,secr", "org-1", "\"org-1.test"} {
		if err := os.WriteFile(path, []byte(whole+torn), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := OpenSeries(filepath.Join(dir, "packs of "+FileName(torn)), path, Terms{})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Make(t.Context(), items(1, 2), func([]Made) error { return nil }), s.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if want := whole + FileName("org-1.test") + ".zip,secret 1\n"; err != nil || string(got) != want {
			t.Errorf("after %q: %q, %v", torn, got, err)
		}
	}
	for _, other := range []string{"a page of notes\nand more", "a,b,c\n", strings.Repeat("x", 5000)} {
		if err := os.WriteFile(path, []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenSeries(filepath.Join(dir, "others"), path, Terms{})
		if got, _ := os.ReadFile(path); !errors.Is(err, errNotPassphrases) || string(got) != other {
			t.Errorf("%.20q is now %.20q, %v", other, got, err)
		}
	}
}

// Two processes never make packs in one folder, nor append to one file of passphrases.
func TestSeriesIsOfOne(t *testing.T) {
	dir := t.TempDir()
	s := series(t, dir, Terms{})
	for _, folder := range []string{"packs", "others"} {
		if _, err := OpenSeries(filepath.Join(dir, folder), filepath.Join(dir, "passphrases.csv"), Terms{}); !errors.Is(err, ErrBusy) {
			t.Errorf("a second one in %s: %v", folder, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := series(t, dir, Terms{}).Close(); err != nil {
		t.Error(err)
	}
}

// No pack takes the file of another: not of one that is made with it, nor of one before.
func TestSeriesKeepsFilesApart(t *testing.T) {
	if FileName("company:бвщ") == FileName("company:ддзб") { // the same in 32 bits of their hash
		t.Error("two organisations have one file")
	}
	dir := t.TempDir()
	s := series(t, dir, Terms{})
	same := items(0, 1)
	if err := s.Make(t.Context(), same, func([]Made) error { return nil }); err != nil {
		t.Fatal(err)
	}
	s.owner[FileName("org-1.test")+".zip"] = "another.test"
	if err := s.Make(t.Context(), items(1, 2), func([]Made) error { t.Error("made"); return nil }); err == nil || s.Has("org-1.test") {
		t.Errorf("the file of another is written over: %v", err)
	}
	if err := errors.Join(s.Make(t.Context(), same, func([]Made) error { return nil }), s.Close()); err != nil {
		t.Errorf("its own pack cannot be made again: %v", err)
	}
	manifest := filepath.Join(dir, "packs", manifestName)
	text, err := os.ReadFile(manifest)
	if err == nil {
		err = os.WriteFile(manifest, append(text, strings.ReplaceAll(string(text), `"id":"org-0.test"`, `"id":"other.test"`)[bytes.IndexByte(text, '\n')+1:]...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSeries(filepath.Join(dir, "packs"), "", Terms{}); err == nil {
		t.Error("a manifest in which two have one file is taken")
	}
}
