package main

import "testing"

// A column or key for copies makes no mail of a row: what stands there is of whom it names, and the copies' not.
func TestRowsWithCopies(t *testing.T) {
	const row = "name,phone,iban,cc\nGreta Zwengel,+49 30 23125 123," + ibanA + ",odo@brachtwerk.com\n"
	togetherIn(t, "a.csv", row, "greta zwengel", ibanA)
	apartIn(t, "a.csv", row, "entity", "brachtwerk.com|"+ibanA)
	togetherIn(t, "a.json", `[{"name":"Greta Zwengel","phone":"+49 30 23125 123","cc":["odo@brachtwerk.com"]}]`, "greta zwengel", "+493023125123")
}
