package report

import (
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

// A word is what people call the things of one kind, and what distinct and
// resolved count in it.
type word struct {
	key      string // in machine formats
	many     string // "e-mail addresses"
	one      string
	resolved string // plural of what values come to when spellings are merged
	means    string // what one distinct thing is
}

// kindWords are in the order of the report: whose it is, then what it is.
var kindWords = [...]word{
	{"entity", "organisations", "organisation", "organisations", "registrable domain or company name"},
	{"people", "people", "person", "people", "record that names a human being"},
	{"email", "e-mail addresses", "e-mail address", "mailboxes", "address"},
	{"user", "users", "user", "accounts", "login, account or customer number"},
	{"person", "names of people", "name of a person", "names", "name"},
	{"company", "company names", "company name", "companies", "name"},
	{"project", "projects", "project", "projects", "identifier or name"},
	{"message", "mails", "mail", "mails", "Message-ID, or content where there is none"},
	{"phone", "telephone numbers", "telephone number", "subscribers", "number"},
	{"secret", "credentials", "credential", "credentials", "key, token, password or connection string"},
	{"card", "payment cards", "payment card", "cards", "card number"},
	{"iban", "bank accounts (IBAN)", "bank account (IBAN)", "accounts", "IBAN"},
	{"bank", "bank codes", "bank code", "banks", "BIC, routing number or sort code"},
	{"identifier", "identity numbers", "identity number", "numbers", "number that an authority gave to a human being"},
	{"health", "health numbers", "health number", "numbers", "number of a patient or insured person"},
	{"birth", "dates of birth", "date of birth", "dates", "day"},
	{"address", "postal addresses", "postal address", "addresses", "address as written"},
	{"register", "register numbers", "register number", "numbers", "VAT, LEI, DUNS or company register number"},
	{"vehicle", "vehicles", "vehicle", "vehicles", "vehicle identification number"},
	{"device", "devices", "device", "devices", "IMEI, IMSI or MAC address"},
	{"wallet", "wallets", "wallet", "wallets", "address of a cryptocurrency"},
	{"resource", "cloud resources", "cloud resource", "resources", "ARN or resource identifier"},
	{"reference", "references", "reference", "references", "number of an order, invoice, contract or ticket"},
	{"amount", "amounts of money", "amount of money", "amounts", "currency and amount"},
	{"ip", "IP addresses", "IP address", "addresses", "address"},
	{"domain", "domains", "domain", "domains", "registrable domain outside of any address"},
	{"host", "internal hosts", "internal host", "hosts", "name of a host or share"},
	{"country", "stated countries", "stated country", "countries", "country, as evidence"},
}

// A count is one row of the three-number table.
type count struct {
	word
	mentions, distinct, low, high uint64
	examples, reserved            uint64
}

// countsOf returns a row for each kind, for organisations and for people, in
// the order of kindWords. Kinds that the words do not know come last.
func countsOf(f *attribute.Figures) []count {
	found := map[string]count{
		"entity": {mentions: f.Entities.Mentions, distinct: f.Entities.Distinct, low: f.Entities.Resolved.Low, high: f.Entities.Resolved.High},
		"people": {mentions: f.Persons.Mentions, distinct: f.Persons.Distinct, low: f.Persons.Resolved.Low, high: f.Persons.Resolved.High},
	}
	for _, k := range f.Kinds {
		found[k.Kind.String()] = count{mentions: k.Mentions, distinct: k.Distinct, low: k.Resolved.Low, high: k.Resolved.High, examples: k.Examples, reserved: k.Reserved}
	}
	var counts []count
	for _, w := range kindWords {
		if c, ok := found[w.key]; ok {
			c.word = w
			counts = append(counts, c)
			delete(found, w.key)
		}
	}
	for _, k := range f.Kinds {
		if c, ok := found[k.Kind.String()]; ok {
			name := k.Kind.String()
			c.word = word{name, name, name, name, "value"}
			counts = append(counts, c)
		}
	}
	return counts
}

// kindWord returns the words of a kind's name.
func kindWord(key string) word {
	for _, w := range kindWords {
		if w.key == key {
			return w
		}
	}
	return word{key, key, key, key, "value"}
}

// kindShort is what a kind is called in a crowded cell.
func kindShort(key string, n uint64) string {
	one, many := kindWord(key).one, kindWord(key).many
	switch key {
	case "email":
		one, many = "e-mail", "e-mails"
	case "person", "people":
		one, many = "name", "names"
	case "company":
		one, many = "company", "companies"
	case "phone":
		one, many = "phone", "phones"
	case "secret":
		one, many = "credential", "credentials"
	case "card":
		one, many = "card", "cards"
	case "iban":
		one, many = "IBAN", "IBANs"
	case "ip":
		one, many = "IP", "IPs"
	case "host":
		one, many = "host", "hosts"
	case "identifier":
		one, many = "ID", "IDs"
	case "health":
		one, many = "health no.", "health nos."
	case "birth":
		one, many = "birth date", "birth dates"
	case "address":
		one, many = "address", "addresses"
	case "register":
		one, many = "register no.", "register nos."
	case "bank":
		one, many = "bank", "banks"
	case "resource":
		one, many = "resource", "resources"
	case "amount":
		one, many = "amount", "amounts"
	case "country":
		one, many = "country", "countries"
	}
	if n == 1 {
		return one
	}
	return many
}

// documentWords are in the order of the report.
var documentWords = [...]struct {
	kind exposure.DocumentKind
	word
}{
	{exposure.DocumentPOE, word{key: "proof-of-execution", many: "Proofs of execution"}},
	{exposure.DocumentSOW, word{key: "statement-of-work", many: "Statements of work"}},
	{exposure.DocumentPOC, word{key: "proof-of-concept", many: "Proofs of concept"}},
	{exposure.DocumentProjectPlan, word{key: "project-plan", many: "Project plans"}},
	{exposure.DocumentStatusReport, word{key: "status-report", many: "Status reports"}},
	{exposure.DocumentInvoice, word{key: "invoice", many: "Invoices"}},
	{exposure.DocumentCreditNote, word{key: "credit-note", many: "Credit notes"}},
	{exposure.DocumentProductOrder, word{key: "product-order", many: "Product orders"}},
	{exposure.DocumentOffer, word{key: "offer", many: "Offers"}},
	{exposure.DocumentPriceList, word{key: "price-list", many: "Price lists"}},
	{exposure.DocumentStockList, word{key: "stock-list", many: "Stock lists"}},
	{exposure.DocumentContract, word{key: "contract", many: "Contracts"}},
	{exposure.DocumentNDA, word{key: "nda", many: "Non-disclosure agreements"}},
	{exposure.DocumentSigned, word{key: "signed-document", many: "Signed documents"}},
	{exposure.DocumentInternalComment, word{key: "internal-comment", many: "Internal comments"}},
	{exposure.DocumentSalesStrategy, word{key: "sales-strategy", many: "Sales strategies"}},
	{exposure.DocumentPartnerRecord, word{key: "partner-record", many: "Records of partners"}},
	{exposure.DocumentCustomerList, word{key: "customer-list", many: "Customer lists"}},
	{exposure.DocumentSupportTicket, word{key: "support-ticket", many: "Support tickets"}},
	{exposure.DocumentCustomerMail, word{key: "mail", many: "Mails"}},
	{exposure.DocumentPayslip, word{key: "payslip", many: "Payslips"}},
	{exposure.DocumentCV, word{key: "cv", many: "CVs"}},
	{exposure.DocumentIdentity, word{key: "identity-document", many: "Identity documents"}},
	{exposure.DocumentMedical, word{key: "medical", many: "Medical documents"}},
	{exposure.DocumentBankStatement, word{key: "bank-statement", many: "Bank statements"}},
	{exposure.DocumentSourceCode, word{key: "source-code", many: "Source code"}},
	{exposure.DocumentNetworkConfig, word{key: "network-configuration", many: "Network configuration"}},
	{exposure.DocumentCredentialFile, word{key: "credential-file", many: "Credential files"}},
	{exposure.DocumentDatabaseDump, word{key: "database-dump", many: "Database dumps"}},
	{exposure.DocumentLog, word{key: "log", many: "Logs"}},
	{exposure.DocumentOther, word{key: "other", many: "Other documents"}},
	{exposure.DocumentUnknown, word{key: "unknown", many: "Not told apart"}},
}

func documentWord(kind exposure.DocumentKind) word {
	for _, w := range documentWords {
		if w.kind == kind {
			return w.word
		}
	}
	return word{key: string(kind), many: string(kind)}
}

func countryName(code string) string { return atlas.Name(code) }

// basisText says what a basis is, for people.
func basisText(b exposure.Basis) string {
	switch b {
	case exposure.Owner:
		return "The data is the operator’s own"
	case exposure.Contract:
		return "Its owner asked for the examination in writing"
	case exposure.Statute:
		return "An express legal power"
	case exposure.Finder, "":
		return "A finder, who lists and takes a bounded sample"
	}
	return string(b)
}

// rightText says what anybody can do who has a right.
func rightText(r exposure.Right) string {
	switch r {
	case exposure.RightList:
		return "List names"
	case exposure.RightRead:
		return "Read contents"
	case exposure.RightReadACL:
		return "Read access rules"
	case exposure.RightListVersions:
		return "List old versions"
	case exposure.RightWrite:
		return "Write (never tried)"
	}
	return string(r)
}

// deniedText is what is said of a right that was refused: closed is never said from
// one place alone.
const deniedText = "denied from here"

// accessText says how a target was examined.
func accessText(access string) string {
	switch access {
	case "sas":
		return "signed link (SAS)"
	case "signed":
		return "signed in (access key)"
	case "shared key", "token":
		return "signed in (" + access + ")"
	}
	return access
}
