package attribute

import (
	"fmt"
	"strings"
	"testing"
)

// Customer 17 of one dump is not customer 17 of another: that two of one name have the number in two
// dumps joins nobody, and that they have one login does.
func TestNumbersOfRowsMeanNothingElsewhere(t *testing.T) {
	var a, b []row
	for i := range 2000 {
		name := fmt.Sprintf("person Jan%c Vries%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
		a = append(a, row{fmt.Sprintf("user customer %d", i), name, fmt.Sprintf("email a%d@fabrikam.com", i)})
		if i == 17 {
			b = append(b, row{"user customer 17", name, "email zz17@contoso.de", "iban GB33BUKB20201555555555"})
		} else if i == 18 {
			a[18] = append(a[18], "user jvries")
			b = append(b, row{"user jvries", name, "email zz18@contoso.de", "birth 1980-05-17"})
		} else {
			b = append(b, row{fmt.Sprintf("user customer %d", i), fmt.Sprintf("person Piet%c Ohm%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676), fmt.Sprintf("email b%d@contoso.de", i)})
		}
	}
	logins := 0
	for _, s := range told(t, newDesk(t, paper{rows: a}, paper{rows: b}).input(), Crowd{}) {
		if strings.Contains(s, "iban") && strings.Count(s, "email") > 1 {
			t.Errorf("two people of two dumps are one: %s", s)
		}
		if strings.Contains(s, "birth") && strings.Count(s, "email") > 1 {
			logins++
		}
	}
	if logins != 1 {
		t.Errorf("one login in two dumps joins %d, want 1", logins)
	}
}
