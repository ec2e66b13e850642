package catalog

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A content that an archive holds under several names has a way by each of them;
// copies of which no name is kept are told with the first.
func TestEveryNameOfAMember(t *testing.T) {
	c, ctx := open(t), t.Context()
	target, err := c.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SavePage(ctx, Page{Target: target.ID, Last: true, At: noon, Objects: []Object{object("a.zip", 0)}}); err != nil {
		t.Fatal(err)
	}
	shards, _ := c.PendingShards(ctx, nil, map[int64]bool{target.ID: true}, 1)
	objects, _ := c.ShardObjects(ctx, shards[0])
	key := Member{Child: unit("key"), N: 1, Name: "b.env"}
	for _, name := range []string{"c.env", "a.env", "b.env"} {
		key.Join(Member{Child: unit("key"), N: 1, Name: name})
	}
	_, err = c.Publish(ctx, &Publication{
		Contents: []Content{content("key"), content("zip", key)}, Shards: shards,
		Readings: []Reading{{Object: objects[0].ID, ETag: "1", Content: unit("zip"), At: noon}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ways, err := c.Ways(ctx, unit("key"), 10)
	if diff := cmp.Diff([]Way{
		{"az://contoso/q3", "a.zip!/a.env", 2}, {"az://contoso/q3", "a.zip!/b.env", 1}, {"az://contoso/q3", "a.zip!/c.env", 1},
	}, ways); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Of very many names the smallest ones stay, in whatever order they come.
func TestNamesOfAMemberAreBounded(t *testing.T) {
	var all []Member
	for range 2 {
		var m Member
		for i, n := range rand.Perm(3 * otherNames) {
			one := Member{N: 1, Name: fmt.Sprintf("%05d", n)}
			if i == 0 {
				m = one
				continue
			}
			m.Join(one)
		}
		all = append(all, m)
	}
	if diff := cmp.Diff(all[0], all[1]); diff != "" || len(all[0].Others) != otherNames || all[0].Name != "00000" || all[0].N != 3*otherNames {
		t.Errorf("%d names from %s, %d copies; another order: %s", len(all[0].Others), all[0].Name, all[0].N, diff)
	}
}
