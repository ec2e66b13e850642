package leak

import (
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// private adds what an internal comment should not hold of the person whom it is
// about: numbers, days, addresses, things. All of it is invented: years in which
// nobody lives who is in a customer base, the test range of the NHS, letters that no
// maker and no bank has, published test addresses of wallets.
func (g *gen) private(d *document) {
	r := g.r // what else is drawn stays as it is
	put := func(kind exposure.Kind, label, written, canonical string) {
		if r.one(2) {
			g.mention(kind, written, canonical, nameID(canonical))
			d.labelled(label, written)
		}
	}
	plain := func(s string) string {
		return strings.ToUpper(strings.NewReplacer(" ", "", ":", "", "-", "").Replace(s))
	}
	number := func(kind exposure.Kind, label, written string) { put(kind, label, written, plain(written)) }

	born := fmt.Sprintf("19%02d-%02d-%02d", r.n(10), 1+r.n(12), 1+r.n(28))
	put(exposure.Birth, "Date of birth", born, born)
	number(exposure.Identifier, "National insurance number", fmt.Sprintf("XY %02d %02d %02d C", r.n(100), 10+r.n(90), r.n(100)))
	number(exposure.Health, "NHS number", nhsNumber(&r))
	street := fmt.Sprintf("%d Sample Street, Testford", 1+r.n(400))
	put(exposure.Address, "Address", street, strings.ToLower(strings.ReplaceAll(street, ",", "")))
	company := 100_000 + r.n(800_000)
	number(exposure.Register, "VAT number", fmt.Sprintf("LU%06d%02d", company, company%89))
	number(exposure.Bank, "BIC", pick(&r, []string{"CORVDE2X", "CORVGB2LXXX", "ZZXXFR2P"}))
	number(exposure.Vehicle, "VIN", fmt.Sprintf("WZZZZZ8ZXKZ%06d", r.n(1_000_000)))
	number(exposure.Device, "MAC address", fmt.Sprintf("02:00:5E:%02X:%02X:%02X", 16+r.n(200), r.n(256), r.n(256)))
	wallet := pick(&r, []string{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"}) // BIP 173, BIP 350
	put(exposure.Wallet, "Wallet", wallet, wallet)
	arn := fmt.Sprintf("arn:aws:s3:::corvanta-export-%05d", r.n(100_000))
	put(exposure.Resource, "Bucket", arn, arn)

	// Like them, and nothing of the sort.
	d.labelled("Batch", fmt.Sprintf("%09d", 100_000_000+r.n(800_000_000)))
	d.labelled("Build", fmt.Sprintf("7.%d.%d.%d", r.n(20), r.n(4000), r.n(90)))
	d.labelled("Reviewed", g.date()+" 10:15")
	d.labelled("Checksum", fmt.Sprintf("%016x", mix(uint64(r.n(1<<30)))))
}

// nhsNumber returns a number of the range 999, which is for tests, with its check
// digit modulo 11.
func nhsNumber(r *rng) string {
	for {
		n := 999_000_000 + r.n(1_000_000)
		sum, rest := 0, n
		for w := 2; w <= 10; w++ {
			sum += w * (rest % 10)
			rest /= 10
		}
		if check := (11 - sum%11) % 11; check < 10 {
			return fmt.Sprintf("%d %03d %04d", n/1_000_000, n/1_000%1_000, n%1_000*10+check)
		}
	}
}
