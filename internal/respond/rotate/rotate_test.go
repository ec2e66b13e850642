package rotate

import (
	"bytes"
	"crypto/sha1"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/credential"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func print(n byte) exposure.Fingerprint { return exposure.Fingerprint{n} }

func found(n byte, rule string, class exposure.Class, facts ...credential.Facts) Found {
	return Found{Print: print(n), Key: Key{Rule: rule, Title: rule, Class: class, Masked: "•••", Ways: 1, Places: []string{"az://a/c/x"}}, Facts: facts, Password: credential.Password(rule)}
}

func rules(keys []Key) (list []string) {
	for _, k := range keys {
		list = append(list, k.Rule)
	}
	return list
}

func TestFirstThingsFirst(t *testing.T) {
	past, future := now.Add(-time.Hour).Unix(), now.Add(time.Hour).Unix()
	many := found(9, "github-token", exposure.ClassLive)
	many.Key.Ways = 1000
	exposed := found(10, "slack-token", exposure.ClassLive)
	exposed.Key.Exposed = []string{"az://a/c"}
	want := []Found{
		found(1, "aws-secret-access-key", exposure.ClassLive),
		found(2, "azure-account-sas", "", credential.Facts{Reach: "account", End: future, Rights: []string{"read", "write"}}),
		found(3, "azure-storage-key", exposure.ClassLive),
		found(4, "private-key", exposure.ClassLive),
		found(5, "url-password", exposure.ClassLive, credential.Facts{Names: []credential.Sealed{{Role: credential.Database, Mask: "•••"}}}),
		found(18, "url-password", exposure.ClassLive, credential.Facts{Form: credential.DatabaseLogin}),
		found(6, "azure-service-sas", "", credential.Facts{Reach: "container", End: future, Rights: []string{"write"}}),
		found(7, "command-password", exposure.ClassLive),
		found(8, "presigned-url", exposure.ClassLive, credential.Facts{Reach: "bucket", End: future, Rights: []string{"read"}}),
		exposed, many,
		found(12, "jwt", "", credential.Facts{End: future}),
		found(13, "azure-service-sas", "", credential.Facts{Reach: "blob", End: future}),
		found(14, "slack-webhook", exposure.ClassLive),
		found(15, "ansible-vault", ""),
		found(16, "aws-access-key-id", exposure.ClassLive),
		found(17, "azure-account-sas", exposure.ClassLive, credential.Facts{Reach: "account", End: past}),
	}
	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	var names []string
	for _, f := range want {
		names = append(names, f.Key.Rule)
	}
	keys := Make(shuffled, nil, now)
	if got := rules(keys); fmt.Sprint(got) != fmt.Sprint(names) {
		t.Errorf("order\n%v\nwant\n%v", got, names)
	}
	for _, k := range keys {
		rank := uint64(0)
		for _, d := range k.Order {
			if d.Digit < 0 || d.Digit > 9 || d.Why == "" {
				t.Errorf("%s: digit %+v", k.Rule, d)
			}
			rank = 10*rank + uint64(d.Digit)
		}
		if rank != k.Rank {
			t.Errorf("%s: rank %d, its digits %d", k.Rule, k.Rank, rank)
		}
	}
	// What is rotated comes last, whatever it opens.
	keys = Make(shuffled, map[exposure.Fingerprint]State{print(1): {Word: Rotated}}, now)
	if last := keys[len(keys)-1]; last.Rule != "aws-secret-access-key" {
		t.Errorf("%s is last", last.Rule)
	}
	for _, k := range keys {
		if k.Rule == "azure-account-sas" && (k.Life == Ended) == (k.End.After(now)) {
			t.Errorf("ends %v: %s", k.End, k.Life)
		}
	}
}

// Each word by which reaches are told stands in the name of a rule that there is.
func TestReachesAreOfRules(t *testing.T) {
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range reaches {
		for _, w := range entry.words {
			if !slices.ContainsFunc(e.Rules(), func(r detect.Rule) bool { return r.Kind == exposure.Secret && strings.Contains(r.ID, w) }) {
				t.Errorf("no rule is called %q", w)
			}
		}
	}
}

// The two halves of a pair are one row, with what either names; a public half without
// the other stays.
func TestPairs(t *testing.T) {
	id := print(7)
	public := found(7, "aws-access-key-id", exposure.ClassLive, credential.Facts{Names: []credential.Sealed{{Role: credential.Account, Mask: "•••4711"}}})
	secret := found(8, "aws-secret-access-key", exposure.ClassLive, credential.Facts{Names: []credential.Sealed{{Role: credential.KeyID, Mask: "AKIA••• (20)", Print: id.String()}}})
	keys := Make([]Found{public, secret}, nil, now)
	if len(keys) != 1 || keys[0].Fingerprint != print(8).String() || len(keys[0].Names) != 2 || keys[0].Names[1].Masked != "•••4711" {
		t.Errorf("%+v", keys)
	}
	other := found(9, "aws-access-key-id", exposure.ClassLive)
	secret.Facts = append(secret.Facts, credential.Facts{Names: []credential.Sealed{{Role: credential.KeyID, Mask: "AKIA••• (20)", Print: print(9).String()}}})
	if keys := Make([]Found{public, other, secret}, nil, now); len(keys) != 1 || len(keys[0].Names) != 3 {
		t.Errorf("with two: %+v", keys)
	}
	if keys := Make([]Found{public}, nil, now); len(keys) != 1 || keys[0].Life != Unclear || keys[0].Reach.Rank != 0 {
		t.Errorf("alone: %+v", keys)
	}
}

// A password that stands with several users is told so, and the names of the first
// content are shown.
func TestReusedPassword(t *testing.T) {
	with := func(mask, print string, strength int) credential.Facts {
		return credential.Facts{Strength: strength, Names: []credential.Sealed{{Role: credential.User, Mask: mask, Print: print}}}
	}
	f := found(1, "password-assignment", exposure.ClassLive, with("a•••", "01", 2), with("b•••", "02", 2), with("a•••", "01", 2))
	f.Beside = []credential.Sealed{{Role: credential.User, Mask: "c•••", Print: "03"}}
	k := Make([]Found{f}, nil, now)[0]
	if k.Password.Users != 3 || *k.Password.Score != 1 || k.Password.Words != "weak" || fmt.Sprint(k.Names) != "[{user a••• 01 } {user b••• 02 } {user c••• 03 }]" {
		t.Errorf("%+v %+v", k.Password, k.Names)
	}
	if k := Make([]Found{found(1, "password-field", "")}, nil, now)[0]; k.Password.Score != nil || k.Password.Words != "not judged" {
		t.Errorf("%+v", k.Password)
	}
}

func TestStanding(t *testing.T) {
	a, b := print(1), print(2)
	marks := []catalog.Mark{
		{Print: a, Op: OpOwner, Value: "Platform", By: "x", Reason: "r"},
		{Print: a, Op: OpState, Value: Rotated, By: "J. Doe", Reason: "ticket", At: now},
		{Print: b, Op: OpState, Value: FalseAlarm, By: "x", Reason: "r"},
		{Print: b, Op: OpUndo, By: "x", Reason: "r"},
		{Print: b, Op: OpUndo, By: "x", Reason: "nothing stands"},
	}
	s := Standing(marks)
	if got := s[a]; got.Word != Rotated || got.Owner != "Platform" || got.By != "J. Doe" || !got.At.Equal(now) {
		t.Errorf("%+v", got)
	}
	if _, ok := s[b]; ok {
		t.Error("what was undone stands")
	}
	if got := Standing(append(marks, catalog.Mark{Print: a, Op: OpUndo}))[a]; got.Word != Open || got.Owner != "Platform" || got.By != "" {
		t.Errorf("after an undo %+v", got)
	}
	for _, m := range []catalog.Mark{
		{Print: a, Op: OpState, Value: "gone", By: "x", Reason: "r"}, {Print: a, Op: OpState, Value: Rotated, By: "x"}, {Print: a, Op: OpState, Value: Rotated, Reason: "r"},
		{Print: a, Op: "burn", By: "x", Reason: "r"}, {Print: b, Op: OpUndo, By: "x", Reason: "r"}, {Print: a, Op: OpOwner, By: "x", Reason: "r"},
		{Print: a, Op: OpState, Value: Rotated, By: "x\ny", Reason: "r"},
	} {
		if CheckMark(&m, s) == nil {
			t.Errorf("%+v may stand", m)
		}
	}
	if err := CheckMark(&marks[1], s); err != nil {
		t.Error(err)
	}
}

// list writes a sorted list of so many hashes, and those of passwords.
func sortedList(end string, passwords ...string) string {
	var lines []string
	for i := range 700 {
		lines = append(lines, hash(fmt.Sprint("other", i))+":"+fmt.Sprint(i))
	}
	for i, p := range passwords {
		lines = append(lines, hash(p)+":"+fmt.Sprint(1000+i))
	}
	slices.Sort(lines)
	return strings.Join(lines, end) + end
}

func hash(p string) string {
	sum := sha1.Sum([]byte(p))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

func TestBreached(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"unix.txt": sortedList("\n", "hunter2", "qwerty"), "windows.txt": sortedList("\r\n", "hunter2", "qwerty"), "last.txt": strings.TrimSpace(sortedList("\n", "hunter2", "qwerty"))} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := OpenBreached(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 700 { // each line is found, the first and the last too
			if n, err := b.Count([]byte(fmt.Sprint("other", i))); err != nil || n != int64(i) {
				t.Fatalf("%s: line %d has %d: %v", name, i, n, err)
			}
		}
		for p, want := range map[string]int64{"hunter2": 1000, "qwerty": 1001, "not there": 0, "": 0} {
			if n, err := b.Count([]byte(p)); err != nil || n != want {
				t.Errorf("%s: %q %d times, want %d: %v", name, p, n, want, err)
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	ranges := t.TempDir()
	for name, text := range map[string]string{"00000.txt": "", hash("hunter2")[:5] + ".txt": strings.Repeat("0", 35) + ":1\r\n" + hash("hunter2")[5:] + ":17\r\n"} {
		if err := os.WriteFile(filepath.Join(ranges, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := OpenBreached(ranges)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := b.Count([]byte("hunter2")); n != 17 || err != nil {
		t.Errorf("%d times: %v", n, err)
	}
	if _, err := b.Count([]byte("qwerty")); !errors.Is(err, ErrNoRange) {
		t.Errorf("a range that is not there: %v", err)
	}
	broken := filepath.Join(ranges, hash("qwerty")[:5]+".txt") // no error names the range: it is of the password's hash
	for _, err := range []error{os.WriteFile(broken, []byte("no line of a range\n"), 0o600), os.WriteFile(broken, []byte(strings.Repeat("0", 500)), 0o600), errors.Join(os.Remove(broken), os.Mkdir(broken, 0o700)), errors.Join(os.Remove(broken), os.Symlink(broken, broken))} {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Count([]byte("qwerty")); err == nil || strings.Contains(err.Error(), hash("qwerty")[:5]) {
			t.Errorf("a broken range: %v", err)
		}
	}
}

// What is no such list is refused, and its text is not in the error.
func TestNoListOfBreachedPasswords(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"ntlm": strings.Repeat("A", 32) + ":1\n", "plain": "hunter2\n", "empty": "", "long": strings.Repeat("A", 5000), "negative": strings.Repeat("A", 40) + ":-1\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenBreached(path); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "none")} {
		if _, err := OpenBreached(path); err == nil {
			t.Errorf("%s is a list", path)
		}
	}
}

// A list of which the lines are anything ends the search, with a count or an error.
func FuzzBreached(f *testing.F) {
	f.Add([]byte(sortedList("\n", "hunter2")), []byte("hunter2"))
	f.Add([]byte(strings.Repeat("A", 40)+":1\n\n\n"+strings.Repeat("\r\n", 90)), []byte("x"))
	f.Add([]byte(strings.Repeat("A", 40)+":1\n"+strings.Repeat("B", 400)), []byte("x"))
	f.Fuzz(func(t *testing.T, list, password []byte) {
		path := filepath.Join(t.TempDir(), "list")
		if err := os.WriteFile(path, list, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := OpenBreached(path)
		if err != nil {
			return
		}
		defer b.Close()
		if n, err := b.Count(password); n < 0 || err != nil && n != 0 {
			t.Errorf("%d times, %v", n, err)
		}
	})
}

// No cell is a formula, whoever wrote it.
func TestCSV(t *testing.T) {
	f := found(1, "password-assignment", exposure.ClassLive)
	f.Key.Places = []string{"=cmd|'/c calc'!A1"}
	l := &List{Keys: Make([]Found{f}, map[exposure.Fingerprint]State{print(1): {Word: Rotated, By: "+J", Reason: "@x", At: &now}}, now)}
	var b bytes.Buffer
	if err := l.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[1]) != len(header) {
		t.Fatalf("%v: %q", err, rows)
	}
	for i, cell := range rows[1] {
		if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
			t.Errorf("%s: %q", header[i], cell)
		}
	}
}

func TestOpens(t *testing.T) {
	for form, want := range map[string]string{"": "a database", credential.DatabaseLogin: "a database", "account SAS": "a database; account SAS"} {
		if got := (&Key{Reach: database, Form: form}).Opens(); got != want {
			t.Errorf("%q: %q, want %q", form, got, want)
		}
	}
}
