package detect

import "fmt"

// builtinRules are the rules that code refers to: those whose anchors are
// single characters or fields.
type builtinRules struct {
	email, message, card, iban, ip4, ip6                              *Rule
	personField, personDisplay, personGreeting, personSign            *Rule
	companyField, companyForm, companyBeside, userField, userDomain   *Rule
	phoneField, domainURL, domainField, hostField                     *Rule
	country, projectField, passwordField, secretField                 *Rule
	urlPassword, connection, phonePlus, awsSecret                     *Rule
	cardTrack, addressField, referenceField                           *Rule
	partyCompany, partyPerson, partyAddress, partyCountry             *Rule
	reference, total, identifierField, diagnosis, birth, ssn, userKey *Rule
	passwordLine                                                      *Rule
}

func (b *builtinRules) bind(rules []*Rule) error {
	byID := make(map[string]*Rule, len(rules))
	for _, r := range rules {
		byID[r.ID] = r
	}
	for id, p := range map[string]**Rule{
		"email": &b.email, "message-id": &b.message, "card": &b.card, "iban": &b.iban, "ip4": &b.ip4, "ip6": &b.ip6,
		"person-field": &b.personField, "person-display-name": &b.personDisplay, "person-salutation": &b.personGreeting,
		"person-signature": &b.personSign, "company-field": &b.companyField, "company-legal-form": &b.companyForm, "company-beside-address": &b.companyBeside,
		"user-field": &b.userField, "user-domain": &b.userDomain, "phone-field": &b.phoneField, "phone-international": &b.phonePlus, "domain-url": &b.domainURL,
		"domain-field": &b.domainField, "host-field": &b.hostField, "country-field": &b.country, "project-field": &b.projectField,
		"password-field": &b.passwordField, "password-line": &b.passwordLine, "secret-field": &b.secretField, "url-password": &b.urlPassword, "connection-string-password": &b.connection, "aws-secret-access-key": &b.awsSecret,
		"card-track": &b.cardTrack, "address-field": &b.addressField, "reference-field": &b.referenceField,
		"company-party": &b.partyCompany, "person-party": &b.partyPerson, "address-party": &b.partyAddress, "country-party": &b.partyCountry,
		"reference": &b.reference, "identifier-field": &b.identifierField, "diagnosis-field": &b.diagnosis, "birth-date": &b.birth, "us-ssn": &b.ssn, "user-key": &b.userKey, "amount-total": &b.total,
	} {
		if *p = byID[id]; *p == nil {
			return fmt.Errorf("the built-in rule %s is missing", id)
		}
	}
	return nil
}

// verifiers are the verifiers in code, by the name that a rule file gives them.
// nil stands for those that special anchors call: '@', digits, fields.
var verifiers = map[string]hitFunc{
	"at": nil, "digits": nil, "iban": nil, "dotted": nil, "colons": nil, "field": nil, "party": nil, "total": nil, "display-name": nil,
	"legal-form": nil, "backslash": nil, "phone-plus": nil,
	"phone-word":      verifyPhoneWord,
	"salutation":      verifySalutation,
	"closing":         verifyClosing,
	"user-word":       verifyUserWord,
	"url":             verifyURL,
	"host-suffix":     verifyHostSuffix,
	"unc":             verifyUNC,
	"www":             verifyWWW,
	"project-code":    verifyProjectCode,
	"project-word":    verifyProjectWord,
	"project-line":    verifyProjectLine,
	"honorific":       verifyHonorific,
	"pem":             verifyPEM,
	"putty":           verifyPuTTY,
	"jwt":             verifyJWT,
	"sas":             verifySAS,
	"assignment":      verifyAssignment,
	"netrc":           verifyNetrc,
	"device-password": verifyDevicePassword,
	"device-user":     verifyDeviceUser,
	"pgpass":          verifyPgpass,
	"htpasswd":        verifyHtpasswd,
	"basic":           verifyBasic,
	"key-pair":        verifyKeyPair,
	"presigned":       verifyPresigned,
	"kube-secret":     verifyKubeSecret,
	"curl":            verifyCurl,
	"xml-password":    verifyXMLPassword,
	"command":         verifyCommand,
	"short-word":      verifyShortWord,
	"login":           verifyLogin,
	"number":          verifyNumberAnchor,
	"mrz":             verifyMRZ,
	"spelled":         verifySpelled,
	"amount":          verifyAmount,
	"reference":       verifyReference,
	"keyset":          verifyKeyset,
	"cookie":          verifyCookie,
}

// alsoGroups are the groups in which something of a verifier contends, besides that of its
// rule.
var alsoGroups = map[string][]int{
	// Names of hosts, passwords before them, and that an '@' stands in a URL: no company is
	// named above it.
	"url": {groupAddress, groupSecret, groupPerson},
}

// besides are what may stand beside the anchors of those verifiers that look
// there first.
var besides = map[string]beside{
	"assignment":   {after: separators.and("0123456789sS").with8bit()},
	"user-word":    {after: separators},
	"phone-word":   {before: notWord8},
	"project-word": {before: notWord8},
	"netrc":        {before: notWord8},
	"htpasswd":     {before: chars(":\"' \t\n\r=,")},
	"key-pair":     {before: wordChars.others(), after: charsets["upper"]},
	"salutation":   {before: chars(" \t>\n\r")},
	"project-line": {before: chars(" \t>\n\r")},
	"url":          {before: alnumChars},
	"amount":       {after: asciiLetters.others()},
	"reference":    {before: notWord8, after: separators.and("-_.#0-9sineSINE").with8bit()},
}

// separators are the first bytes that part a name from what is assigned to it.
var separators = chars(" \t=:>\"'`]\\")

// beside returns what may stand beside a rule's anchors.
func (r *Rule) beside() beside {
	t := r.token
	switch {
	case t == nil:
		return besides[r.src.Verifier]
	case t.named || t.nearby:
		return beside{before: t.before()}
	case t.assigned:
		return beside{t.before(), separators.and("),|?.+}\r\n")}
	}
	return beside{t.before(), t.first()}
}

// first returns what a token can go on with after its anchor; nil is anything.
func (t *tokenRule) first() *charset {
	if t.forms == nil {
		return t.set
	}
	all := new(charset)
	for _, f := range t.forms {
		for _, p := range f {
			if p.set == nil {
				all[p.lit[0]] = true
				break
			}
			for b, in := range p.set {
				all[b] = all[b] || in
			}
			if p.min > 0 {
				break
			}
		}
	}
	return all
}

// before returns what may stand before the anchor.
func (t *tokenRule) before() *charset {
	switch {
	case t.lead != nil:
		return t.lead.set
	case t.left == nil:
		return nil
	}
	return t.left.others()
}
