package quality

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/seal"
)

// exports are what an office leaves behind, a folder each. What is told is joined, what is not is a wrong join.
var exports = map[string]func(o *office, dir string){
	"one-shop": func(o *office, dir string) {
		list := o.clients(40, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/orders.csv", o.orders("order_id,customer_id", list, true))
		o.file(dir+"/addresses.csv", o.orders("id,customer_id", list[:30], true))
	},
	"another-shop": func(o *office, dir string) {
		list := o.clients(60, rowNumber)
		o.file(dir+"/Customer.csv", clientTable("Id", list))
		o.file(dir+"/Orders_export.csv", o.orders("OrderId,CustomerID", list, true))
	},
	"years": func(o *office, dir string) {
		for _, year := range []string{"2021", "2022"} {
			list := o.clients(30, rowNumber)
			o.file(dir+"/customers_"+year+".csv", clientTable("id", list))
			o.file(dir+"/orders_"+year+".csv", o.orders("customer_id", list, true))
		}
		o.file(dir+"/orders.csv", o.orders("customer_id", o.clients(30, rowNumber), false))
		o.file(dir+"/orders_2023.csv", o.orders("customer_id", o.clients(30, rowNumber), false))
	},
	"versions-that-disagree": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/customers_full.csv", clientTable("id", o.clients(30, rowNumber)))
		o.file(dir+"/orders.csv", o.orders("customer_id", list, false))
	},
	"versions-that-agree": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/customers_full.csv", clientTable("customer_id", list))
		o.file(dir+"/orders.csv", o.orders("customer_id", list, true))
	},
	"another-branch": func(o *office, dir string) {
		o.file(dir+"/customers_a.csv", clientTable("id", o.clients(30, rowNumber)))
		o.file(dir+"/orders_b.csv", o.orders("customer_id", o.clients(30, rowNumber), false))
	},
	"archive": func(o *office, dir string) {
		north, south := o.clients(25, rowNumber), o.clients(25, rowNumber)
		o.file(dir+"/all.zip", zipped(map[string]string{
			"north/customers.csv": clientTable("id", north), "north/orders.csv": o.orders("customer_id", north, true),
			"south/customers.csv": clientTable("id", south), "south/orders.csv": o.orders("customer_id", south, true),
			"west/orders.csv": o.orders("customer_id", o.clients(25, rowNumber), false),
		}))
	},
	"packed-each": func(o *office, dir string) {
		list := o.clients(25, rowNumber)
		o.file(dir+"/customers.csv.gz", gzipped(clientTable("id", list)))
		o.file(dir+"/orders.zip", zipped(map[string]string{"orders.csv": o.orders("customer_id", list, true)}))
	},
	"lines-of-json": func(o *office, dir string) {
		list := o.clients(25, func(i int) string { return fmt.Sprintf("0c%02x8d7e-aaaa-4bbb-8ccc-0123456789ab", i) })
		o.file(dir+"/users.jsonl", jsonl(clientTable("_id", list)))
		o.file(dir+"/payments.jsonl", jsonl(o.orders("payment_id,user_id", list, true)))
	},
	"german": func(o *office, dir string) {
		list := o.clients(25, func(i int) string { return fmt.Sprintf("K%05d", i) })
		o.file(dir+"/Kunden.csv", strings.ReplaceAll(clientTable("Nr", list), ",", ";"))
		o.file(dir+"/Bestellungen.csv", strings.ReplaceAll(o.orders("Bestellnummer,Kunden-Nr", list, true), ",", ";"))
	},
	"spanish": func(o *office, dir string) {
		list := o.clients(25, rowNumber)
		o.file(dir+"/clientes.csv", clientTable("id", list))
		o.file(dir+"/pedidos.csv", o.orders("id_pedido,id_cliente", list, true))
	},
	"same-name-of-key": func(o *office, dir string) {
		list := o.clients(25, func(i int) string { return fmt.Sprintf("E%04d", i) })
		o.file(dir+"/hr-master.csv", clientTable("employee_no", list))
		o.file(dir+"/expenses.csv", o.orders("employee_no", list, true))
	},
	"number-is-not-id": func(o *office, dir string) {
		o.file(dir+"/customers.csv", clientTable("id", o.clients(25, rowNumber)))
		o.file(dir+"/orders.csv", o.orders("customer_no", o.clients(25, rowNumber), false))
	},
	"few-gaps": func(o *office, dir string) {
		list := o.clients(40, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list[:38]))
		o.file(dir+"/orders.csv", o.orders("customer_id", list[:38], true)+strings.SplitN(o.orders("customer_id", list[38:], false), "\n", 2)[1])
	},
	"many-gaps": func(o *office, dir string) {
		list := o.clients(40, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list[:20]))
		o.file(dir+"/orders.csv", o.orders("customer_id", list, false))
	},
	"not-unique": func(o *office, dir string) {
		list := o.clients(40, func(i int) string { return fmt.Sprint(min(i, 30)) })
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/orders.csv", o.orders("customer_id", list, false))
	},
	"served-by": func(o *office, dir string) {
		staff := o.clients(30, rowNumber)
		o.file(dir+"/employees.csv", clientTable("id", staff))
		o.file(dir+"/orders.csv", o.orders("customer_id,employee_id", staff, false))
	},
	"served-by-one-who-is-known": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/employees.csv", clientTable("id", o.clients(90, rowNumber)))
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/orders.csv", o.orders("employee_id,customer_id", list, true))
	},
	"of-two": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/users.csv", clientTable("id", list))
		o.file(dir+"/cards.csv", o.orders("account_id,user_id", list, false))
	},
	"parts-of-tables": func(o *office, dir string) {
		list := o.clients(60, rowNumber)
		for i := range 3 {
			o.file(fmt.Sprintf("%s/customers/part-0000%d-9c1f.csv", dir, i), clientTable("id", list[20*i:20*i+20]))
			o.file(fmt.Sprintf("%s/orders/part-0000%d-77aa.csv", dir, i), o.orders("customer_id", append(slices.Clone(list[i:10]), list[50+i:]...), true))
		}
	},
	"folders-of-users": func(o *office, dir string) {
		o.file(dir+"/17/users.csv", clientTable("id", o.clients(20, rowNumber)))
		o.file(dir+"/18/data.csv", o.orders("user_id", o.clients(20, rowNumber), false))
		o.file(dir+"/data.csv", o.orders("user_id", o.clients(20, rowNumber), false))
	},
	"dump-with-logins": func(o *office, dir string) {
		list := o.clients(20, rowNumber)
		o.file(dir+"/shop.sql", dump("users", "login", list)+payments(o, list, true))
	},
	"two-dumps-in-one": func(o *office, dir string) {
		o.file(dir+"/all.sql", dump("users", "login", o.clients(20, rowNumber))+dump("users", "login", o.clients(20, rowNumber))+payments(o, o.clients(20, rowNumber), false))
	},
	"dump-beside-table": func(o *office, dir string) {
		list := o.clients(20, rowNumber)
		o.file(dir+"/shop.sql", dump("customers", "nick", list))
		o.file(dir+"/orders.csv", o.orders("customer_id", list, true))
	},
	"manager-of": func(o *office, dir string) {
		staff := o.clients(30, rowNumber)
		o.file(dir+"/employees.csv", clientTable("id", staff))
		o.file(dir+"/bonus.csv", o.orders("manager_employee_id", staff, false))
	},
	"one-key-on-all": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/orders.csv", o.orders("customer_id", slices.Repeat(list[:1], 50), false))
	},
	"one-key-on-most": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/customers.csv", clientTable("id", list))
		o.file(dir+"/orders.csv", o.orders("customer_id", list[1:], true)+strings.SplitN(o.orders("customer_id", slices.Repeat(list[:1], 90), false), "\n", 2)[1])
	},
	"foreign-key": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		o.file(dir+"/contacts.csv", clientTable("account_id", list))
		o.file(dir+"/leads.csv", strings.Replace(clientTable("lead_id,account_id", nil), "\n", "", 1)+"\n"+numbered(list))
		o.file(dir+"/notes.csv", o.orders("account_id", list, false))
	},
	"other-bytes-same-folder": func(o *office, dir string) {
		list := o.clients(30, rowNumber)
		orders := o.orders("customer_id", list, true)
		o.file(dir+"/a/customers.csv", clientTable("id", list))
		o.file(dir+"/a/orders.csv", orders)
		o.file(dir+"/copy/orders.csv", orders)
	},
	"copies-beside-others": func(o *office, dir string) {
		orders := o.orders("customer_id", o.clients(30, rowNumber), false)
		for _, d := range []string{"/a", "/b"} {
			o.file(dir+d+"/customers.csv", clientTable("id", o.clients(30, rowNumber)))
			o.file(dir+d+"/orders.csv", orders)
		}
	},
	"products": func(o *office, dir string) {
		o.file(dir+"/products.csv", clientTable("id", o.clients(30, rowNumber)))
		o.file(dir+"/orders.csv", o.orders("customer_id,product_id", o.clients(30, rowNumber), false))
	},
}

// holders says of each card whose it is: the address of the person that has it.
func holders(t testing.TB, c *campaign.Campaign, o *office) map[string][]string {
	t.Helper()
	s := c.Key.Sealer()
	print := func(kind exposure.Kind, value string) exposure.Fingerprint {
		return s.Fingerprint(kind, seal.Canonical(kind, value))
	}
	cards, mails := map[exposure.Fingerprint]string{}, map[exposure.Fingerprint]string{}
	for card := range o.whose {
		cards[print(exposure.Card, card)] = card
	}
	for n := range o.mails {
		mail := fmt.Sprintf("m%d@mail%d.example", n+1, (n+1)%7)
		mails[print(exposure.Email, mail)] = mail
	}
	out := map[string][]string{}
	for p, err := range attribute.People(t.Context(), input(t.Context(), t, c), attribute.Crowd{}) {
		if err != nil {
			t.Fatal(err)
		}
		mail := "somebody without an address"
		for _, e := range p.Elements {
			if m, ok := mails[e.Print]; ok {
				mail = m
			}
		}
		for _, e := range p.Elements {
			if card, ok := cards[e.Print]; ok {
				out[card] = append(out[card], mail)
			}
		}
	}
	return out
}

// TestJoinsOfExports holds the joins of tables in files of one export to the truth: no card is another's, and all are
// found that can be.
func TestJoinsOfExports(t *testing.T) {
	o := newOffice()
	names := make([]string, 0, len(exports))
	for name := range exports {
		names = append(names, name)
	}
	slices.Sort(names)
	of := map[string]string{}
	for _, name := range names {
		exports[name](o, name)
		for card := range o.whose {
			if of[card] == "" {
				of[card] = name
			}
		}
	}
	for _, basis := range []exposure.Basis{exposure.Owner, exposure.Finder} {
		t.Run(string(basis), func(t *testing.T) {
			found := holders(t, scannedFiles(t, basis, newDrawer(slices.Clone(o.files))), o)
			wrong, missing := map[string]int{}, map[string]int{}
			for card, whose := range o.whose {
				switch got := found[card]; {
				case len(got) == 0 && whose != "":
					missing[of[card]]++
				case len(got) > 0 && (len(got) > 1 || got[0] != whose):
					wrong[of[card]]++
				}
			}
			if len(wrong) > 0 {
				t.Errorf("cards of one were told to another: %v", wrong)
			}
			if len(missing) > 0 {
				t.Errorf("cards that a key tells whose they are were nobody's: %v", missing)
			}
		})
	}
}
