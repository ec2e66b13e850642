package linkage

// comparePlaces compares the words and numbers of addresses. Where each has a number that the other has not, it is
// another house in a street or town that many have, or the number is mistyped; and so of words and streets.
func (p *Population) comparePlaces(a, b *side) Weight {
	if len(a.of(Place))+len(a.of(Numeral)) == 0 || len(b.of(Place))+len(b.of(Numeral)) == 0 {
		return 0
	}
	words, otherStreet := inBoth(a.of(Place), b.of(Place), p.weighs[Place])
	numbers, otherNumbers := inBoth(a.of(Numeral), b.of(Numeral), p.weighs[Numeral])
	sameStreet := words >= streetWeighs
	switch sum := words + numbers; {
	case sum == 0:
		return otherPlace
	case otherNumbers && (numbers == 0 || !sameStreet):
		return min(otherHouse, sum)
	case otherNumbers, otherStreet && !sameStreet:
		return max(otherPlace, min(nearPlace, sum+nearLacks))
	default:
		return min(placeMost, sum)
	}
}

// inBoth is what weighs together that two addresses have of one sort, of which each has its weight, and whether each
// has what the other has not.
func inBoth(a, b []known, weighs []uint16) (sum Weight, other bool) {
	same := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			sum += Weight(weighs[a[i].ordinal()])
			i, j, same = i+1, j+1, same+1
		}
	}
	return sum, same < min(len(a), len(b))
}
