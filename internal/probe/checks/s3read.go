package checks

import (
	"bytes"
	"context"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

func (b *bucket) read(ctx context.Context) error {
	known := knownObjects(b.s)
	ask := func(name string) (*probe.Answer, error) {
		return b.get(ctx, "", escapePath(name), "", http.Header{"Range": {"bytes=0-0"}})
	}
	if len(known) > 0 {
		return readKnown(b.s, known, ask, func(answer *probe.Answer) probe.Judged { return b.judgeRead(answer, known) })
	}
	answer, err := ask(b.s.Target.Prefix + b.s.RandomName())
	if err != nil {
		return err
	}
	b.s.Told(exposure.RightRead, b.judgeRead(answer, nil), answer.Evidence)
	return nil
}

// judgeRead judges the answer to GetObject. Who may not list is told 403 for what is not
// there (API Reference, "GetObject"), so that without a known name nothing follows
// from that, and with one little.
func (b *bucket) judgeRead(answer *probe.Answer, names []knownName) probe.Judged {
	known := len(names) > 0
	_, doubtful := answer.Doubtful()
	switch {
	case doubtful:
		return b.refused(answer)
	case answer.Code == "InvalidRange" && known && s3Marked(answer):
		return probe.Open("HTTP 416 for an empty object, which is told to whoever may read it")
	case answer.Status/100 == 2 && !known:
		return probe.Doubt("HTTP %d for a name that nothing has: it answers so to anything", answer.Status)
	case gave(answer, s3Marked(answer)):
		return probe.Open("HTTP %d to GetObject for one byte, which it gave", answer.Status)
	case answer.Status/100 == 2:
		return probe.Doubt("HTTP %d from something that does not show to speak S3: another server, a portal or a sign-in page answers", answer.Status)
	case answer.Code == "InvalidObjectState" && known:
		return probe.Open("the object may be read; it lies in an archive class")
	case answer.Code == "NoSuchKey" && known:
		return probe.Doubt("the object that was asked for is no longer there")
	case answer.Code == "NoSuchKey":
		return probe.Suspect("its answer for a name that nothing has is that of a bucket whose objects anybody may read: name one to be sure")
	case answer.Status == http.StatusForbidden && !known && b.s.Verdict(exposure.RightList) != exposure.Open:
		return probe.Doubt("no object's name is known, and it refuses those that are not there as it refuses those that are: name one to be sure")
	}
	j := b.refused(answer)
	if answer.Status != http.StatusForbidden || !forAnyName(answer) {
		return j
	}
	return refusalAlike{
		listing: b.s.Verdict(exposure.RightList) == exposure.Open,
		shut:    b.shut != "" && b.shut == answer.Code,
		known:   names,
	}.judge(j)
}

// forAnyName reports whether a refusal may be for the want of an object. That of a
// signature, of a key or of the whole account is not.
func forAnyName(answer *probe.Answer) bool {
	switch answer.Code {
	case "SignatureDoesNotMatch", "InvalidAccessKeyId", "ExpiredToken", "InvalidToken", "InvalidSecurity", "AllAccessDisabled", "AccountProblem":
		return false
	}
	return !bytes.Contains(answer.Body, []byte("<Message>Request has expired</Message>"))
}
