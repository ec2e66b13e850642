package main

import "testing"

// Whom a row is about has what nobody's name is said of, and whoever looks after them has none of it.
func TestRowsOfCustomersAreTheirs(t *testing.T) {
	list := toldOf(t, map[string]string{"a.csv": "owner_name,owner_email,customer_name,customer_email,customer_ssn,customer_phone\n" +
		"Ragnhild Solberg,ragnhild.solberg@own.example,Adelheid Abernathy,adelheid.abernathy@gmail.com,510-11-1200,+1 612 555 0100\n" +
		"Mthunzi Dube,mthunzi.dube@own.example,Barnabas Hollingberry,barnabas@gmail.com,511-12-1237,+1 612 555 0101\n"}, "person")
	for _, pair := range [][2]string{{"Adelheid Abernathy", "510111200"}, {"Barnabas Hollingberry", "511121237"}, {"Mthunzi Dube", "mthunzi.dube@own.example"}} {
		if !together(list, pair[0], pair[1]) {
			t.Errorf("no line has %q and %q: %q", pair[0], pair[1], list)
		}
	}
	for _, other := range []string{"510111200", "511121237", "@gmail.com", "+1612555"} {
		if together(list, "Mthunzi Dube", other) || together(list, "Ragnhild Solberg", other) {
			t.Errorf("an employee has a customer's %q: %q", other, list)
		}
	}
}

// Customers that are people are no organisations, each with a pack of its own.
func TestPrivateCustomersAreNoOrganisations(t *testing.T) {
	list := toldOf(t, map[string]string{
		"a.csv": "property,landlord_name,landlord_email,tenant_name,tenant_email,tenant_dob\n1 Elm,Cuthbert Allardyce,cuthbert@gmail.com,Winifred Stannard,winifred@gmail.com,1990-02-03\n",
		"b.csv": "customer_name,customer_email,total\nGriselda Narracott,griselda@gmail.com,12\nContoso Glassworks Ltd,info@contoso-demo.co.uk,13\n",
	}, "entity")
	for _, name := range []string{"Winifred Stannard", "Griselda Narracott"} {
		if together(list, name, "") {
			t.Errorf("%s is an organisation: %q", name, list)
		}
	}
	if !together(list, "Contoso Glassworks Ltd", "") {
		t.Errorf("a firm that buys is none: %q", list)
	}
}

// Whom to call for somebody does not have their number, and they lose nothing by it.
func TestEmergencyContactsHaveNoNumberOfTheirs(t *testing.T) {
	list := toldOf(t, map[string]string{"a.sql": "-- MySQL dump\nCREATE TABLE `staff` (`emp_id` int, `name` varchar(50), `ssn` varchar(20));\nINSERT INTO `staff` VALUES (101,'Tabitha Ravenscroft','514-22-8891');\n" +
		"CREATE TABLE `bank` (`emp_id` int, `iban` varchar(40));\nINSERT INTO `bank` VALUES (101,'DE75512108001245126199');\n" +
		"CREATE TABLE `emergency` (`emp_id` int, `contact` varchar(50), `phone` varchar(20));\nINSERT INTO `emergency` VALUES (101,'Clementine Ravenscroft','+1 612 555 0199');\n"}, "person")
	if !together(list, "Tabitha Ravenscroft", "DE75512108001245126199") {
		t.Errorf("her account is lost: %q", list)
	}
	if together(list, "Clementine Ravenscroft", "DE75512108001245126199") || together(list, "Clementine Ravenscroft", "employee 101") || !together(list, "Clementine Ravenscroft", "+16125550199") {
		t.Errorf("whom to call: %q", list)
	}
}
