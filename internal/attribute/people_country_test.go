package attribute

import "testing"

// Where somebody lives goes before where they have accounts, the domain of a mailbox decides where
// nothing else does, and the country of a customer is not that of who looks after them.
func TestWhereSomebodyIs(t *testing.T) {
	const jane = "person Jane Doe"
	for _, c := range []struct {
		what string
		rows []row
		want string
	}{
		{"an address and an account elsewhere", []row{{jane, "email jane@mailbox.test", "address Via Roma 3 20121 Milano Italia", "iban DE44500105175407324931"}}, "IT"},
		{"an address and three accounts elsewhere", []row{{jane, "email jane@mailbox.test", "address Via Roma 3 20121 Milano Italia", "iban DE44500105175407324931",
			"iban DE02120300000000202051", "iban DE75512108001245126199"}}, "IT"},
		{"an account alone", []row{{jane, "email jane@mailbox.test", "iban DE44500105175407324931"}}, "DE"},
		{"a mailbox at work", []row{{jane, "email jane@own.no"}}, "NO"},
		{"a mailbox at work and an account", []row{{jane, "email jane@own.no", "iban DE44500105175407324931"}}, "DE"},
		{"a mailbox under an ending of many", []row{{jane, "email jane@contoso.com"}}, ""},
		{"a customer's country", []row{{"company Lion AG", "country CH", jane, "email jane@own.no"}}, "NO"},
		{"a number that an authority gave", []row{{jane, "email jane@mailbox.test", "identifier@cn-resident 11010519491231002X"}}, "CN"},
		{"an address in Japanese", []row{{jane, "email jane@mailbox.test", "address 100-0005 東京都 千代田区丸の内1-1-1"}}, "JP"},
	} {
		in := newDesk(t, paper{rows: c.rows}).input()
		in.Own = []string{"own.no"}
		n := 0
		for s, err := range People(t.Context(), in, Crowd{}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; s.Country != c.want {
				t.Errorf("%s: %q, want %q", c.what, s.Country, c.want)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d persons", c.what, n)
		}
	}
}
