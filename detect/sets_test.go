package detect

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestNamesInRoles finds names under whatever role a column says, and gives each of several people
// whom a row names alike a record of their own.
func TestNamesInRoles(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"a borrower and another": {
			"loan_id|borrower_name|borrower_ssn|borrower_email|borrower_dob|coborrower_name|coborrower_email|coborrower_dob\n1|Ignatius Mossop|531-48-2207|i@gmail.com|1970-01-02|Perpetua Mossop|p@gmail.com|1972-03-04",
			[]string{"1 Ignatius Mossop", "1 531-48-2207", "1 i@gmail.com", "1 1970-01-02", "1 Perpetua Mossop beside", "1 p@gmail.com beside", "1 1972-03-04 beside"},
		},
		"numbered in the middle": {
			"household_id|person1_first|person1_last|person1_email|person1_dob|person2_first|person2_last|person2_email|person2_dob\n1|Ansgar|Holtby|a@gmail.com|1960-01-01|Wilma|Craddle|w@gmail.com|1961-02-02",
			[]string{"1 Ansgar Holtby", "1 a@gmail.com", "1 1960-01-01", "1 Wilma Craddle beside", "1 w@gmail.com beside", "1 1961-02-02 beside"},
		},
		"numbered at the end": {
			"name1|email1|name2|email2\nAnsgar Holtby|a@gmail.com|Wilma Craddle|w@gmail.com",
			[]string{"1 Ansgar Holtby", "1 a@gmail.com", "1 Wilma Craddle beside", "1 w@gmail.com beside"},
		},
		"who pays and who is paid": {
			"date|from_name|from_iban|to_name|to_iban\n2024-01-01|Ada Quorn|DE89370400440532013000|Cyd Quarles|GB82WEST12345698765432",
			[]string{"1 Ada Quorn", "1 DE89370400440532013000", "1 Cyd Quarles beside", "1 GB82WEST12345698765432 beside"},
		},
		"a shop's orders": {
			"Name|Email|Billing Name|Billing Street|Billing City|Billing Zip|Shipping Name|Shipping Street|Shipping City|Shipping Zip\n#1001|ada@gmail.com|Ada Quorn|18 Larkspur Way|Oakland|94611|Bea Quist|440 Juniper Ave|Albany|12203",
			[]string{"1 ada@gmail.com", "1 Ada Quorn", "1 18 Larkspur Way Oakland 94611", "1 Bea Quist beside", "1 440 Juniper Ave Albany 12203 beside"},
		},
		"the same name twice": {
			"Name|Email|Billing Name|Billing Street|Billing City|Billing Zip|Shipping Name|Shipping Street|Shipping City|Shipping Zip\n#1001|ada@gmail.com|Ada Quorn|18 Larkspur Way|Oakland|94611|ada quorn|440 Juniper Ave|Albany|12203\n#1002|bea@gmail.com|Bea Quist|18 Larkspur Way|Oakland|94611|Cyd Quarles|440 Juniper Ave|Albany|12203",
			[]string{"1 ada@gmail.com", "1 Ada Quorn", "1 18 Larkspur Way Oakland 94611", "1 440 Juniper Ave Albany 12203",
				"2 bea@gmail.com", "2 Bea Quist", "2 18 Larkspur Way Oakland 94611", "2 Cyd Quarles beside", "2 440 Juniper Ave Albany 12203 beside"},
		},
		"a physician beside halves": {
			"MRN|Patient Last|Patient First|Email|Referring Physician\n4711|Quorn|Ada|ada@gmail.com|Cyd Quarles",
			[]string{"1 Ada Quorn", "1 ada@gmail.com", "1 Cyd Quarles beside"},
		},
		"mother and father": {
			"child_first_name|child_last_name|child_dob|mother_name|mother_email|father_name|father_email\nPoppy|Gristwood|2017-03-02|Hester Gristwood|h@gmail.com|Amos Gristwood|a@gmail.com",
			[]string{"1 Poppy Gristwood beside", "1 2017-03-02 beside", "1 Hester Gristwood beside", "1 h@gmail.com beside", "1 Amos Gristwood beside", "1 a@gmail.com beside"},
		},
		"roles with and without a name": {
			"student|teacher|teacher_email|student_dob|parent_email\nPoppy Gristwood|Amos Leech|leech@schoolxq.com|2012-02-03|hester@gmail.com",
			[]string{"1 Poppy Gristwood", "1 2012-02-03", "1 Amos Leech beside", "1 leech@schoolxq.com beside", "1 hester@gmail.com beside"},
		},
		"further names of one": {
			"legal_first_name|legal_last_name|email|preferred_first_name|preferred_last_name\nAda|Quorn|ada@gmail.com|Addie|Quorn",
			[]string{"1 Ada Quorn", "1 ada@gmail.com", "1 Addie Quorn"},
		},
		"a name in two lines": {
			"name1|name2|phone1|phone2\nContoso Ltd|Purchasing Dept|+49 30 1234871|+49 30 1234872",
			[]string{"1 Contoso Ltd", "1 +49 30 1234871", "1 +49 30 1234872", "1 Purchasing Dept"},
		},
		"a role alone": {
			"vendor|vendor_contact|email\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk",
			[]string{"1 Contoso Ltd", "1 Jane Roe", "1 jane@contosoxq.co.uk"},
		},
		"in words of another language": {
			"nom du locataire|Name des Käufers|Käufer E-Mail|nombre del comprador|購入者名\nJohn Roe|Jane Roe|j@gmail.com|Juan Roe|山田太郎",
			[]string{"1 Jane Roe beside", "1 j@gmail.com beside", "1 John Roe", "1 Juan Roe beside", "1 山田太郎 beside"},
		},
		"sold by a firm or by somebody": {
			"seller_name|amount\nContoso Ltd|1\nKestrel Optics|2\nVictoria Bank|3\nJane Roe|4",
			[]string{"1 Contoso Ltd", "2 Kestrel Optics", "3 Victoria Bank", "4 Jane Roe"},
		},
		"no names": {
			"product_name|delivery|driver|week_first|week_last|plan_name|kind|billing\nSolar Lamp|Express|Nvidia|2024-01-01|2024-01-07|Premium Plan|Large Box|Monthly",
			nil,
		},
	} {
		slices.Sort(x.want)
		if got := recordsIn(t, e, x.table, "text/csv", exposure.PartTable); !slices.Equal(got, x.want) {
			t.Errorf("%s: found\n%q, want\n%q", name, got, x.want)
		}
	}
}
