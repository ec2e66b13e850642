package extract_test

import "testing"

// TestTurnedTables reads tables whose records stand in columns: under a heading of their own or
// none, of one record or many, of words alone or not; and leaves others as they are.
func TestTurnedTables(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"several records", "name,Ada Quorn,Bea Quist\nemail,a@x.example,b@x.example\niban,DE1,DE2\n", "Ada Quorn a@x.example DE1 | Bea Quist b@x.example DE2"},
		{"without an address", "name,Ada Quorn,Bea Quist\nphone,11,12\nzip,1011,1012\n", "Ada Quorn 11 1011 | Bea Quist 12 1012"},
		{"fields and values", "Field,Value\nFirstName,Ada\nLastName,Quorn\nEmail,a@x.example\nSSN,514-22-8891\n", "Value Ada Quorn a@x.example 514-22-8891"},
		{"one record without a heading", "Name;Ada Quorn\nEmail;a@x.example\nSSN;514-22-8891\n", "Ada Quorn a@x.example 514-22-8891"},
		{"a table as others", "name,email,phone\nAda,a@x.example,11\nBea,b@x.example,12\n", "Ada a@x.example 11 | Bea b@x.example 12"},
		{"of desks", "department,name,email\nCustomer service,Ada,a@x.example\nOrder desk,Bea,b@x.example\nProduct sales,Cyd,c@x.example\n",
			"Customer service Ada a@x.example | Order desk Bea b@x.example | Product sales Cyd c@x.example"},
		{"what columns are", "name,type,size\nemail,text,64\nphone,text,32\ncity,text,32\n", "email text 64 | phone text 32 | city text 32"},
	} {
		if got := together(t, "x.csv", c.text); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}
