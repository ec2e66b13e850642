package signedlink

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestJudge: the score, its word and what a manager reads, of links from the
// worst to the least.
func TestJudge(t *testing.T) {
	const blob = "https://contoso.blob.core.windows.net/backups"
	delegation := "&skoid=0aa1e2f3-0000-4000-8000-0123456789ab&ske=2026-11-25T00:00:00Z&skt=2026-11-20T00:00:00Z"
	for _, c := range []struct {
		name, in string
		state    State
		score    int
		severity Severity
		words    []string
	}{
		{"everything for years", "https://contoso.blob.core.windows.net/?sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdlacupy&se=2031-12-31&sip=0.0.0.0-255.255.255.255" + sig, Valid, 98, Critical,
			[]string{"Anyone who has this link can read, change and delete everything in the storage account until 31 December 2031.", "It cannot be revoked by itself: only regenerating the account key", "from any address, and over unencrypted"}},
		{"an account to read", "https://contoso.blob.core.windows.net/?sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2036-12-31&spr=https" + sig, Valid, 22 + 21 + 18 + 6 + 4, Critical,
			[]string{"can read everything in the blob storage of the account until 31 December 2036."}},
		{"a container for a year", blob + "?sv=2022-11-02&sr=c&sp=rl&se=2027-11-22&spr=https" + sig, Valid, 18 + 21 + 13 + 6 + 4, High,
			[]string{"can read everything in one container until 22 November 2027."}},
		{"a container without listing", blob + "?sv=2022-11-02&sr=c&sp=r&se=2026-11-24T09:30Z&spr=https" + sig, Valid, 18 + 15 + 6 + 6 + 4, Medium,
			[]string{"can read everything whose name is known in one container until 24 November 2026, 09:30 UTC."}},
		{"a policy", blob + "?sv=2022-11-02&sr=c&si=weekly&spr=https" + sig, Undated, 18 + 20 + 12 + 1 + 4, High,
			[]string{"can do with everything in one container whatever a stored access policy allows, which the link does not tell, for as long as that policy says.", "ended sooner by changing or deleting the stored access policy"}},
		{"a blob for an hour", blob + "/a.zip?sv=2022-11-02&sr=b&sp=r&se=2026-11-22T20:30:00Z&spr=https" + sig, Valid, 6 + 15 + 2 + 6 + 4, Medium,
			[]string{"can read one file until 22 November 2026, 20:30 UTC."}},
		{"one address", blob + "/a.zip?sv=2022-11-02&sr=b&sp=r&se=2026-11-22T20:30:00Z&spr=https&sip=203.0.113.7" + sig, Valid, 6 + 15 + 2 + 6, Low,
			[]string{"works from the address 203.0.113.7 alone."}},
		{"a limit that cannot be read", blob + "/a.zip?sv=2022-11-02&sr=b&sp=r&se=2026-11-22T20:30:00Z&spr=https&sip=office" + sig, Valid, 6 + 15 + 2 + 6 + 4, Medium,
			[]string{"must be taken to work from anywhere"}},
		{"writing alone, later", blob + "?sv=2022-11-02&sr=c&sp=ac&st=2027-01-01&se=2027-01-02&spr=https&sip=203.0.113.0-203.0.114.255" + sig, NotYet, 18 + 8 + 4 + 6 + 2, Medium,
			[]string{"From 1 January 2027 anyone who has this link can add to everything in one container until 2 January 2027."}},
		{"a delegation", blob + "/a.zip?sv=2022-11-02&sr=b&sp=rw&se=2027-01-02&spr=https" + delegation + sig, Valid, 6 + 27 + 6 + 2 + 4, Medium,
			[]string{"can read and change one file until 25 November 2026.", "ended sooner by revoking the user delegation keys"}},
		{"bound to a user", blob + "/a.zip?sv=2025-07-05&sr=b&sp=rw&se=2027-01-02&spr=https&sduoid=0cc1e2f3-0000-4000-8000-0123456789ab" + delegation + sig, Valid, 6 + 27 + 6 + 2 + 4 - 12, Medium,
			[]string{"One named user, signed in and with this link, can read and change one file"}},
		{"a policy for the end", blob + "?sv=2022-11-02&sr=c&sp=rl&si=weekly&spr=https" + sig, Undated, 18 + 21 + 12 + 1 + 4, High,
			[]string{"can read everything in one container for as long as a stored access policy says, which the link does not tell."}},
		{"marks", blob + "?sv=2022-11-02&sr=c&sp=tf&se=2027-01-01&spr=https" + sig, Valid, 18 + 2 + 13 + 6 + 4, Medium,
			[]string{"can change the marks of everything in one container"}},
		{"ended", blob + "?sv=2022-11-02&sr=c&sp=rl&se=2026-11-22T20:00:00Z&spr=https" + sig, Expired, 0, SeverityExpired,
			[]string{"This link let anyone who had it read everything in one container; it ended on 22 November 2026, 20:00 UTC."}},
		{"never", blob + "?sv=2022-11-02&sr=c&sp=rl&st=2027-02-01&se=2027-01-01&spr=https" + sig, NeverValid, 0, Low, []string{"never valid"}},
		{"cut", blob + "?sv=2022-11-02&sr=c&sp=rl&se=2027-01-01&sig=" + sas64[:20], NoSignature, 0, Low, []string{"missing or cut", "Whoever has it whole can read"}},
		{"blotted out", blob + "?sv=2022-11-02&sr=c&sp=rl&se=2027-01-01&sig=REDACTED", NoSignature, 0, Low, []string{"missing or cut"}},
		{"pre-signed", "https://contoso-test.s3.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAQ4TESTONLY7QAB2C/20261122/eu-central-1/s3/aws4_request&X-Amz-Date=20261122T193000Z&X-Amz-Expires=3600&X-Amz-Signature=" + hex64, Valid, 6 + 15 + 2 + 2 + 4, Low,
			[]string{"can most likely read one file (the link does not name the operation that was signed) until 22 November 2026, 20:30 UTC at the latest.", "ended sooner by revoking the sessions"}},
	} {
		l := mustParse(t, c.in)
		j := l.Judge(now)
		if j.State != c.state || j.Score != c.score || j.Severity != c.severity {
			t.Errorf("%s: %s, %d points, %s; %+v", c.name, j.State, j.Score, j.Severity, j.Reasons)
		}
		for _, w := range c.words {
			if !strings.Contains(j.Words(), w) {
				t.Errorf("%s: %q lacks %q", c.name, j.Words(), w)
			}
		}
		sum := 0
		for _, r := range j.Reasons {
			if sum += r.Points; r.Why == "" || r.Code == "" {
				t.Errorf("%s: a reason without words: %+v", c.name, r)
			}
		}
		if sum != j.Score {
			t.Errorf("%s: reasons add up to %d, the score is %d", c.name, sum, j.Score)
		}
		if n := strings.Count(j.Words(), ". ") + 1; n < 2 || n > 4 || !strings.HasSuffix(j.Words(), ".") {
			t.Errorf("%s: %d sentences: %s", c.name, n, j.Words())
		}
		if strings.Contains(j.Words(), "contoso") || strings.Contains(j.Words(), "backups") || strings.Contains(j.Words(), "weekly") {
			t.Errorf("%s: a name in %q", c.name, j.Words())
		}
		if again := l.Judge(now); fmt.Sprint(again.Reasons, again.Words()) != fmt.Sprint(j.Reasons, j.Words()) {
			t.Errorf("%s: judged twice, and not alike", c.name)
		}
	}
}

// TestTimeTakesAway: nothing but time passes, and the score never rises.
func TestTimeTakesAway(t *testing.T) {
	l := mustParse(t, "https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&sp=rwdl&se=2036-01-01"+sig)
	last := 101
	for at := now; at.Before(l.End.Add(48 * time.Hour)); at = at.Add(12 * time.Hour) {
		j := l.Judge(at)
		if j.Score > last {
			t.Fatalf("%s: %d points after %d", at, j.Score, last)
		}
		if last = j.Score; j.State == Valid && j.Left != l.End.Unix()-at.Unix() || j.State == Expired && (j.Since != at.Unix()-l.End.Unix() || j.Left != 0) {
			t.Fatalf("%s: %d left, %d since", at, j.Left, j.Since)
		}
	}
	if last != 0 {
		t.Errorf("%d points in the end", last)
	}
}

// TestTableOfPoints holds the documentation to the points, and the greatest of
// each part to 100.
func TestTableOfPoints(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\t(?:[a-z]+(?: [a-z]+)?)?\s+([a-z]+-[a-z-]+)\s+(-?\d+)  `).FindAllStringSubmatch(f.Doc.Text(), -1) {
		seen[m[1]] = m[2]
	}
	for code, p := range points {
		if seen[code] != fmt.Sprint(p) {
			t.Errorf("%s: %d points, documented %q", code, p, seen[code])
		}
	}
	if len(seen) != len(points) {
		t.Errorf("%d rows are documented, %d there are", len(seen), len(points))
	}
	if worst := 25 + 15 + 12 + 10 + 6 + 2 + 18 + 6 + 2 + 4; worst != 100 {
		t.Errorf("the worst link has %d points", worst)
	}
}

// TestShown: what may be shown is shown, and no more, by whatever way.
func TestShown(t *testing.T) {
	l := mustParse(t, "https://contoso.blob.core.windows.net/backups/anna.pdf?sv=2022-11-02&sr=b&si=weekly&rscd=attachment;+filename=anna.pdf&rsct=text-of-anna&token=0123456789"+sig)
	if got, want := l.Redacted(), "https://contoso.blob.core.windows.net/backups/anna.pdf?sv=2022-11-02&sr=b&si=weekly&rscd=REDACTED&rsct=REDACTED&token=REDACTED&sig=REDACTED"; got != want {
		t.Errorf("%s", got)
	}
	if got, want := l.Masked(), "https://c•••o.blob.core.windows.net/•••?sv=2022-11-02&sr=b&si=REDACTED&rscd=REDACTED&rsct=REDACTED&token=REDACTED&sig=REDACTED"; got != want {
		t.Errorf("%s", got)
	}
	for in, want := range map[string]string{
		"https://contoso-test.s3.eu-central-1.amazonaws.com/a?AWSAccessKeyId=AKIAQ4TESTONLY7QAB2C&Expires=1830297600&Signature=" + sha1: "https://c•••t.s3.eu-central-1.amazonaws.com/•••?AWSAccessKeyId=AKIA•••AB2C&Expires=1830297600&Signature=REDACTED",
		"https://files.contoso.example/c/f?sv=2022-11-02&sr=b&sp=r&se=2027-01-01" + sig:                                                 "https://•••.example/•••?sv=2022-11-02&sr=b&sp=r&se=2027-01-01&sig=REDACTED",
		"http://192.0.2.7:10000/contoso/c?sv=2022-11-02&sr=c&sp=r&se=2027-01-01" + sig:                                                  "http://•••/•••?sv=2022-11-02&sr=c&sp=r&se=2027-01-01&sig=REDACTED",
		"sv=2022-11-02&sr=c&sp=r&se=2027-01-01" + sig:                                                                                   "?sv=2022-11-02&sr=c&sp=r&se=2027-01-01&sig=REDACTED",
	} {
		if got := mustParse(t, in).Masked(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "link", l, "link", *l)
	out, err := json.Marshal(struct {
		Link  *Link
		Judge Judgement
	}{l, l.Judge(now)})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %q %d %x", l, *l, *l, l, l, l, *l) + fmt.Sprint(l, []*Link{l}, []Link{*l}, map[string]Link{"": *l}, struct{ L Link }{*l}) + log.String() + string(out)
	if strings.Contains(all, sas64) || strings.Contains(all, sas64[:12]) || strings.Contains(all, "0123456789") || strings.Contains(all, "filename") {
		t.Errorf("a secret is shown: %s", all)
	}
	for _, want := range []string{`"form":"azure-service-sas"`, `"policy":"weekly"`, `"sv":"2022-11-02"`, `"sig":""`, `"rightsFrom":"policy"`, `"severity":"medium"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("JSON lacks %s: %s", want, out)
		}
	}
}

// TestStraySecrets: a signature or token in a place where a name belongs is
// shown no more than in its own.
func TestStraySecrets(t *testing.T) {
	const token = "tok-of-nobody"
	short := base64.StdEncoding.EncodeToString(sum[:20])[:22] // cut, and short enough for a name
	for _, in := range []string{
		"https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&se=2027-01-01&si=" + short + "&sig=" + short,
		"https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&se=2027-01-01&sp=r&" + short + "=1&sig=" + short,
		"https://contoso.table.core.windows.net/?sv=2022-11-02&se=2027-01-01&sp=r&tn=" + short + "&sig=" + short,
		"https://contoso-test.s3.amazonaws.com/a?X-Amz-Credential=AKIAQ4TESTONLY7QAB2C/20261122/eu/s3/aws4_request&X-Amz-Date=20261122T193000Z&X-Amz-Expires=3600&X-Amz-Security-Token=" + token + "&X-Amz-Signature=" + short,
		"https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&se=2027-01-01&sp=r&rsct=" + token + sig,
		"https://contoso-test.s3.amazonaws.com/a?X-Amz-Credential=AKIAQ4TESTONLY7QAB2C/20261122/eu/" + hex64[:16] + "/aws4_request&X-Amz-Date=20261122T193000Z&X-Amz-Expires=3600&X-Amz-Signature=" + hex64[:16],
		"https://contoso-test.s3.amazonaws.com/a?X-Amz-Credential=AKIAQ4TESTONLY7QAB2C/20261122/eu/" + short + "/aws4_request&X-Amz-Date=20261122T193000Z&X-Amz-Expires=3600&X-Amz-Signature=" + short,
	} {
		l := mustParse(t, in)
		out, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		all := l.Redacted() + l.Masked() + string(out) + l.Judge(now).Words()
		if strings.Contains(all, short) || strings.Contains(all, strings.ToLower(short)) || strings.Contains(all, token) || strings.Contains(all, hex64[:16]) {
			t.Errorf("%s", all)
		}
	}
	if _, err := Parse("https://contoso.blob.core.windows.net/c/" + short + "?sv=2022-11-02&sr=b&se=2027-01-01&sp=r&sig=" + short); err == nil || strings.Contains(err.Error(), short) {
		t.Errorf("a signature as a name: %v", err)
	}
}

func TestExposes(t *testing.T) {
	for sp, want := range map[string]string{"r": "[read]", "rl": "[list read]", "lc": "[list write]", "d": "[write]", "e": "[]"} {
		if got := fmt.Sprint(mustParse(t, "https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&se=2027-01-01&sp="+sp+sig).Exposes()); got != want {
			t.Errorf("sp=%s: %s, want %s", sp, got, want)
		}
	}
}
