package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// An archive that breaks off, its last member that breaks off with it, a member that
// needs a password and a picture are two objects and two parts within one. What was
// read of a part is told by what was made of it, also under the unit by which its
// bytes are known.
func TestNotReadTellsWhatWasReadInPart(t *testing.T) {
	c, ctx := open(t), t.Context()
	target, err := c.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SavePage(ctx, Page{Target: target.ID, Last: true, At: noon, Objects: []Object{object("a.zip", 0), object("b.png", 0)}}); err != nil {
		t.Fatal(err)
	}
	shards, _ := c.PendingShards(ctx, nil, map[int64]bool{target.ID: true}, 1)
	objects, _ := c.ShardObjects(ctx, shards[0])
	text, zip, picture := content("text"), content("zip", Member{Child: unit("text again"), N: 1, Name: "x.txt"}), content("picture")
	text.Size, text.Leaf, zip.Size, picture.Size = 5, true, 10, 10
	again := text
	again.Unit = unit("text again")
	text.NotRead = []Part{{Reason: exposure.NotReadBroken}} // it says of itself what its container does: one part
	again.NotRead = text.NotRead
	zip.NotRead = []Part{
		{Way: "!/x.txt", Reason: exposure.NotReadBroken, Member: unit("text again")},
		{Way: "!/key.txt", Reason: exposure.NotReadEncrypted},
		{Reason: exposure.NotReadBroken},
	}
	picture.NotRead = []Part{{Reason: exposure.NotReadImage, Bytes: 10}}
	if _, err := c.Publish(ctx, &Publication{Contents: []Content{text}}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Publish(ctx, &Publication{
		Contents: []Content{again, zip, picture}, Shards: shards,
		Readings: []Reading{{Object: objects[0].ID, ETag: "1", Content: unit("zip"), At: noon}, {Object: objects[1].ID, ETag: "1", Content: unit("picture"), At: noon}},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, c)
	sums, err := v.NotReadSums(ctx)
	if diff := cmp.Diff([]NotReadSum{
		{Reason: exposure.NotReadBroken, Parts: 2, Whole: 1, InPart: 2},
		{Reason: exposure.NotReadEncrypted, Parts: 1},
		{Reason: exposure.NotReadImage, Parts: 1, Bytes: 10, Whole: 1},
	}, sums); err != nil || diff != "" {
		t.Error(err, diff)
	}
	parts, err := v.NotReadParts(ctx, 10)
	inPart := map[string]bool{}
	for _, p := range parts {
		inPart[p.Way] = p.InPart
	}
	if diff := cmp.Diff(map[string]bool{
		"az://contoso/q3/a.zip": true, "az://contoso/q3/a.zip!/x.txt": true, "az://contoso/q3/a.zip!/key.txt": false, "az://contoso/q3/b.png": false,
	}, inPart); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
