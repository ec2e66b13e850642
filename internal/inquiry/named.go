package inquiry

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// named returns the objects that a name means, as it was listed or as a person writes it,
// and the target of the first.
func (d *Desk) named(ctx context.Context, targets []catalog.Target, name string) (at string, found []catalog.Object, err error) {
	sealer := d.campaign.Key.Sealer()
	for n := range 4 { // no target has so many spellings of one name
		for _, t := range targets {
			names := spellings(t.Target, name)
			if n >= len(names) {
				continue
			}
			all, err := d.campaign.Catalog.Find(ctx, t.ID, sealer.ObjectName(t.Target, names[n], "", ""), names[n], 100)
			if err != nil {
				return "", nil, err
			}
			if len(found) == 0 && len(all) > 0 {
				at = t.Target
			}
			found = append(found, all...)
		}
		if len(found) > 0 { // what is written as it was listed goes before what may be meant
			break
		}
	}
	return at, found, nil
}

// spellings are the names that an object of a target may have which a person writes as
// name: as it stands, behind the target, without "./" and the like, and for a folder as
// a path of the machine.
func spellings(target, name string) []string {
	name = strings.TrimPrefix(name, target+"/")
	list := []string{name}
	add := func(s string) {
		if s = strings.TrimPrefix(path.Clean(s), "/"); s != "." && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	add(name)
	if t, err := exposure.ParseTarget(target); err == nil && t.Provider == exposure.Folder {
		file, _ := strings.CutPrefix(name, "file://")
		if within, ok := strings.CutPrefix(path.Clean(file), strings.TrimSuffix(t.Path, "/")+"/"); ok {
			add(within)
		}
	}
	return list
}

// notNamed says that no object is called so, and which have at least the same last name.
func (d *Desk) notNamed(ctx context.Context, targets []catalog.Target, name string) error {
	var like []string
	for _, t := range targets {
		masks, err := d.campaign.Catalog.FindNamed(ctx, t.ID, path.Base(path.Clean(name)), nearLimit+1-len(like))
		if err != nil {
			return err
		}
		if like = append(like, masks...); len(like) > nearLimit {
			like = append(like[:nearLimit], "more")
			break
		}
	}
	if len(like) == 0 {
		return attribute.ErrNotFound
	}
	return fmt.Errorf("%w by this name; there is: %s", attribute.ErrNotFound, strings.Join(like, "; "))
}
