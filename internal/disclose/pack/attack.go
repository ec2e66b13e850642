package pack

import (
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/paper"
)

// A ruse is what somebody could write, and by what of what stood there it would be believed.
type ruse struct {
	key       string // of the text that says it
	documents []exposure.DocumentKind
	kinds     []exposure.Kind
}

// ruses are those that are looked for, the dearest first.
var ruses = []ruse{
	{key: "attackpay", documents: []exposure.DocumentKind{exposure.DocumentInvoice, exposure.DocumentCreditNote, exposure.DocumentProductOrder, exposure.DocumentBankStatement}},
	{key: "attacksecret", kinds: []exposure.Kind{exposure.Secret}},
	{key: "attackproject", documents: []exposure.DocumentKind{exposure.DocumentOffer, exposure.DocumentSOW, exposure.DocumentPOE, exposure.DocumentPOC, exposure.DocumentProjectPlan, exposure.DocumentStatusReport, exposure.DocumentPriceList}},
	{key: "attackcontract", documents: []exposure.DocumentKind{exposure.DocumentContract, exposure.DocumentNDA, exposure.DocumentSigned}},
	{key: "attackmail", documents: []exposure.DocumentKind{exposure.DocumentCustomerMail}},
	{key: "attackstaff", documents: []exposure.DocumentKind{exposure.DocumentPayslip, exposure.DocumentCV, exposure.DocumentIdentity}},
	{key: "attackhelp", documents: []exposure.DocumentKind{exposure.DocumentSupportTicket, exposure.DocumentNetworkConfig, exposure.DocumentLog, exposure.DocumentCredentialFile}},
	{key: "attackmailbox", kinds: []exposure.Kind{exposure.Email}},
	{key: "attackcall", kinds: []exposure.Kind{exposure.Phone}},
}

// usable counts the elements of some kinds, without examples and what has ended.
func (l *letter) usable(kinds ...exposure.Kind) (n int) {
	for i := range l.elements {
		e := &l.elements[i]
		for _, kind := range kinds {
			if e.Kind == kind && !e.Class.Example() && (kind != exposure.Secret || e.Class.Usable()) {
				n++
			}
		}
	}
	return n
}

// of counts the documents of some kinds.
func (l *letter) of(kinds []exposure.DocumentKind) (n int) {
	for _, d := range l.documents {
		for _, kind := range kinds {
			if d.of == kind {
				n++
			}
		}
	}
	return n
}

// attack says what somebody could write now, and to whom.
func (l *letter) attack() paper.Section {
	s := paper.Section{Heading: l.say("hattack")}
	for _, x := range ruses {
		if n := l.of(x.documents) + l.usable(x.kinds...); n > 0 {
			s.List = append(s.List, l.say(x.key, "n", number(n)))
		}
	}
	if len(s.List) == 0 {
		s.Lines = []string{l.say("attacknone")}
		return s
	}
	s.Lines = []string{l.say("attack")}
	if list := l.contacts(); len(list) > 0 {
		s.After = []string{l.say("whom")}
		for _, who := range list {
			s.Rows = append(s.Rows, []string{who})
		}
	}
	return s
}

// now says what to do, by what stood there.
func (l *letter) now() paper.Section {
	s := paper.Section{Heading: l.say("hnow")}
	add := func(n int, key string) {
		if n > 0 {
			s.List = append(s.List, l.say(key, "n", number(n)))
		}
	}
	add(l.usable(exposure.Secret), "nowsecret")
	add(l.usable(exposure.Card), "nowcard")
	add(l.of(ruses[0].documents)+l.usable(exposure.IBAN), "nowpay")
	add(l.usable(exposure.Person, exposure.Identifier, exposure.Health, exposure.Birth, exposure.Address), "nowpeople")
	add(l.usable(exposure.Email, exposure.Phone), "nowwarn")
	add(1, "nowkeep")
	return s
}
