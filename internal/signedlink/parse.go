package signedlink

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// ErrNone says that a text is no signed link of a form that is known here.
var ErrNone = errors.New("no signature of Azure Storage, S3, Google Cloud Storage, CloudFront or a compatible in it")

// fail returns an error of this package. No argument may be a value of a link.
func fail(format string, args ...any) error { return fmt.Errorf("signed link: "+format, args...) }

// Parse reads a signed link as it stands in mails, pages, scripts, settings
// and logs: wrapped, with "&amp;", encoded twice, without a scheme, the bare
// query of a SAS, a connection string, or within a parameter of another link
// (a mail filter's). It asks nobody.
//
// An error is an [ErrNone], or names the first parameter that cannot be read
// and the form that was wanted; it never quotes a value. What is odd and yet
// readable stands in [Link.Notes].
func Parse(s string) (*Link, error) { return parse(s, 0) }

func parse(s string, depth int) (*Link, error) {
	if len(s) > maxText {
		return nil, fail("longer than %d bytes", maxText)
	}
	p, err := split(plain(s))
	if err != nil {
		return nil, err
	}
	ps, again, err := readParams(p.query)
	if err != nil {
		return nil, err
	}
	path := unescape(p.path)
	for range again {
		path = unescape(path)
	}
	l := &Link{Scheme: p.scheme, Host: p.host, path: path, params: ps, EndIs: EndExact, RightsFrom: Stated, Addresses: anyAddress()}
	read := formOf(l)
	if read == nil {
		return nested(ps, depth)
	}
	if low := strings.ToLower(path); l.holdsSecret(path) || l.holdsSecret(l.Host) || strings.Contains(low, "sig=") || strings.Contains(low, "signature=") {
		return nil, fail("path: a signature stands in it; a '?' may be missing")
	}
	if err := read(l); err != nil {
		return nil, err
	}
	l.finish(again)
	return l, nil
}

// formOf returns what reads l, by the parameters that only one form has; nil
// if none does.
func formOf(l *Link) func(*Link) error {
	ps := l.params
	v2 := ps.has("Signature", "Expires")
	switch {
	case ps.has("X-Amz-Signature"):
		return func(l *Link) error { return l.readV4(amazonV4) }
	case ps.has("X-Goog-Signature"):
		return func(l *Link) error { return l.readV4(googleV4) }
	case ps.has("x-oss-signature"):
		return func(l *Link) error { return l.readV4(alibabaV4) }
	case ps.has("Key-Pair-Id", "Signature", "Policy"):
		return (*Link).readCustom
	case ps.has("Key-Pair-Id") && v2:
		return (*Link).readCanned
	case ps.has("GoogleAccessId") && v2:
		return func(l *Link) error { return l.readV2(GoogleV2, "GoogleAccessId") }
	case ps.has("AWSAccessKeyId") && v2:
		return func(l *Link) error { return l.readV2(AWSV2, "AWSAccessKeyId") }
	case ps.has("OSSAccessKeyId") && v2:
		return func(l *Link) error { return l.readV2(AlibabaV1, "OSSAccessKeyId") }
	case ps.has("AccessKeyId") && v2:
		return func(l *Link) error { return l.readV2(HuaweiV2, "AccessKeyId") }
	case ps.has("sig"):
		return (*Link).readSAS
	}
	return nil
}

// nested reads a link that stands in a parameter of another.
func nested(ps params, depth int) (*Link, error) {
	if depth < maxNested {
		for _, p := range ps {
			v := strings.ToLower(p.value)
			if !strings.HasPrefix(v, "https:") && !strings.HasPrefix(v, "http:") || !strings.Contains(v, "sig") {
				continue
			}
			if l, err := parse(p.value, depth+1); err == nil {
				l.note("it stands in a parameter of another link")
				return l, nil
			} else if !errors.Is(err, ErrNone) {
				return nil, err
			}
		}
	}
	return nil, fmt.Errorf("signed link: %w", ErrNone)
}

// finish does what all forms have in common.
func (l *Link) finish(again int) {
	for _, name := range l.params.doubled() {
		l.note("%s is given more than once with different values: ambiguous, judged by the widest", name)
	}
	if again > 0 {
		l.note("it was percent-encoded more than once; read as if it had been once")
	}
	if len(ps(l, "sig", "X-Amz-Signature", "X-Goog-Signature", "Signature", "x-oss-signature")) > 1 {
		l.note("it carries signatures of more than one form: ambiguous, read as %s", l.Form)
	}
	if !l.End.IsZero() && !l.Start.IsZero() && !l.Start.Before(l.End) {
		l.note("it begins when it has ended: never valid")
	}
	if l.Host == "" {
		l.note("a query alone: what it is for is not said in it")
	}
	l.Rights = inOrder(l.Rights)
	l.Parameters = l.shown()
}

// ps returns which of names the query has.
func ps(l *Link, names ...string) (has []string) {
	for _, n := range names {
		if l.params.has(n) {
			has = append(has, n)
		}
	}
	return has
}

// order is the order in which rights are listed.
var order = []Right{Read, List, Write, Create, Add, Update, Delete, DeleteVersion, PermanentDelete, Permissions, Ownership, Move, Execute, Tags, Filter, Process, Immutability}

func inOrder(rights []Right) []Right {
	sorted := []Right{}
	for _, r := range order {
		if slices.Contains(rights, r) {
			sorted = append(sorted, r)
		}
	}
	return sorted
}

// Can reports whether the link gives one of rights.
func (l *Link) Can(rights ...Right) bool {
	return slices.ContainsFunc(rights, func(r Right) bool { return slices.Contains(l.Rights, r) })
}

// Exposes returns what the link gives in the words of [exposure.Right]. Nobody
// was asked: the verdict on each is still inconclusive.
func (l *Link) Exposes() (rights []exposure.Right) {
	for _, m := range []struct {
		right exposure.Right
		by    []Right
	}{
		{exposure.RightList, []Right{List}},
		{exposure.RightRead, []Right{Read}},
		{exposure.RightWrite, []Right{Write, Create, Add, Update, Delete, DeleteVersion, PermanentDelete, Permissions, Ownership, Move, Tags, Process, Immutability}},
	} {
		if l.Can(m.by...) {
			rights = append(rights, m.right)
		}
	}
	return rights
}
