package detecttest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// An engine that is asked for some kinds leaves rules out that cannot matter to
// them: it finds of these kinds what one finds that looks for all.
func TestKindsAlone(t *testing.T) {
	all := engine(t)
	corpora := append(Corpora(1<<20, 3), Clean(1<<20, 3))
	examples := &Corpus{Name: "examples"}
	for i, r := range all.Rules() {
		positive, negative := r.Examples()
		for _, x := range append(positive, negative...) {
			examples.Marks = append(examples.Marks, exposure.Mark{Offset: int64(len(examples.Text)), Field: x.Field, Record: int64(i + 1)})
			examples.Text = append(examples.Text, x.Text...)
			examples.Marks = append(examples.Marks, exposure.Mark{Offset: int64(len(examples.Text))})
			examples.Text = append(examples.Text, "\n\n\n"...)
		}
	}
	examples.Text = append(examples.Text, "Contoso\nhttps://jane:pw@contoso.example/x\n"...)
	corpora = append(corpora, examples)
	for _, kinds := range [][]exposure.Kind{
		{exposure.Secret}, {exposure.Email}, {exposure.Person}, {exposure.Company, exposure.Country}, {exposure.Card, exposure.Identifier}, {exposure.User},
		{exposure.Country}, {exposure.Address}, {exposure.Project, exposure.Reference}, {exposure.Phone, exposure.IP, exposure.Host}, {exposure.Amount, exposure.Birth},
	} {
		some, err := detect.New(detect.Options{Kinds: kinds})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range corpora {
			want, got := placesOf(t, all, c, kinds), placesOf(t, some, c, kinds)
			if !slices.Equal(want, got) {
				t.Errorf("%v in %s: %d found, of %d", kinds, c.Name, len(got), len(want))
			}
			if c.Name == "examples" && len(want) == 0 {
				t.Errorf("%v: nothing to compare", kinds)
			}
		}
	}
}

func placesOf(t *testing.T, e *detect.Engine, c *Corpus, kinds []exposure.Kind) (list []string) {
	for _, m := range Collect(t, e, c.Segment, c.Text, c.Marks, 0) {
		if slices.Contains(kinds, m.Kind) {
			list = append(list, fmt.Sprint(m.Offset, m.Length, m.Kind, m.Rule, m.Score))
		}
	}
	slices.Sort(list)
	return list
}
