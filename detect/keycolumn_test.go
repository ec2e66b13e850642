package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

func TestKeyColumn(t *testing.T) {
	for name, want := range map[string]string{
		"id": "row id", "_id": "row id", "ID": "row id", "Nr": "row number", "data.id": "row id",
		"customer_id": "customer id", "CustomerID": "customer id", "customerid": "customer id", "Customer No.": "customer number",
		"Kunden-Nr": "customer number", "Kundennummer": "customer number", "id_cliente": "customer id", "Numéro de client": "customer number",
		"código do cliente": "customer code", "musteri no": "customer number", "employee_no": "employee number", "Matricule": "employee number",
		"userid": "user id", "user_uuid": "user uid", "order.customer_id": "customer id",
		"users.id": "user id, own", "customer.id": "customer id, own", "order.customer.id": "customer id, own", "users.user_id": "user id, own",
		"guest_id": "guest id", "Subscriber No": "subscriber number", "id_candidato": "applicant id", "applicant.id": "applicant id, own",
		// Keys of others say only that the row begins with one.
		"order_id": "other", "orderid": "other", "OrderID": "other", "order.id": "other", "manager_employee_no": "other", "billing_customer_id": "other", "product code": "other",
		// No keys at all.
		"name": "", "paid": "", "valid": "", "contact_no": "", "contact number": "", "customer": "", "customer_name": "", "": "",
		strings.Repeat("x", 300) + "_id": "",
	} {
		got := ""
		switch c := keyColumn(name); {
		case c == otherKey:
			got = "other"
		case c != 0:
			if got = c.String(); c.Own() {
				got += ", own"
			}
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", name, got, want)
		}
	}
}

func TestTableNamed(t *testing.T) {
	for file, want := range map[string]string{
		"customers.csv": "customer", "Customer.CSV": "customer", "customers_export.csv.gz": "customer", "dbo.Customers.csv": "customer", "Kunden.xlsx": "customer", "liste clients.csv": "customer",
		"customers_2021.csv": "customer 2021!", "users (2).json": "user 2!", "customers-part-0003.csv": "customer", "users": "user",
		"orders.csv": "row orders", "orders_2021.csv": "row 2021! orders", "customer_orders.csv": "row customer orders", "commandes_clients.csv": "row clients commandes",
		"shop_a_customers.csv": "row a! customers shop", "x.y.csv": "row x! y!", "": "row",
		"a b c d e f g h i j.csv": "none",
	} {
		name, ok := TableNamed(file)
		got := name.Of.String()
		for _, w := range name.Words {
			got += " " + w.Word + map[bool]string{true: "!"}[w.Tells]
		}
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", file, got, want)
		}
	}
}

// keysOf are the keys of a table whose columns are named in its first line.
func keysOf(t *testing.T, table string, window, piece int) (list []string) {
	t.Helper()
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var marks []exposure.Mark
	at, record := 0, int64(0)
	for _, line := range strings.SplitAfter(table, "\n") {
		cell := at
		for i, c := range strings.SplitAfter(line, ",") {
			switch {
			case record == 0:
				names = append(names, strings.Trim(c, ",\n"))
			case c != "":
				marks = append(marks, exposure.Mark{Offset: int64(cell), Field: names[i], Record: record})
			}
			cell += len(c)
		}
		at, record = cell, record+1
	}
	st := e.Stream(Segment{Part: exposure.PartTable}, func(Mention) error { return nil })
	st.window = window
	st.Keys(func(k Key) error {
		list = append(list, fmt.Sprintf("%d %s %v %s", k.Record, k.Column, k.Lead, k.Value))
		return nil
	})
	for from := 0; from < len(table); from += piece {
		to := min(len(table), from+piece)
		n, _ := slices.BinarySearchFunc(marks, int64(to), func(m exposure.Mark, to int64) int { return int(m.Offset - to) })
		if err := st.Write([]byte(table[from:to]), marks[:n]); err != nil {
			t.Fatal(err)
		}
		marks = marks[n:]
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestKeys(t *testing.T) {
	for table, want := range map[string][]string{
		"id,name,email\n17,Anna Quendor,a@mail1.example\n18.0,,b@mail1.example\n19,,\n": {"1 row id true 17", "2 row id true 18"},
		"order_id,customer_id,total\n5,17,9\n6,0,9\n7,-,9\n8,null,9\n":                  {"1 customer id false 17"},
		"customer_id,employee_id\n17,3\n":                                               {"1 customer id true 17", "1 employee id false 3"},
		"product_id,title\n17,Lamp\n":                                                   nil,
		"id,price\n17,3\n":                                                              nil,
		"user_id,x\n" + strings.Repeat("1", 65) + ",y\n":                                nil,
	} {
		if got := keysOf(t, table, windowSize, 1<<20); !cmp.Equal(got, want) {
			t.Errorf("%q: %s", table, cmp.Diff(want, got))
		}
	}
}

// Keys depend on the text alone, not on how it is cut.
func TestKeysInWindows(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,name,customer_id\n")
	for i := range 9000 {
		fmt.Fprintf(&b, "%d,Anna Quendor,%d\n", i+1, 7*i+1)
	}
	want := keysOf(t, b.String(), windowSize, b.Len())
	if len(want) != 18000 {
		t.Fatalf("%d keys, want 18000", len(want))
	}
	for _, cut := range [][2]int{{windowSize, 1000}, {4096, b.Len()}, {8192, 333}} {
		if got := keysOf(t, b.String(), cut[0], cut[1]); !slices.Equal(got, want) {
			t.Errorf("in windows of %d and pieces of %d there are other keys", cut[0], cut[1])
		}
	}
}
