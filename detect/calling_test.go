package detect

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

var update = flag.Bool("update", false, "write data/calling.txt anew from libphonenumber's metadata")

// TestCallingCodes holds data/calling.txt to libphonenumber: with -update it is
// made from it.
func TestCallingCodes(t *testing.T) {
	const file = "data/calling.txt"
	if *update {
		if err := os.WriteFile(file, []byte(makeCalling()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := parseCalling(file, data)
	if err != nil {
		t.Fatal(err)
	}
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil {
				continue
			}
			s := strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+")
			if !codes.valid([]byte(s)) {
				t.Errorf("%s: example number +%s is refused; run with -update", region, s)
			}
		}
	}
	for _, bad := range []string{"4912", "999123456789", "10123456789", "12345678", "0491711234567"} {
		if codes.valid([]byte(bad)) {
			t.Errorf("+%s is taken", bad)
		}
	}
}

// makeCalling tries every two-digit beginning of every length with fixed
// pseudo-random rests.
func makeCalling() string {
	var b strings.Builder
	b.WriteString("# Country calling codes: for each length of the national number, its possible first two digits.\n")
	b.WriteString("# Made from the metadata of libphonenumber by: go test ./detect -run TestCallingCodes -update\n")
	var list []int
	for code := range phonenumbers.GetSupportedCallingCodes() {
		list = append(list, code)
	}
	slices.Sort(list)
	examples := map[string]bool{}
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			if n := phonenumbers.GetExampleNumberForType(region, kind); n != nil {
				s := phonenumbers.GetNationalSignificantNumber(n)
				two, _ := strconv.Atoi(s[:2])
				examples[fmt.Sprint(n.GetCountryCode(), len(s), two)] = true
			}
		}
	}
	for _, code := range list {
		fmt.Fprint(&b, code)
		for length := 4; length <= 15; length++ {
			var two []int
			for p := range 100 {
				if anyValid(code, p, length) || examples[fmt.Sprint(code, length, p)] {
					two = append(two, p)
				}
			}
			if len(two) > 0 {
				fmt.Fprintf(&b, " %d=%s", length, ranges(two))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func anyValid(code, two, length int) bool {
	rnd := newDice(fmt.Sprint(code, two, length))
	region := phonenumbers.GetRegionCodeForCountryCode(code)
	for try := range 60 {
		digits := fmt.Sprintf("%02d", two)
		for len(digits) < length {
			digits += string('0' + rnd.next()%10)
		}
		n, err := phonenumbers.Parse("+"+fmt.Sprint(code)+digits[:length], region)
		if err != nil {
			return false
		}
		if try == 0 && !phonenumbers.IsPossibleNumber(n) {
			return false
		}
		if phonenumbers.IsValidNumber(n) && phonenumbers.GetNationalSignificantNumber(n) == digits[:length] {
			return true
		}
	}
	return false
}

func ranges(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		if i == j {
			out = append(out, fmt.Sprintf("%02d", list[i]))
		} else {
			out = append(out, fmt.Sprintf("%02d-%02d", list[i], list[j]))
		}
		i = j + 1
	}
	return strings.Join(out, ",")
}
