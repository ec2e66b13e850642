package extract_test

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// together reads a file and returns its values by record, in the order in which they stand: those
// of one record with blanks between them, records with bars.
func together(t *testing.T, name, text string) string {
	t.Helper()
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), name, []byte(text))
	var order []string
	of := map[string][]string{}
	for _, part := range strings.Split(rec.String(), "⟦")[1:] {
		mark, value, _ := strings.Cut(part, "⟧")
		field, record, _ := strings.Cut(mark, " ")
		if field == "" {
			continue
		}
		if of[record] == nil {
			order = append(order, record)
		}
		of[record] = append(of[record], strings.TrimSpace(value))
	}
	var all []string
	for _, record := range order {
		all = append(all, strings.Join(of[record], " "))
	}
	return strings.Join(all, " | ")
}

// TestNestedObjects says which objects that stand in each other are one record.
func TestNestedObjects(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"somebody beside goes on before the outer object does", `{"name":"Ada","email":"a@x","manager":{"name":"Bea","email":"b@x"},"iban":"DE1","dob":"1990"}`, "Ada a@x DE1 1990 | Bea b@x"},
		{"and comes first", `{"manager":{"name":"Bea","email":"b@x"},"name":"Ada","iban":"DE1"}`, "Bea b@x | Ada DE1"},
		{"lists of what is of one", `{"id":"7","name":[{"family":"Quorn","given":["Ada","Mae"]}],"telecom":[{"system":"phone","value":"11"},{"system":"email","value":"a@x"}],"birthDate":"1990","contact":[{"gender":"f","name":{"family":"Quist"},"telecom":[{"value":"12"}]}]}`, "7 Quorn Ada Mae phone 11 email a@x 1990 | f Quist 12"},
		{"and of many", `{"id":"7","emails":[{"name":"Ada","email":"a@x"},{"name":"Bea","email":"b@x"}]}`, "7 | Ada a@x | Bea b@x"},
		{"somebody of no known role", `{"name":"Ada","iban":"DE1","buddy":{"name":"Bea"},"dob":"1990"}`, "Ada DE1 1990 | Bea"},
		{"and with a mailbox", `{"name":"Ada","email":"a@x","buddy":{"name":"Bea","email":"b@x"},"iban":"DE1"}`, "Ada a@x DE1 | Bea b@x"},
		{"an address, which is nobody", `{"name":"Ada","address":{"city":"Rome","geo":{"lat":"1"}},"iban":"DE1"}`, "Ada Rome 1 DE1"},
		{"a name in parts", `{"id":"1","name":{"first":"Ada","last":"Quorn"},"email":"a@x"}`, "1 Ada Quorn a@x"},
		{"a profile before the rest", `{"profile":{"firstName":"Ada"},"email":"a@x"}`, "Ada a@x"},
		{"the only customer", `{"id":"1","customer":{"name":"Ada","email":"a@x"},"payment":{"card":"4"}}`, "1 Ada a@x 4"},
		{"a product is no second customer", `{"id":"1","customer":{"name":"Ada","email":"a@x"},"product":{"name":"Lamp"},"card":"4"}`, "1 Ada a@x 4 | Lamp"},
		{"customer and recipient", `{"id":"1","customer":{"firstName":"Ada"},"recipient":{"firstName":"Bea"},"card":"4"}`, "1 Ada 4 | Bea"},
		{"two of whom none is the one", `{"id":"1","buyer":{"name":"Ada","email":"a@x"},"seller":{"name":"Bea","email":"b@x"},"card":"4"}`, "1 4 | Ada a@x | Bea b@x"},
		{"one of whom nothing is told but the name", `{"patient":{"name":"Ada","dob":"1990"},"nurse":{"name":"Bea"},"icd":"E10"}`, "Ada 1990 E10 | Bea"},
		{"the customer's own card", `{"customer":{"firstName":"Ada","lastName":"Quorn"},"id":"1","payment":{"card":"4","holder":"Quorn, ADA"}}`, "Ada Quorn 1 4 Quorn, ADA"},
		{"somebody else's", `{"customer":{"firstName":"Ada","lastName":"Quorn"},"id":"1","payment":{"card":"4","holder":"Cyd \u0051uorn"}}`, "Ada Quorn 1 | 4 Cyd Quorn"},
		{"no recipient", `{"id":"1","customer":{"firstName":"Ada"},"recipient":null,"card":"4"}`, "1 Ada null 4"},
		{"a collection", `{"users":{"u1":{"name":"Ada"},"u2":{"iban":"DE1"}}}`, "Ada | DE1"},
		{"a numbered collection beside a value", `{"1":{"iban":"DE1"},"2":{"iban":"DE2"},"total":"2"}`, "DE1 | DE2 | 2"},
		{"a list within", `{"name":"Ada","orders":[{"sku":"1"},{"sku":"2"}],"manager":{"name":"Bea"},"iban":"DE1"}`, "Ada DE1 | 1 | 2 | Bea"},
		{"joined within what is joined", `{"name":"Ada","a":{"x":"1","b":{"y":"2","c":{"z":"3"}}},"iban":"DE1"}`, "Ada 1 2 3 DE1"},
		{"an address under a key that may be another's", `{"id":"1","customer":{"name":"Ada","phone":"9"},"dealer":{"email":"b@x","city":"Rome"},"iban":"DE1"}`, "1 Ada 9 DE1 | b@x Rome"},
		{"and within what is joined", `{"order":{"customer":{"name":"Ada"},"dealer":{"email":"b@x"}},"iban":"DE1"}`, "Ada | b@x | DE1"},
		{"somebody in a role without a name", `{"name":"Ada","payer":{"name":"","iban":"DE1"}}`, "Ada | DE1"},
		{"beside a customer", `{"id":"1","customer":{"name":"Ada","email":"a@x"},"landlord":{"iban":"DE1","phone":"9"},"card":"4"}`, "1 Ada a@x 4 | DE1 9"},
		{"with a mailbox", `{"name":"Ada","lender":{"email":"b@x","iban":"DE1"}}`, "Ada | b@x DE1"},
		{"a role with a word before or behind it", `{"name":"Ada","previousTenant":{"iban":"DE1"},"seller_info":{"phone":"9"},"lawyerAccount":{"iban":"DE2"}}`, "Ada | DE1 | 9 | DE2"},
		{"in other languages", `{"name":"Ada","vermieter":{"iban":"DE1"},"bailleur":{"iban":"DE2"},"продавец":{"iban":"DE3"}}`, "Ada | DE1 | DE2 | DE3"},
		{"a role first, and the name behind it", `{"payee":{"iban":"DE1"},"name":"Ada"}`, "DE1 | Ada"},
		{"the patient, where no one else is named", `{"id":"7","name":"Ada","patient":{"phone":"9","dob":"1990"}}`, "7 Ada 9 1990"},
		{"the patient, where somebody else is", `{"id":"7","insured":{"name":"Ada"},"patient":{"phone":"9"}}`, "7 Ada | 9"},
		{"a key that says nothing, and what somebody has", `{"name":"Ada","xyz":{"phone":"9"},"dob":"1990"}`, "Ada 1990 | 9"},
		{"or has who is within it", `{"name":"Ada","xyz":{"id":"1","bank":{"iban":"DE1"}}}`, "Ada | 1 DE1"},
		{"a key that says nothing, and nothing that somebody has", `{"name":"Ada","xyz":{"colour":"red"},"dob":"1990"}`, "Ada red 1990"},
		{"keys of parts of the same one", `{"name":"Ada","contactDetails":{"phone":"9"},"bank_account":{"iban":"DE1"},"identity":{"ssn":"3"},"Zahlungsdaten":{"iban":"DE2"},"billingAddress":{"phone":"8"}}`, "Ada 9 DE1 3 DE2 8"},
	} {
		if got := together(t, "x.json", c.text); got != c.want {
			t.Errorf("%s:\n%s\n got %s\nwant %s", c.what, c.text, got, c.want)
		}
	}
}

// TestNestedLines says the same of lines that are indented.
func TestNestedLines(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"somebody beside", "- name: Ada\n  email: a@x\n  manager:\n    name: Bea\n    email: b@x\n  ssn: 1\n- name: Cyd\n  ssn: 2\n", "Ada a@x 1 | Bea b@x | Cyd 2"},
		{"behind a list", "users:\n  - name: Ada\n  - name: Bea\npassword: x\n", "Ada | Bea | x"},
		{"a list within", "name: Ada\ncars:\n- plate: A\n- plate: B\niban: DE1\n", "Ada DE1 | A | B"},
		{"an address", "name: Ada\naddress:\n  city: Rome\n  geo:\n    lat: 1\niban: DE1\n", "Ada Rome 1 DE1"},
		{"a comment below the key", "name: Ada\nboss:\n  # of hers\n  name: Bea\niban: DE1\n", "Ada DE1 | Bea"},
		{"lines that are further in for no reason", "name: Ada\n   email: a@x\niban: DE1\n", "Ada a@x DE1"},
		{"lines that are further out", "   name: Ada\niban: DE1\n", "Ada DE1"},
		{"a blank line ends the block", "name: Ada\nboss:\n  name: Bea\n\niban: DE1\n", "Ada | Bea | DE1"},
	} {
		if got := together(t, "x.yaml", c.text); got != c.want {
			t.Errorf("%s:\n%s\n got %s\nwant %s", c.what, c.text, got, c.want)
		}
	}
}

// TestLongNestedObjects reads objects longer than what is held of one, within others: what is
// small is put together all the same, and what is long stays one record.
func TestLongNestedObjects(t *testing.T) {
	row := `{"name":"Ada","manager":{"name":"Bea"},"address":{"city":"Rome"}},`
	got := together(t, "x.json", `{"total":"2","rows":[`+strings.Repeat(row, 20_000)+`{}],"owner":{"iban":"DE1"}}`)
	if want := "2 | " + strings.Repeat("Ada Rome | Bea | ", 20_000) + "DE1"; got != want {
		t.Errorf("many rows are put together otherwise: %d bytes, want %d: %.120s", len(got), len(want), got)
	}
	long := strings.Repeat(`"note":"`+strings.Repeat("x", 1000)+`",`, 600)
	got = together(t, "x.json", `{"id":"1","payload":{"city":"Rome",`+long+`"zip":"5"},"iban":"DE1"}`)
	if got = strings.ReplaceAll(got, " "+strings.Repeat("x", 1000), ""); got != "1 Rome 5 DE1" {
		t.Errorf("a long object: %.200s", got)
	}
}
