package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report/atlas"
	"github.com/hemostat/hemostat/internal/seal"
)

// nearParts is how many parts of a country an error names.
const nearParts = 8

// checkJurisdiction refuses what is no country, and what is no part of one by any address, so
// that a slip is not answered by "none".
func checkJurisdiction(asked string) error {
	country, part, _ := strings.Cut(asked, "-")
	if asked == "" {
		return nil
	}
	if _, ok := atlas.Load().Find(country); !ok {
		return fmt.Errorf("--jurisdiction %s: %q is no country: name its ISO 3166-1 code, as DE, or a part of it by ISO 3166-2, as US-CA", asked, country)
	}
	parts := seal.Parts(country)
	switch {
	case asked == country || slices.Contains(parts, asked):
		return nil
	case len(parts) == 0:
		return fmt.Errorf("--jurisdiction %s: parts of a country are told of %s alone; --jurisdiction %s lists all of that country", asked, strings.Join(seal.PartCountries(), ", "), country)
	}
	near := slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return part == "" || !strings.HasPrefix(p, country+"-"+part[:1]) })
	if len(near) == 0 {
		near = parts
	}
	text := strings.Join(near[:min(nearParts, len(near))], ", ")
	if len(near) > nearParts {
		text += ", …"
	}
	return fmt.Errorf("--jurisdiction %s is no part of %s; there are %s", asked, atlas.Name(country), text)
}

// entityID finds the organisation of a name, as the other commands do.
func entityID(ctx context.Context, answers inquiry.Answerer, name string) (string, error) {
	x, err := answers.Explain(ctx, "entity", name, 0)
	if errors.Is(err, attribute.ErrNotFound) {
		return "", usageError{fmt.Errorf("--entity %q: %w", name, err)}
	}
	if err != nil {
		return "", err
	}
	return x.Entity.ID, nil
}
