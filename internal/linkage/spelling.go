package linkage

// mistyped reports whether two words may be one that was mistyped: letter by letter where both were
// kept, and else where they share one of what stands for them without a letter.
func (n *Names) mistyped(a, b *word) bool {
	if a.single() || b.single() {
		return false
	}
	if a.text != "" && b.text != "" {
		return within(a.text, b.text, allowed(min(len(a.text), len(b.text))))
	}
	return share(n.nearOf(a), n.nearOf(b))
}

// share reports whether two ascending lists have something in common.
func share(a, b []uint32) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return true
		}
	}
	return false
}

// allowed is how many errors a word of so many letters may have: below four letters every
// other word is near.
func allowed(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	}
	return errorsAtMost
}

// errorsAtMost is how many errors a word may have that is no longer the same.
const errorsAtMost = 2

// maxSpelled bounds the words that are compared letter by letter.
const maxSpelled = 40

// within reports whether a becomes b by at most so many letters that are put in, left out, changed
// or swapped with their neighbour (optimal string alignment; Damerau 1964).
func within(a, b string, errors int) bool {
	if a == b {
		return true
	}
	if errors == 0 || len(a) > maxSpelled || len(b) > maxSpelled || max(len(a), len(b))-min(len(a), len(b)) > errors {
		return false
	}
	var rows [3][maxSpelled + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > errors {
			return false
		}
		before, last, row = last, row, before
	}
	return last[len(b)] <= errors
}
