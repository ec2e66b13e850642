package signedlink

import (
	"fmt"
	"slices"
	"time"
)

// points are what each reason adds. The greatest of each part add up to 100.
// The package's documentation has the same table, and a test holds it to this.
var points = map[string]int{
	"reach-account-services": 25, "reach-account": 22, "reach-container": 18, "reach-directory": 13, "reach-unknown": 12, "reach-request": 8, "reach-object": 6,
	"power-policy": 20, "power-read": 15, "power-write": 12, "power-delete": 10, "power-add": 8, "power-list": 6, "power-permissions": 2, "power-marks": 2,
	"time-decade": 18, "time-years": 16, "time-year": 13, "time-unknown": 12, "time-month": 9, "time-week": 6, "time-day": 4, "time-hour": 2,
	"revoke-account-key": 6, "revoke-key": 4, "revoke-keys": 2, "revoke-policy": 1,
	"protocol-http":    2,
	"address-any":      4,
	"address-wide":     2,
	"address-few":      0,
	"holder-signed-in": -12,
}

// score adds the reasons up.
func (j *Judgement) score() {
	j.Reasons = nil
	j.scoreReach()
	j.scorePower()
	j.scoreTime()
	j.scoreLimits()
	for _, r := range j.Reasons {
		j.Score += r.Points
	}
	if j.link.Holder != "" {
		less := max(points["holder-signed-in"], -j.Score)
		j.Reasons = append(j.Reasons, Reason{"holder-signed-in", less, "one named user must sign in as well"})
		j.Score += less
	}
	switch j.State {
	case Expired:
		j.nothing("expired", "it has ended")
	case NoSignature:
		j.nothing("no-signature", "its signature is not whole: as it stands it opens nothing")
	case NeverValid:
		j.nothing("never-valid", "it begins when it has ended")
	}
	j.Severity = severity(j.Score, j.State)
}

func severity(score int, state State) Severity {
	switch {
	case state == Expired:
		return SeverityExpired
	case score >= 70:
		return Critical
	case score >= 50:
		return High
	case score >= 30:
		return Medium
	}
	return Low
}

// nothing takes all points away.
func (j *Judgement) nothing(code, why string) {
	j.Reasons = append(j.Reasons, Reason{code, -j.Score, why})
	j.Score = 0
}

func (j *Judgement) add(code, why string, args ...any) {
	j.Reasons = append(j.Reasons, Reason{code, points[code], fmt.Sprintf(why, args...)})
}

func (j *Judgement) scoreReach() {
	switch l := j.link; l.Reach {
	case ReachAccount:
		if len(l.Services) > 1 {
			j.add("reach-account-services", "it opens %d services of the whole account", len(l.Services))
		} else {
			j.add("reach-account", "it opens a service of the whole account")
		}
	case ReachContainer, ReachBucket, ReachShare, ReachDistribution:
		j.add("reach-container", "it opens a whole %s", l.Reach)
	case ReachDirectory, ReachTable, ReachTableRange, ReachQueue:
		j.add("reach-directory", "it opens a %s", l.Reach)
	case ReachRequest:
		j.add("reach-request", "it is a signed request to a service that stores no objects")
	case ReachUnknown:
		j.add("reach-unknown", "what it opens does not stand in it")
	default:
		j.add("reach-object", "it opens one %s", l.Reach)
	}
}

func (j *Judgement) scorePower() {
	l := j.link
	if l.RightsFrom == ByPolicy {
		j.add("power-policy", "what may be done a stored access policy says: unknown without asking")
		return
	}
	if l.Can(Read) {
		j.add("power-read", "contents can be read")
	}
	if l.Can(List) {
		j.add("power-list", "names can be listed")
	}
	if l.Can(Write, Update, Move) {
		j.add("power-write", "contents can be changed or put in place of others")
	} else if l.Can(Create, Add) {
		j.add("power-add", "new contents can be added")
	} else if l.Can(Tags, Filter, Immutability, Execute) {
		j.add("power-marks", "marks can be searched or changed")
	}
	if l.Can(Delete, DeleteVersion, PermanentDelete, Process) {
		j.add("power-delete", "contents can be deleted")
	}
	if l.Can(Permissions, Ownership) {
		j.add("power-permissions", "rights of others can be changed")
	}
}

// A span is a time left, and what it is called.
type span struct {
	code string
	most time.Duration
	why  string
}

// spans are the times left, the longest last.
var spans = []span{
	{"time-hour", time.Hour, "at most an hour is left"},
	{"time-day", 24 * time.Hour, "at most a day is left"},
	{"time-week", 7 * 24 * time.Hour, "at most a week is left"},
	{"time-month", 31 * 24 * time.Hour, "at most a month is left"},
	{"time-year", 366 * 24 * time.Hour, "at most a year is left"},
	{"time-years", 5 * 366 * 24 * time.Hour, "at most five years are left"},
}

func (j *Judgement) scoreTime() {
	if j.link.End.IsZero() {
		j.add("time-unknown", "its end does not stand in it")
		return
	}
	if j.State == Expired || j.State == NeverValid {
		return
	}
	left := max(0, j.link.End.Unix()-max(j.At.Unix(), j.link.Start.Unix()))
	i := slices.IndexFunc(spans, func(s span) bool { return left <= int64(s.most/time.Second) })
	if i < 0 {
		j.add("time-decade", "more than five years are left")
		return
	}
	j.add(spans[i].code, "%s", spans[i].why)
}

func (j *Judgement) scoreLimits() {
	l := j.link
	switch j.Revocation.By {
	case ByAccountKey:
		j.add("revoke-account-key", "only regenerating an account key ends it early")
	case ByStoredPolicy:
		j.add("revoke-policy", "a stored access policy can end it early")
	case ByDelegationKeys, BySession:
		j.add("revoke-keys", "revoking delegation keys or sessions ends it early")
	default:
		j.add("revoke-key", "only taking away the key that signed it ends it early")
	}
	if l.HTTP && (l.Form.Azure() || l.Scheme == "http") {
		j.add("protocol-http", "it is taken over unencrypted connections too")
	}
	switch n := l.Addresses.Count(); {
	case n > 1<<16:
		j.add("address-any", "it is taken from any address, or from very many")
	case n > 1<<8:
		j.add("address-wide", "it is taken from %d addresses", n)
	default:
		j.add("address-few", "it is taken from %d addresses at most", n)
	}
}
