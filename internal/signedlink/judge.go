package signedlink

import "time"

// A State is what a link is worth at a moment, as far as it tells by itself.
type State string

// The states.
const (
	Valid       State = "valid"         // until its end; at most until then where EndIs says so
	NotYet      State = "not-yet-valid" // but will be
	Expired     State = "expired"
	Undated     State = "no-known-end" // a stored access policy holds the end, or nothing does
	NeverValid  State = "never-valid"  // it begins when it has ended
	NoSignature State = "no-signature" // the signature is cut or blotted out: as it stands it opens nothing
)

// A Severity is a score in one word.
type Severity string

// The severities: from 70 points, from 50, from 30, and below. Of an expired
// link the word is "expired".
const (
	Critical        Severity = "critical"
	High            Severity = "high"
	Medium          Severity = "medium"
	Low             Severity = "low"
	SeverityExpired Severity = "expired"
)

// A Judgement is what a link means to its owner at one moment.
type Judgement struct {
	At         time.Time  `json:"at"`
	State      State      `json:"state"`
	Left       int64      `json:"leftSeconds,omitempty"`    // until its end, from At or from its start where that is later
	Since      int64      `json:"expiredSeconds,omitempty"` // since its end
	Revocation Revocation `json:"revocation"`
	Score      int        `json:"score"` // 0 to 100, the sum of the reasons' points
	Reasons    []Reason   `json:"reasons"`
	Severity   Severity   `json:"severity"`
	Sentences  string     `json:"words"`

	link *Link
}

// A Reason is one part of a score.
type Reason struct {
	Code   string `json:"code"`   // as in the table of the package's documentation
	Points int    `json:"points"` // of the score; negative where it takes away
	Why    string `json:"why"`
}

// A Revocation is how a link can be ended before its end, and what else ends
// with it.
type Revocation struct {
	By     RevokeBy `json:"by"`
	How    string   `json:"how"`    // "regenerating the account key that …"
	Breaks string   `json:"breaks"` // "every other link …"
	// Alone says that no key has to be replaced for it.
	Alone bool `json:"alone"`
}

// RevokeBy is the one thing that ends a link early.
type RevokeBy string

// What ends a link early.
const (
	ByStoredPolicy   RevokeBy = "stored-access-policy"
	ByDelegationKeys RevokeBy = "user-delegation-keys"
	ByAccountKey     RevokeBy = "account-key"
	ByAccessKey      RevokeBy = "access-key"
	BySession        RevokeBy = "session"
	ByServiceAccount RevokeBy = "service-account-key"
	ByKeyGroup       RevokeBy = "key-group"
)

// revocations say how, in words that an owner can act on and that agree with
// the advice of detect's rules.
var revocations = map[RevokeBy]Revocation{
	ByStoredPolicy:   {Alone: true, How: "changing or deleting the stored access policy that it names", Breaks: "every other link that names the policy"},
	ByDelegationKeys: {Alone: true, How: "revoking the user delegation keys of the storage account", Breaks: "every other link that was signed with those keys"},
	ByAccountKey:     {How: "regenerating the account key that signed it (which of the two, the link does not tell)", Breaks: "every other link, connection string and program that uses that key"},
	ByAccessKey:      {How: "deactivating the access key that signed it", Breaks: "everything else that uses the key"},
	BySession:        {Alone: true, How: "revoking the sessions of the role that signed it", Breaks: "every other session of that role"},
	ByServiceAccount: {How: "deleting the key of the service account that signed it, or disabling the account", Breaks: "everything else that uses that key or account"},
	ByKeyGroup:       {How: "removing the public key from the distribution's key group", Breaks: "every other link and cookie that was signed with the key"},
}

// Judge says what l means at now, by what stands in it alone: nobody is asked,
// so that a link that was revoked long ago is judged as if it were not.
func (l *Link) Judge(now time.Time) Judgement {
	j := Judgement{At: now.UTC().Truncate(time.Second), State: l.state(now), link: l}
	switch j.State {
	case Valid, NotYet:
		from := now
		if l.Start.After(now) {
			from = l.Start
		}
		if !l.End.IsZero() {
			j.Left = l.End.Unix() - from.Unix()
		}
	case Expired:
		j.Since = now.Unix() - l.End.Unix()
	}
	by := l.revokeBy()
	j.Revocation = revocations[by]
	j.Revocation.By = by
	j.score()
	j.Sentences = j.Words()
	return j
}

func (l *Link) state(now time.Time) State {
	switch {
	case !l.End.IsZero() && !l.Start.IsZero() && !l.Start.Before(l.End):
		return NeverValid
	case !l.End.IsZero() && !now.Before(l.End): // whether or not it is whole
		return Expired
	case l.Signature != Whole:
		return NoSignature
	case l.Start.After(now):
		return NotYet
	case l.End.IsZero():
		return Undated
	}
	return Valid
}

func (l *Link) revokeBy() RevokeBy {
	switch l.Form {
	case AccountSAS:
		return ByAccountKey
	case ServiceSAS:
		if l.Policy != "" {
			return ByStoredPolicy
		}
		return ByAccountKey
	case UserDelegationSAS:
		return ByDelegationKeys
	case GoogleV2, GoogleV4:
		return ByServiceAccount
	case CloudFrontCanned, CloudFrontCustom:
		return ByKeyGroup
	}
	if l.Temporary {
		return BySession
	}
	return ByAccessKey
}
