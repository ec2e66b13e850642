package report

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/report/atlas"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

var sampleDir = flag.String("sample", "", "write the samples in every format to this folder, to look at")

// TestSample writes the samples where one can look at them:
// go test ./internal/report -run TestSample -sample DIR
func TestSample(t *testing.T) {
	if *sampleDir == "" {
		return
	}
	for name, r := range map[string]*Report{"small": smallSample(), "large": largeSample(65_000), "empty": emptySample(), "refused": refusedSample()} {
		for ext, write := range map[string]func(io.Writer) error{
			"html": r.WriteHTML, "json": r.WriteJSON, "md": r.WriteMarkdown,
			"csv": func(w io.Writer) error { return r.WriteCSV(w, "") },
		} {
			f, err := os.Create(filepath.Join(*sampleDir, name+"."+ext))
			if err != nil {
				t.Fatal(err)
			}
			if err := write(f); err != nil {
				t.Error(err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// emptySample is a campaign in which nothing was found.
func emptySample() *Report {
	f := &attribute.Figures{Kinds: []attribute.KindFigure{}, Countries: []attribute.CountryFigure{}, Secrets: []attribute.SecretFigure{}, NotRead: []attribute.NotReadFigure{}}
	f.Entities.Apart, f.Entities.List = map[string]uint64{}, []attribute.Entity{}
	f.Documents.Kinds, f.Documents.Years = []attribute.DocumentFigure{}, []attribute.YearFigure{}
	for _, k := range exposure.Kinds() {
		f.Kinds = append(f.Kinds, attribute.KindFigure{Kind: k})
	}
	return &Report{
		Campaign: Campaign{ID: "nothing", Basis: exposure.Owner, Rules: "sha256:00", Version: "0.1.0"},
		Run:      Run{State: Complete, Complete: true, ObjectsListed: 3, ObjectsRead: 3, Made: at("2026-03-03 10:00")},
		Figures:  f,
	}
}

// refusedSample is a campaign in which nothing could be examined.
func refusedSample() *Report {
	r := emptySample()
	r.Run = Run{State: Incomplete, Why: []string{"A listing has not come to its end."}, Made: at("2026-03-03 10:00")}
	r.Campaign.Targets = []string{"az://fabrikambackup/q3"}
	r.Exposures = []exposure.Exposure{{Target: "az://fabrikambackup/q3", Access: "anonymous", Rights: []exposure.Finding{
		{Right: exposure.RightList, Verdict: exposure.Closed, Access: "anonymous", Why: "not found or private", Status: 404, Code: "ResourceNotFound", At: at("2026-03-03 09:59")},
	}}}
	return r
}

// smallSample is an incomplete campaign of a finder with hostile names in it.
func smallSample() *Report {
	r := emptySample()
	r.Campaign = Campaign{
		ID: "fabrikam-2026", Label: "Fabrikam’s <b>backups</b>\u202etxt.exe", Targets: []string{"az://fabrikambackup/q3", "file:///copy/of/it"},
		Basis: exposure.Finder, Created: at("2026-03-01 09:00"), Rules: "sha256:5f2c0a", Version: "0.1.0",
	}
	r.Run = Run{
		State: Interrupted, Why: []string{"it was stopped by the operator"}, Started: at("2026-03-01 09:01"), Seconds: 65, Starts: 1, Workers: 2,
		ObjectsListed: 200, ObjectsRead: 82, BytesListed: 1_000_000, BytesRead: 410_999, Made: at("2026-03-01 09:05"),
	}
	f := r.Figures
	f.Kinds[exposure.Email-1] = attribute.KindFigure{Kind: exposure.Email, Mentions: 1200, Distinct: 300, Resolved: attribute.Range{Low: 250, High: 280}}
	f.Kinds[exposure.Secret-1] = attribute.KindFigure{Kind: exposure.Secret, Mentions: 3, Distinct: 1, Resolved: attribute.Range{Low: 1, High: 1}}
	f.Kinds[exposure.Phone-1] = attribute.KindFigure{Kind: exposure.Phone, Mentions: 12, Distinct: 12, Resolved: attribute.Range{Low: 12, High: 12}}
	f.Persons = attribute.PersonFigure{Mentions: 400, Distinct: 200, Resolved: attribute.Range{Low: 150, High: 180}}
	f.Entities = attribute.EntityFigure{
		Mentions: 1500, Distinct: 4, Resolved: attribute.Range{Low: 2, High: 3}, Apart: map[string]uint64{"free-mail": 3, "reserved": 1},
		List: []attribute.Entity{
			{ID: "contoso.example", Name: "Contoso Ltd", Domains: []string{"contoso.example", "contoso.test"}, Country: "SG", CountryShare: 80, Mentions: 900,
				Kinds: map[string]uint64{"email": 200, "secret": 1, "phone": 12}, Contents: 31, Roles: []exposure.Role{exposure.RoleRecipient, exposure.RoleBuyer},
				Merges: []attribute.Merge{{Other: "contoso.test", Reason: "same company name in 12 signatures"}}},
			{ID: "company:evil", Name: "=HYPERLINK(\"x\")<script>alert(1)</script>", Domains: []string{}, Mentions: 12, Kinds: map[string]uint64{"company": 1}, Contents: 1,
				Probable: "contoso.example", ProbableCause: "the same telephone number"},
			{ID: "شركة.example", Name: "شركة المثال", Domains: []string{"شركة.example"}, Country: "MT", CountryShare: 100, Mentions: 2, Kinds: map[string]uint64{"email": 1}, Contents: 1},
		},
	}
	f.Countries = []attribute.CountryFigure{{Country: "", Entities: 1, Mentions: 12}, {Country: "MT", Entities: 1, Mentions: 2}, {Country: "SG", Entities: 1, Mentions: 900}}
	f.Documents = attribute.DocumentFigures{
		Ways: 90, Distinct: 40,
		Kinds: []attribute.DocumentFigure{{Kind: exposure.DocumentUnknown, Ways: 20, Distinct: 10}, {Kind: exposure.DocumentInvoice, Ways: 70, Distinct: 30}},
		Years: []attribute.YearFigure{{Month: "", Kind: exposure.DocumentUnknown, Distinct: 10}, {Month: "2025-11", Kind: exposure.DocumentInvoice, Distinct: 10}, {Month: "2026-02", Kind: exposure.DocumentInvoice, Distinct: 20}},
	}
	f.Secrets = []attribute.SecretFigure{{Rule: "azure-storage-key", Class: exposure.ClassLive, Mentions: 3, Distinct: 1}}
	f.Duplicates = attribute.DuplicateFigures{SameBytesObjects: 12, SameContentWays: 40, SameIdentity: 700, OtherSpelling: 31, EntityOtherNames: 1}
	f.NotRead = []attribute.NotReadFigure{{Reason: exposure.NotReadEncrypted, Parts: 1, Bytes: 5000, Objects: 1, InPart: 1}, {Reason: exposure.NotReadSample, Parts: 117, Objects: 117}}
	r.Rotate = []Credential{{Rule: "azure-storage-key", Title: "Azure storage account key", Class: exposure.ClassLive, Masked: "AccountKey=Eb••••••==", Mentions: 3, Places: []string{"q3/old.zip!/web.config", "q3/web.config"}, Fingerprint: "4d0dab13e5c32c726efeae3f11f21b40", First: &Position{Offset: 412, Record: 3, Field: exposure.FieldSecret},
		State: &rotate.State{Word: rotate.Open, Owner: "Platform team"}}}
	r.NotRead = []NotReadPart{{Way: "q3/pay\nroll.zip", Reason: exposure.NotReadEncrypted, Bytes: 5000, InPart: true}}
	r.NotReadTotal = 118
	r.Exposures = []exposure.Exposure{{
		Target: "az://fabrikambackup/q3", Access: "anonymous", FirstSeen: at("2026-03-01 09:00"), LastSeen: at("2026-03-01 09:05"), LastWrite: at("2026-02-27 23:10"), Objects: 200, Bytes: 1_000_000,
		Rights: []exposure.Finding{
			{Right: exposure.RightList, Verdict: exposure.Open, Why: "HTTP 200 to List Blobs without credentials", Status: 200, At: at("2026-03-01 09:00")},
			{Right: exposure.RightReadACL, Verdict: exposure.Closed, Why: "HTTP 403 to Get Container ACL", Status: 403, Code: "AuthorizationFailure", At: at("2026-03-01 09:00")},
		},
	}}
	r.Timeline = []Event{{At: at("2026-02-27 23:10"), What: "Last write to az://fabrikambackup/q3"}, {At: at("2026-03-01 09:00"), What: "Found open", Detail: "HTTP 200 to List Blobs without credentials"}}
	return r
}

// largeSample is a complete campaign of the owner's with n entities in 111
// countries.
func largeSample(n int) *Report {
	rnd := rand.New(rand.NewPCG(1, 2))
	r := emptySample()
	r.Campaign = Campaign{
		ID: "northwind-2026-03", Label: "Northwind partner backups", Basis: exposure.Owner, SignedOffBy: "J. Doe, CISO, ticket 4711", Depth: "read",
		Targets: []string{"az://northwindpartners/backups", "az://northwindpartners/exports-eu", "s3://northwind-crm-dump"},
		Until:   at("2027-01-31 00:00"), Created: at("2026-03-02 07:40"), Hold: true,
		Rules: "sha256:5f2c0a9d4be1c7d70a5f9e3b18c6a4d2e7f0918273645566778899aabbccddee", Version: "0.1.0",
	}
	r.Run = Run{
		State: Complete, Complete: true, Started: at("2026-03-02 07:41"), Ended: at("2026-03-02 13:58"), Seconds: 22_380, Starts: 2, Workers: 8,
		ObjectsListed: 1_204_554, ObjectsRead: 1_204_554, BytesListed: 2_402_117_000_000, BytesRead: 2_402_117_000_000, Made: at("2026-03-03 10:12"),
	}
	r.Claims = []Claim{{"entity", 65_000, "by the finder, 19 October"}, {"email", 335_000, "by the finder, 19 October"}, {"user", 548_000, "by the finder, 19 October"}, {"project", 133_000, "by the finder, 19 October"}}
	sampleFigures(r.Figures, rnd, n)
	sampleLists(r)
	return r
}

func sampleFigures(f *attribute.Figures, rnd *rand.Rand, n int) {
	for _, k := range []attribute.KindFigure{
		{Kind: exposure.Email, Mentions: 1_204_554, Distinct: 335_120, Resolved: attribute.Range{Low: 301_877, High: 322_790}},
		{Kind: exposure.Message, Mentions: 402_118, Distinct: 96_420, Resolved: attribute.Range{Low: 96_420, High: 96_420}},
		{Kind: exposure.User, Mentions: 2_981_004, Distinct: 548_016, Resolved: attribute.Range{Low: 402_551, High: 431_900}},
		{Kind: exposure.Person, Mentions: 1_840_222, Distinct: 281_340, Resolved: attribute.Range{Low: 240_118, High: 268_003}},
		{Kind: exposure.Phone, Mentions: 611_031, Distinct: 188_231, Resolved: attribute.Range{Low: 171_004, High: 180_655}},
		{Kind: exposure.Company, Mentions: 933_870, Distinct: 81_209, Resolved: attribute.Range{Low: 66_310, High: 71_450}},
		{Kind: exposure.Secret, Mentions: 8_422, Distinct: 417, Resolved: attribute.Range{Low: 411, High: 417}},
		{Kind: exposure.Project, Mentions: 760_113, Distinct: 133_018, Resolved: attribute.Range{Low: 128_440, High: 131_002}},
		{Kind: exposure.IP, Mentions: 54_010, Distinct: 9_338, Resolved: attribute.Range{Low: 9_338, High: 9_338}},
		{Kind: exposure.Domain, Mentions: 220_410, Distinct: 70_552, Resolved: attribute.Range{Low: 70_552, High: 70_552}},
		{Kind: exposure.Host, Mentions: 18_221, Distinct: 2_204, Resolved: attribute.Range{Low: 2_204, High: 2_204}},
		{Kind: exposure.Country, Mentions: 99_120, Distinct: 111, Resolved: attribute.Range{Low: 111, High: 111}},
	} {
		f.Kinds[k.Kind-1] = k
	}
	f.Persons = attribute.PersonFigure{Mentions: 1_840_222, Distinct: 422_900, Resolved: attribute.Range{Low: 231_004, High: 262_870}}
	f.Duplicates = attribute.DuplicateFigures{SameBytesObjects: 311_204, SameContentWays: 88_931, SameIdentity: 4_120_331, OtherSpelling: 214_002, EntityOtherNames: 12_771}
	sampleCountries(f, rnd, n)
	sampleDocuments(f, rnd)
	f.Entities.Mentions, f.Entities.Distinct, f.Entities.Resolved = 5_420_118, uint64(n)*12/10, attribute.Range{Low: uint64(n) * 97 / 100, High: uint64(n)}
	f.Entities.Apart = map[string]uint64{"free-mail": 214, "owner": 9, "reserved": 31, "system": 12}
	f.Secrets = []attribute.SecretFigure{
		{Rule: "azure-sas", Class: exposure.ClassExpired, Mentions: 902, Distinct: 88}, {Rule: "azure-storage-key", Class: exposure.ClassLive, Mentions: 31, Distinct: 4},
		{Rule: "jwt", Class: exposure.ClassExpired, Mentions: 4_120, Distinct: 201}, {Rule: "password-assignment", Class: "", Mentions: 3_301, Distinct: 112},
		{Rule: "private-key", Class: exposure.ClassLive, Mentions: 68, Distinct: 12},
	}
	f.NotRead = []attribute.NotReadFigure{
		{Reason: exposure.NotReadArchived, Parts: 12, Objects: 12, Bytes: 81_200_000_000}, {Reason: exposure.NotReadBroken, Parts: 204, Objects: 61, InPart: 180, Bytes: 91_022_000},
		{Reason: exposure.NotReadEncrypted, Parts: 1_204, Bytes: 8_220_118_204}, {Reason: exposure.NotReadImage, Parts: 20_118, Bytes: 11_204_000_000},
		{Reason: exposure.NotReadSnapshot, Parts: 310, Objects: 310, Bytes: 2_111_000_000},
	}
}

func sampleCountries(f *attribute.Figures, rnd *rand.Rand, n int) {
	codes := []string{"US", "DE", "GB", "IN", "FR", "CA", "AU", "NL", "JP", "BR", "SG", "CH", "SE", "IT", "ES", "AE", "ZA", "MX", "DK", "NO", "BE", "PL", "FI", "AT", "IE", "NZ", "IL", "SA", "HK", "MY", "TR", "MT", "BH", "MU", "LU", "QA", "KW", "CY", "MO", "MV", "SC", "BB", "XK"}
	has := map[string]bool{"AQ": true, "--": true, "RU": true, "KP": true}
	for _, c := range codes {
		has[c] = true
	}
	for _, c := range atlas.Load().Countries {
		if len(codes) < 111 && !has[c.Code] && c.Path != "" && rnd.IntN(100) < 62 {
			codes = append(codes, c.Code)
		}
	}
	var left = n
	weights := 0.0
	for i := range codes {
		weights += 1 / float64(i+1)
	}
	f.Entities.List = make([]attribute.Entity, 0, n)
	for i, code := range codes {
		k := max(1, int(float64(n)*0.985/float64(i+1)/weights))
		if i > 60 {
			k = 1 + rnd.IntN(60)
		}
		k = min(k, left)
		left -= k
		f.Countries = append(f.Countries, attribute.CountryFigure{Country: code, Entities: uint64(k), Mentions: uint64(k)*(20+uint64(rnd.IntN(90))) + 3})
		for range k {
			f.Entities.List = append(f.Entities.List, sampleEntity(rnd, len(f.Entities.List), code))
		}
	}
	f.Countries = append(f.Countries, attribute.CountryFigure{Entities: uint64(left), Mentions: uint64(left) * 3})
	for range left {
		f.Entities.List = append(f.Entities.List, sampleEntity(rnd, len(f.Entities.List), ""))
	}
	sort.Slice(f.Countries, func(i, j int) bool { return f.Countries[i].Country < f.Countries[j].Country })
	sort.SliceStable(f.Entities.List, func(i, j int) bool { return f.Entities.List[i].Mentions > f.Entities.List[j].Mentions })
}

func sampleEntity(rnd *rand.Rand, i int, country string) attribute.Entity {
	first := []string{"Aldgate", "Brightwater", "Cedar", "Dovetail", "Elmfield", "Fjordline", "Granite", "Harbour", "Ironwood", "Juniper", "Kestrel", "Lumen", "Meridian", "Nordlys", "Ostrava", "Pinecrest", "Quayside", "Riverbend", "Sandvik", "Tamarind"}
	second := []string{"Logistics", "Foods", "Engineering", "Pharma", "Energy", "Textiles", "Shipping", "Analytics", "Health", "Insurance", "Paper", "Mining", "Telecom", "Foundry", "Retail", "Aerospace"}
	form := []string{"Ltd", "GmbH", "Inc", "SA", "AB", "BV", "Pte Ltd", "SpA", "AG", "Oy"}
	a, b := first[rnd.IntN(len(first))], second[rnd.IntN(len(second))]
	domain := fmt.Sprintf("%s-%s%d.example", strings.ToLower(a), strings.ToLower(b), i)
	scale := uint64(1 + int(12_000/(1+rnd.ExpFloat64()*4000)))
	e := attribute.Entity{
		ID: domain, Name: a + " " + b + " " + form[rnd.IntN(len(form))], Domains: []string{domain}, Country: country, CountryShare: 60 + rnd.IntN(41),
		Mentions: scale*40 + uint64(rnd.IntN(40)), Contents: scale*2 + uint64(rnd.IntN(9)),
		Kinds: map[string]uint64{"email": scale*3 + 1, "person": scale * 2, "phone": scale, "user": scale * 4, "project": 1 + scale/3},
	}
	if rnd.IntN(6) == 0 {
		e.Kinds["secret"] = uint64(1 + rnd.IntN(9))
	}
	if rnd.IntN(5) == 0 {
		other := strings.ToLower(a) + fmt.Sprint(i) + ".test"
		e.Domains = append(e.Domains, other)
		e.Merges = []attribute.Merge{{Other: other, Reason: fmt.Sprintf("same company name in %d signatures", 3+rnd.IntN(40))}}
	}
	return e
}

func sampleDocuments(f *attribute.Figures, rnd *rand.Rand) {
	kinds := []struct {
		kind exposure.DocumentKind
		rate int
	}{
		{exposure.DocumentCustomerMail, 900}, {exposure.DocumentInvoice, 420}, {exposure.DocumentSOW, 260}, {exposure.DocumentProductOrder, 230},
		{exposure.DocumentPOE, 190}, {exposure.DocumentOffer, 160}, {exposure.DocumentPriceList, 60}, {exposure.DocumentSigned, 80}, {exposure.DocumentPOC, 70},
		{exposure.DocumentInternalComment, 22}, {exposure.DocumentNetworkConfig, 8}, {exposure.DocumentCredentialFile, 3}, {exposure.DocumentOther, 300}, {exposure.DocumentUnknown, 110},
	}
	for _, k := range kinds {
		var all uint64
		for m := 0; m < 68; m++ {
			n := uint64(float64(k.rate) * (0.35 + float64(m)/60 + rnd.Float64()*0.35))
			if m%12 == 11 {
				n = n * 7 / 10
			}
			all += n
			f.Documents.Years = append(f.Documents.Years, attribute.YearFigure{Month: fmt.Sprintf("%d-%02d", 2020+(m+6)/12, (m+6)%12+1), Kind: k.kind, Distinct: n})
		}
		f.Documents.Years = append(f.Documents.Years, attribute.YearFigure{Month: "1980-01", Kind: k.kind, Distinct: 7})
		all += 7
		ways := all * uint64(130+rnd.IntN(160)) / 100
		f.Documents.Kinds = append(f.Documents.Kinds, attribute.DocumentFigure{Kind: k.kind, Ways: ways, Distinct: all})
		f.Documents.Distinct += all
		f.Documents.Ways += ways
	}
	sort.Slice(f.Documents.Kinds, func(i, j int) bool { return f.Documents.Kinds[i].Kind < f.Documents.Kinds[j].Kind })
	sort.SliceStable(f.Documents.Years, func(i, j int) bool { return f.Documents.Years[i].Month < f.Documents.Years[j].Month })
}

func sampleLists(r *Report) {
	titles := []struct{ rule, title, masked, place string }{
		{"azure-storage-key", "Azure storage account key", "AccountKey=Eby8vd••••••••••••••••••••Fq==", "exports-eu/deploy/web.config"},
		{"private-key", "Private key (RSA, 2048 bit)", "-----BEGIN RSA PRIVATE KEY----- ••••", "backups/ops/keys.zip!/id_rsa"},
		{"azure-sas", "Shared access signature, whole account", "sv=2021-08-06&sp=rwdl&sig=••••••", "backups/2025/notes/share-link.eml#body"},
		{"database-connection-string", "Database connection string", "Server=sql-•••.northwind.example;User=app;Password=••••••", "s3://northwind-crm-dump/config/appsettings.json"},
		{"aws-access-key", "AWS access key", "AKIA••••••••••••", "backups/ops/terraform.tfvars"},
		{"password-assignment", "Password in configuration", "smtp_password=••••••", "exports-eu/mail/relay.ini"},
	}
	for i := range 24 {
		t := titles[i%len(titles)]
		c := Credential{Rule: t.rule, Title: t.title, Class: exposure.ClassLive, Masked: t.masked, Mentions: uint64(31 - i), Places: []string{t.place, "backups/2024-11.tar.gz!/" + t.place}, More: uint64(24 - i)}
		if i%4 == 3 {
			c.Class, c.Places, c.More = "", c.Places[:1], 0
		}
		r.Rotate = append(r.Rotate, c)
	}
	r.RotateTotal = 128
	for i := range 30 {
		reason := []exposure.Reason{exposure.NotReadEncrypted, exposure.NotReadImage, exposure.NotReadBroken, exposure.NotReadArchived, exposure.NotReadSnapshot}[i%5]
		r.NotRead = append(r.NotRead, NotReadPart{Way: fmt.Sprintf("backups/202%d/contracts/batch-%04d.zip!/scans/SOW-%05d-signed-p••.pdf", i%6, i*37, i*911), Reason: reason, Bytes: uint64(i*i*91_204 + i)})
	}
	r.NotReadTotal = 21_848
	for i, target := range r.Campaign.Targets {
		e := exposure.Exposure{
			Target: target, Access: "anonymous", FirstSeen: at("2026-03-02 07:40"), LastSeen: at("2026-03-03 10:11"), LastWrite: at("2026-02-27 23:10").AddDate(0, -7*i, -3*i),
			Objects: int64(900_000 / (i + 1)), Bytes: int64(1_800_000_000_000 / (i + 1)),
			Rights: []exposure.Finding{
				{Right: exposure.RightList, Verdict: exposure.Open, Why: "HTTP 200 to List Blobs without credentials", Status: 200, At: at("2026-03-02 07:40")},
				{Right: exposure.RightRead, Verdict: exposure.Open, Why: "HTTP 206 to the first byte of one blob without credentials", Status: 206, At: at("2026-03-02 07:40")},
				{Right: exposure.RightReadACL, Verdict: exposure.Closed, Why: "HTTP 403 to Get Container ACL", Status: 403, Code: "AuthorizationFailure", At: at("2026-03-02 07:41")},
				{Right: exposure.RightListVersions, Verdict: exposure.Inconclusive, Why: "HTTP 503 each time it was asked", Status: 503, Code: "ServerBusy", At: at("2026-03-02 07:41")},
			},
		}
		if i == 2 {
			e.Vendor = "Tailspin Managed Backup"
		}
		r.Exposures = append(r.Exposures, e)
	}
	r.Timeline = []Event{
		{at("2020-07-01 08:00"), "Oldest file date", "of a document that could be read"},
		{at("2026-02-27 23:10"), "Last write to the target", "az://northwindpartners/backups"},
		{at("2026-03-02 07:40"), "Found open", "HTTP 200 to List Blobs without credentials"},
		{at("2026-03-02 07:41"), "Scan started", "8 workers"},
		{at("2026-03-02 09:30"), "Listing complete", "1,204,554 objects, 2.40 TB"},
		{at("2026-03-02 13:58"), "Reading complete", "1,204,554 objects"},
		{at("2026-03-03 10:12"), "Figures made", "rules sha256:5f2c0a9d…"},
	}
}
