package signedlink

import (
	"fmt"
	"strings"
	"time"
)

// Words says in two to four sentences, without a name of the owner's, what the
// link means. They are for somebody who decides and need not know what a SAS
// is.
func (j Judgement) Words() string {
	l := j.link
	if l == nil {
		return ""
	}
	switch j.State {
	case Expired:
		whole := ""
		if l.Signature != Whole {
			whole = " whole (here its signature is missing or cut)"
		}
		return fmt.Sprintf("This link let anyone who had it%s %s; it ended %s. Nothing more can be done with it; what was done before that, only access logs tell.", whole, j.power(), on(l.End))
	case NoSignature:
		return fmt.Sprintf("The signature of this link is missing or cut, so that it opens nothing as it stands. Whoever has it whole can %s%s.", j.power(), j.until())
	case NeverValid:
		return "This link is never valid: it begins when it has already ended. It opens nothing."
	}
	sentences := []string{j.who() + " can " + j.power() + j.until() + "."}
	if j.State == NotYet {
		sentences[0] = "From " + day(l.Start) + " " + lower(sentences[0])
	}
	sentences = append(sentences, j.ending())
	if s := j.limits(); s != "" {
		sentences = append(sentences, s)
	}
	return strings.Join(sentences, " ")
}

func (j Judgement) who() string {
	if j.link.Holder != "" {
		return "One named user, signed in and with this link,"
	}
	return "Anyone who has this link"
}

// power says what can be done to what.
func (j Judgement) power() string {
	l := j.link
	what := l.what()
	switch {
	case l.Reach == ReachRequest:
		return "send one request to a cloud service in the name of whoever signed it"
	case l.RightsFrom == ByPolicy:
		return "do with " + what + " whatever a stored access policy allows, which the link does not tell"
	}
	verbs := l.verbs()
	if len(verbs) == 0 {
		return "do next to nothing with " + what
	}
	s := join(verbs) + " " + what
	if l.RightsFrom == Inferred {
		return "most likely " + s + " (the link does not name the operation that was signed)"
	}
	return s
}

// verbs are the rights as a layman says them.
func (l *Link) verbs() (verbs []string) {
	add := func(verb string, rights ...Right) {
		if l.Can(rights...) {
			verbs = append(verbs, verb)
		}
	}
	if l.Can(Read) {
		verbs = append(verbs, "read")
	} else {
		add("list the names of", List)
	}
	if l.Can(Write, Update, Move) {
		verbs = append(verbs, "change")
	} else {
		add("add to", Create, Add)
	}
	if l.Can(Delete, DeleteVersion, PermanentDelete) {
		verbs = append(verbs, "delete")
	} else {
		add("take out", Process)
	}
	add("change the access rights of", Permissions, Ownership)
	if len(verbs) == 0 {
		add("run", Execute)
		if add("change the marks of", Tags, Immutability); len(verbs) == 0 {
			add("search the marks of", Filter)
		}
	}
	return verbs
}

// what says what the link opens.
func (l *Link) what() string {
	all := "everything in "
	if l.Can(Read) && !l.Can(List) && l.RightsFrom == Stated && l.Reach != ReachDistribution {
		all = "everything whose name is known in "
	}
	switch l.Reach {
	case ReachAccount:
		if l.Form == AccountSAS && len(l.Services) < 4 {
			return all + "the " + join(l.Services) + " storage of the account"
		}
		return all + "the storage account"
	case ReachDistribution:
		return all + "the site behind it"
	case ReachContainer, ReachBucket:
		return all + "one " + string(l.Reach)
	case ReachShare:
		return all + "one file share"
	case ReachDirectory:
		return all + "one directory"
	case ReachTable:
		return "the rows of one table"
	case ReachTableRange:
		return "a range of rows of one table"
	case ReachQueue:
		return "the messages of one queue"
	case ReachSnapshot, ReachVersion:
		return "one old state of one file"
	case ReachUnknown:
		return "a part of the storage account that the link does not name"
	}
	return "one file"
}

// until says when it ends.
func (j Judgement) until() string {
	l := j.link
	switch {
	case l.End.IsZero() && l.Policy != "" && l.RightsFrom != ByPolicy:
		return " for as long as a stored access policy says, which the link does not tell"
	case l.End.IsZero() && l.Policy != "":
		return ", for as long as that policy says"
	case l.End.IsZero():
		return ", with no end that the link tells"
	case l.EndIs == EndAtMost:
		return " until " + day(l.End) + " at the latest"
	}
	return " until " + day(l.End)
}

// ending says how it is stopped.
func (j Judgement) ending() string {
	r := j.Revocation
	if r.Alone {
		return "It can be ended sooner by " + r.How + ", which also ends " + r.Breaks + "."
	}
	return "It cannot be revoked by itself: only " + r.How + " ends it sooner, and that breaks " + r.Breaks + "."
}

// limits says from where and how it is taken.
func (j Judgement) limits() string {
	l := j.link
	a := l.Addresses
	s := "It works from any address"
	switch {
	case a.Malformed:
		s = "Its limit on addresses cannot be read, so that it must be taken to work from anywhere"
	case !a.Any && a.From == a.To:
		s = "It works from the address " + a.From.String() + " alone"
	case !a.Any:
		s = "It works from the addresses " + a.From.String() + " to " + a.To.String() + " alone"
	}
	if l.HTTP && l.Form.Azure() {
		s += ", and over unencrypted connections too"
	}
	return s + "."
}

// day writes a moment: as a date alone where it is a midnight.
func day(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format("2 January 2006")
	}
	return t.Format("2 January 2006, 15:04 UTC")
}

func on(t time.Time) string { return "on " + day(t) }

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func join(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
