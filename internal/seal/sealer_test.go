package seal

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

func TestSealDependsOnCanonicalFormAlone(t *testing.T) {
	k := NewKey()
	s := k.Sealer()
	for range 2 { // remembered, and not
		first := s.Seal(exposure.Phone, []byte("0044 7700 900123"), exposure.ClassTest)
		if diff := cmp.Diff(first, k.Sealer().Seal(exposure.Phone, []byte("+44 7700 900123"), exposure.ClassTest)); diff != "" {
			t.Errorf("two sealers differ: %s", diff)
		}
		if u := s.Seal(exposure.User, []byte("0044 7700 900123"), ""); u.Kind != exposure.User || u.Class != "" {
			t.Errorf("another kind of the same value: %+v", u)
		}
	}
	a := s.Seal(exposure.Email, []byte("Jane.Doe@Mail.Contoso.Example"), exposure.ClassRole)
	b := s.Seal(exposure.Email, []byte("<jane.doe@mail.contoso.example>"), exposure.ClassRole)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two spellings differ: %s", diff)
	}
	if a.Clear != "contoso.example" || a.Mask != "j•••@mail.contoso.example" || a.Class != exposure.ClassRole {
		t.Errorf("got %+v", a)
	}
	if got := s.Fingerprint(exposure.Email, "jane.doe@mail.contoso.example"); got != a.Fingerprint {
		t.Error("Fingerprint of the canonical form is another one")
	}
	if other := NewKey().Sealer().Seal(exposure.Email, []byte("jane.doe@mail.contoso.example"), ""); other.Fingerprint == a.Fingerprint || other.Features[0] == a.Features[0] {
		t.Error("another campaign has the same fingerprint or features")
	}
	if u := s.Seal(exposure.User, []byte("jane.doe@mail.contoso.example"), ""); u.Fingerprint == a.Fingerprint {
		t.Error("another kind has the same fingerprint")
	}
	c := s.Seal(exposure.Company, []byte("CONTOSO  gmbh"), "")
	d := s.Seal(exposure.Company, []byte("Contoso GmbH"), "")
	if diff := cmp.Diff(c, d); diff != "" || c.Clear != "Contoso GmbH" {
		t.Errorf("clear form %q depends on the spelling: %s", c.Clear, diff)
	}
}

// shared returns the features that two values have in common.
func shared(s *Sealer, kind exposure.Kind, a, b string) map[exposure.FeatureOf]bool {
	common := map[exposure.FeatureOf]bool{}
	have := map[exposure.Feature]bool{}
	for _, f := range s.Seal(kind, []byte(a), "").Features {
		eachHash(f, func(f exposure.Feature) { have[f] = true })
	}
	for _, f := range s.Seal(kind, []byte(b), "").Features {
		eachHash(f, func(f exposure.Feature) { common[f.Of] = common[f.Of] || have[f] })
	}
	return common
}

// eachHash calls f for the hashes of a feature, whichever word of a name it is of.
func eachHash(feature exposure.Feature, f func(exposure.Feature)) {
	switch feature.Of {
	case exposure.FeatureNear:
		a, b := feature.Near()
		f(exposure.Feature{Of: feature.Of, Hash: uint64(a)})
		f(exposure.Feature{Of: feature.Of, Hash: uint64(b)})
	case exposure.FeatureWord, exposure.FeatureInitial, exposure.FeatureRoot, exposure.FeatureHead, exposure.FeatureSound:
		_, hash := feature.Word()
		if feature.Of == exposure.FeatureSound {
			hash |= 1
		}
		f(exposure.Feature{Of: feature.Of, Hash: hash})
	default:
		f(feature)
	}
}

func TestFeaturesLinkWhatTheyShould(t *testing.T) {
	s := NewKey().Sealer()
	for _, c := range []struct {
		kind exposure.Kind
		a, b string
		of   exposure.FeatureOf
		want bool
	}{
		{exposure.Email, "jane+news@contoso.example", "jane@contoso.example", exposure.FeatureMailbox, true},
		{exposure.Email, "jane@gmail.com", "jane+x@googlemail.com", exposure.FeatureMailbox, true},
		{exposure.Email, "jane.doe@contoso.example", "janedoe@contoso.example", exposure.FeatureMailbox, false},
		{exposure.Email, "jane.doe@contoso.example", "janedoe@contoso.example", exposure.FeatureMailboxDot, true},
		{exposure.Email, "jane@contoso.example", "jane@fabrikam.example", exposure.FeatureMailboxDot, false},
		{exposure.Email, "jane+a@contoso.example", "jane@fabrikam.example", exposure.FeatureLocal, true},
		{exposure.Person, "Jane Doe", "Doe, Jane", exposure.FeatureSorted, true},
		{exposure.Person, "Dr. Jane Doe", "DOE Jane", exposure.FeatureSorted, true},
		{exposure.Person, "Jane Doe", "J. Roe", exposure.FeatureInitial, true},
		{exposure.Person, "Jane Doe", "Nina Roe", exposure.FeatureInitial, false},
		{exposure.Person, "Jane Doe", "Jane Roe", exposure.FeatureWord, true},
		{exposure.Person, "Пётр Дое", "Petr Roe", exposure.FeatureNear, true},
		{exposure.Person, "Jane Doe", "Nina Doe", exposure.FeatureRoot, false},
		{exposure.Person, "Bob Doe", "Robbie Roe", exposure.FeatureRoot, true},
		{exposure.Identifier, "123-45-6789", "123 45 6798", exposure.FeatureNear, true},
		{exposure.Identifier, "123-45-6789", "987-65-4321", exposure.FeatureNear, false},
		{exposure.Birth, "1980-05-17", "17.5.1981", exposure.FeatureDatePart, true},
		{exposure.Birth, "1980-05-17", "17.5.1981", exposure.FeatureWord, false},
		{exposure.Birth, "1980-05-17", "1981-06-01", exposure.FeatureNear, true},
		{exposure.Birth, "1980-05-17", "2002-05-17", exposure.FeatureNear, false},
		{exposure.Birth, "1971-05-17", "1961-05-17", exposure.FeatureNear, true},
		{exposure.Birth, "1954-05-17", "1945-05-17", exposure.FeatureNear, true},
		{exposure.Birth, "1965-05-17", "2065-05-17", exposure.FeatureNear, true},
		{exposure.Birth, "1951-02-03", "1985-02-03", exposure.FeatureNear, false}, // a father and a son
		{exposure.Birth, "1961-02-03", "1991-02-03", exposure.FeatureNear, false},
		{exposure.Birth, "1959-02-03", "1995-02-03", exposure.FeatureNear, false},
		{exposure.Person, "هدى الخيامي", "Houda El-Khaiami", exposure.FeatureSound, true},
		{exposure.Person, "Хрущёв", "Chruschtschow", exposure.FeatureSound, true},
		{exposure.Person, "Jane Doe", "Nina Roe", exposure.FeatureSound, false},
		{exposure.Person, "Christian Doe", "Christina Roe", exposure.FeatureHead, true},
		{exposure.Person, "Katherine Doe", "Kathrine Roe", exposure.FeatureHead, false},
		{exposure.Address, "12 Long Lane, Leeds", "14 Long Road", exposure.FeatureToken, true},
		{exposure.Person, "Jürgen Müller", "Jurgen Muller", exposure.FeatureSorted, true},
		{exposure.Person, "Robert Smith", "Rupert Smyth", exposure.FeaturePhonetic, true},
		{exposure.Person, "Robert Smith", "Robert Jones", exposure.FeaturePhonetic, false},
		{exposure.Company, "Contoso GmbH", "CONTOSO AG", exposure.FeatureStem, true},
		{exposure.Company, "Contoso GmbH & Co. KG", "Contoso", exposure.FeatureStem, true},
		{exposure.Company, "Contoso S.r.l.", "Contoso SRL", exposure.FeatureStem, true},
		{exposure.Company, "Contoso Sp. z o.o.", "Contoso A/S", exposure.FeatureStem, true},
		{exposure.Company, "Contoso Pty Ltd", "Contoso Co., Ltd.", exposure.FeatureStem, true},
		{exposure.Company, "株式会社コントソ", "コントソ株式会社", exposure.FeatureStem, true},
		{exposure.Company, "ООО Контосо", "Контосо", exposure.FeatureStem, true},
		{exposure.Company, "Contoso Ltd", "Fabrikam Ltd", exposure.FeatureStem, false},
		{exposure.Company, "Con-Toso, Ltd", "ConToso Ltd", exposure.FeatureFolded, true},
		{exposure.Phone, "+44 7700 900123", "07700 900123", exposure.FeatureSubscriber, true},
		{exposure.Phone, "+44 7700 900123", "+44 7700 900124", exposure.FeatureSubscriber, false},
		{exposure.User, "J.Doe", "j_doe", exposure.FeatureFolded, true},
		{exposure.Project, "PRJ 2022/42", "prj-2022-42", exposure.FeatureFolded, true},
	} {
		if got := shared(s, c.kind, c.a, c.b)[c.of]; got != c.want {
			t.Errorf("%s %q and %q share feature %d: %t, want %t", c.kind, c.a, c.b, c.of, got, c.want)
		}
	}
}

func TestFeaturesAscend(t *testing.T) {
	s := NewKey().Sealer()
	list := s.Seal(exposure.Person, []byte("Anna Maria Anna Doe"), "").Features
	for i := 1; i < len(list); i++ {
		if a, b := list[i-1], list[i]; a.Of > b.Of || a.Of == b.Of && a.Hash >= b.Hash {
			t.Fatalf("features %d and %d: %v, %v", i-1, i, a, b)
		}
	}
}

// Examples of the US National Archives.
func TestSoundex(t *testing.T) {
	for in, want := range map[string]string{
		"washington": "w252", "lee": "l000", "gutierrez": "g362", "pfister": "p236", "jackson": "j250", "tymczak": "t522",
		"ashcraft": "a261", "robert": "r163", "": "", "мария": "",
	} {
		if got := soundex(in); got != want {
			t.Errorf("soundex(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCompanyNameForPeople(t *testing.T) {
	for in, want := range map[string]string{
		"contoso": "Contoso", "the contoso company": "The Contoso Company", "bmw ag": "BMW AG", "contoso gmbh & co. kg": "Contoso GmbH & Co. KG",
		"ag": "Ag", "株式会社コントソ": "株式会社コントソ", "contoso, inc.": "Contoso, Inc",
	} {
		if got := companyName(in); got != want {
			t.Errorf("companyName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamesTellPartsApart(t *testing.T) {
	s := NewKey().Sealer()
	if s.Name("a", "bc") == s.Name("ab", "c") || s.Name("a") == s.Name("a", "") || !sameName(s) {
		t.Error("names mix their parts up")
	}
}

func BenchmarkSeal(b *testing.B) {
	for _, c := range []struct {
		kind  exposure.Kind
		value string
	}{
		{exposure.Email, "jane.doe%d@mail.contoso%d.example"}, {exposure.Phone, "+44 7700 9%05d"}, {exposure.Person, "Jane Doe%d"},
		{exposure.Company, "Contoso %d GmbH"}, {exposure.Secret, "ghp_0123456789abcdef0123456789ab%08d"}, {exposure.User, "jdoe%d"},
	} {
		b.Run(c.kind.String(), func(b *testing.B) {
			s := NewKey().Sealer()
			values := make([][]byte, 1<<16) // more than it remembers
			for i := range values {
				values[i] = fmt.Appendf(nil, c.value, i, i%100)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Seal(c.kind, values[i%len(values)], "")
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "seals/s")
		})
	}
}

// sameName reports whether equal parts have equal names.
func sameName(s *Sealer) bool {
	first := s.Name("a", "b")
	return first == s.Name("a", "b")
}
