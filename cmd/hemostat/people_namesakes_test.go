package main

import (
	"fmt"
	"strings"
	"testing"
)

const (
	ibanOfOne   = "DE44500105175407324931"
	ibanOfOther = "DE02120300000000202051"
)

// village is a table of people of one village, who share its code and name and nothing else.
func village(n int) string {
	var text strings.Builder
	text.WriteString("name,street,zip,city,phone,email,iban\n")
	given := strings.Fields("Ada Bea Cyd Dora Eve Finn Gwen Hugo Ivo Jana Kai Lars Mia Nils Olga Paul")
	for i := range n {
		mark := string([]byte{'a' + byte(i%26), 'a' + byte(i/26%26)})
		fmt.Fprintf(&text, "%s Qu%sll,Weg%s %d,29649,Wietzendorf,+49 5196 %d,x%d@gmail.com,\n", given[i%len(given)], mark, mark, i%40+1, 10000+i, i)
	}
	return text.String()
}

// Two women of one name in one village are two: its code and name are everybody's there, and so is a street.
func TestVillagersOfOneNameAreTwo(t *testing.T) {
	const one = "Anna Schmidt,Lindenallee 12,29649,Wietzendorf,+49 5196 23123,anna@gmail.com," + ibanOfOne + "\n"
	for what, other := range map[string]string{
		"another street":               "Anna Schmidt,Ahornweg 3,29649,Wietzendorf,+49 5196 23124,schmidt77@web.de,",
		"another house":                "Anna Schmidt,Lindenallee 31,29649,Wietzendorf,+49 5196 23124,schmidt77@web.de,",
		"that house in another street": "Anna Schmidt,Ahornweg 12,29649,Wietzendorf,+49 5196 23124,schmidt77@web.de,",
		"the same house":               "Anna Schmidt,Lindenallee 12,29649,Wietzendorf,+49 5196 23124,schmidt77@web.de,",
	} {
		for _, n := range []int{60, 600} {
			t.Run(fmt.Sprintf("%s of %d", what, n), func(t *testing.T) {
				toldApart(t, village(n)+one+other+ibanOfOther+"\n", "person", ibanOfOne, ibanOfOther)
			})
		}
	}
}

// A father and a son of one name, who were born on one day, are two, whatever a family has in common.
func TestFatherAndSonOfOneDayAreTwo(t *testing.T) {
	for _, years := range [][2]string{{"1951", "1985"}, {"1961", "1991"}, {"1959", "1995"}} {
		t.Run(years[0], func(t *testing.T) {
			toldApart(t, fmt.Sprintf("id,first_name,last_name,email,birthdate,phone,iban\n1,Michael,Brandmeier,brandmeier@gmx.de,%s-02-03,+49 30 23125 123,%s\n2,Michael,Brandmeier,brandmeier@gmx.de,%s-02-03,+49 30 23125 123,%s\n",
				years[0], ibanOfOne, years[1], ibanOfOther), "person", ibanOfOne, ibanOfOther)
		})
	}
}

// A number that a firm or a family has is nobody's own: of two people of one name each has a mailbox of his own.
func TestNumberOfAFirmOrFamilyIsNobodysOwn(t *testing.T) {
	for _, head := range []string{"id,AccountId", "id,Kundennummer", "id,customer_id", "nr,account_number", "id,policy_no"} {
		t.Run(head, func(t *testing.T) {
			toldApart(t, head+",first_name,last_name,email,mobile,city,iban\n501,900417,Michael,Brandmeier,michael.brandmeier@gmx.de,+49 171 5550111,Passau,"+ibanOfOne+
				"\n502,900417,Michael,Brandmeier,m.brandmeier1985@web.de,+49 171 5550222,Kiel,"+ibanOfOther+"\n", "person", ibanOfOne, ibanOfOther)
		})
	}
	toldApart(t, "Id,AccountId,FirstName,LastName,Email,IBAN\n501,0015g00000AbCd9AAF,Michael,Brandmeier,michael.brandmeier@gmx.de,"+ibanOfOne+
		"\n502,0015g00000AbCd9AAF,Michael,Brandmeier,m.brandmeier1985@web.de,"+ibanOfOther+"\n", "person", ibanOfOne, ibanOfOther)
}

// A telephone that many people have tells nobody apart: those of one name at it are two.
func TestSwitchboardIsNobodysTelephone(t *testing.T) {
	var staff strings.Builder
	staff.WriteString("name,phone,department,iban\n")
	for i := range 12 {
		fmt.Fprintf(&staff, "Ada Qu%cll,+49 30 5550100,IT,\n", 'a'+i)
	}
	toldApart(t, staff.String()+"Peter Müller,+49 30 5550100,Einkauf,"+ibanOfOne+"\nPeter Müller,+49 30 5550100,Versand,"+ibanOfOther+"\n", "person", ibanOfOne, ibanOfOther)
	toldApart(t, `name,email,company,phone
Anna Schmidt,anna.schmidt@grosskonzernxq.de,Grosskonzern AG,+49 30 5550100
Anna Schmidt,anna.schmidt2@grosskonzernxq.de,Grosskonzern AG,+49 30 5550100
Anna Schmidt,a.schmidt@grosskonzernxq.de,Grosskonzern AG,+49 30 5550100
`, "person", "anna.schmidt@", "anna.schmidt2@")
}

// What people write where they have nothing to say makes nobody one with another of the name.
func TestPlaceholderIsNobodysOwn(t *testing.T) {
	for what, table := range map[string]string{
		"mailbox":           "name,email,iban\nAnna Schmidt,noemail@noemail.com," + ibanOfOne + "\nAnna Schmidt,noemail@noemail.com," + ibanOfOther + "\n",
		"telephone":         "name,phone,iban\nAnna Schmidt,+49 30 0000000," + ibanOfOne + "\nAnna Schmidt,+49 30 0000000," + ibanOfOther + "\n",
		"counted telephone": "name,phone,iban\nAnna Schmidt,+49 30 1234567," + ibanOfOne + "\nAnna Schmidt,+49 30 1234567," + ibanOfOther + "\n",
		"day of birth":      "name,dob,city,iban\nAnna Schmidt,1970-01-01,Berlin," + ibanOfOne + "\nAnna Schmidt,1970-01-01,Hamburg," + ibanOfOther + "\n",
		"year 1900":         "name,dob,city,iban\nAnna Schmidt,1900-01-01,Berlin," + ibanOfOne + "\nAnna Schmidt,1900-01-01,Hamburg," + ibanOfOther + "\n",
	} {
		t.Run(what, func(t *testing.T) { toldApart(t, table, "person", ibanOfOne, ibanOfOther) })
	}
}

// Two days of birth at one mailbox are of two, though no record says a name.
func TestMailboxOfSeveralWithoutNames(t *testing.T) {
	const head = "email,iban,dob\n"
	toldApart(t, head+"familie.zwengel@web.de,"+ibanOfOne+",1980-01-02\nfamilie.zwengel@web.de,"+ibanOfOther+",1990-01-02\n", "person", ibanOfOne, ibanOfOther)
	list := toldOf(t, map[string]string{
		"members.csv": "name,email,dob\nGreta Zwengel,familie.zwengel@web.de,1953-04-04\n",
		"claims.csv":  head + "familie.zwengel@web.de," + ibanOfOne + ",1953-04-04\nfamilie.zwengel@web.de," + ibanOfOther + ",1979-05-05\n",
	}, "person")
	if !together(list, "greta", ibanOfOne) || together(list, "greta", ibanOfOther) || !together(list, "familie.zwengel@web.de", ibanOfOther) {
		t.Errorf("what stands beside her mailbox and her birthday is hers, and what beside another's is not: %q", list)
	}
}

// Names in other letters that are read alike, and those of a man and a woman, are two.
func TestNamesReadAlikeAreTwo(t *testing.T) {
	for _, c := range [][2]string{{"王伟", "王薇"}, {"王 伟", "王 薇"}, {"Samira Haddad", "سمير حداد"}, {"Karima Saleh", "كريم صالح"}, {"Daniela Levi", "דניאל לוי"}} {
		t.Run(c[0], func(t *testing.T) {
			toldApart(t, "name,phone,street,zip,city,iban\n"+c[0]+",+49 30 23125 123,Lindenallee 12,12099,Berlin,"+ibanOfOne+"\n"+c[1]+",+49 30 23125 123,Lindenallee 12,12099,Berlin,"+ibanOfOther+"\n",
				"person", ibanOfOne, ibanOfOther)
		})
	}
	list := toldOf(t, map[string]string{"a.csv": "name,email,iban\nWang Wei,wangwei.1980@gmail.com,\n王 伟,wangwei.1980@gmail.com," + ibanOfOne + "\n" + "Samir Haddad,samir.h77@gmail.com,\nسمير حداد,samir.h77@gmail.com," + ibanOfOther + "\n"}, "person")
	if len(list) != 2 {
		t.Errorf("one name in two scripts at one mailbox makes %d persons of two: %q", len(list), list)
	}
}
