package quality

// A Clustering compares two ways to put the same things into groups: the truth's and ours.
//
// Pairwise, each two things that stand in one group are a pair: precision is the share of our
// pairs that are true ones, recall the share of true ones that are ours. As groups, precision is
// the share of ours that are a true one exactly, recall the share of true ones that are ours
// exactly. Pairs punish one wrong merge of large groups by the product of their sizes; groups
// punish each thing that is missing by a whole group.
type Clustering struct {
	Things                 uint64
	TruePairs, OurPairs    uint64
	RightPairs             uint64
	TrueGroups, OurGroups  uint64
	RightGroups            uint64
	SplitGroups, BadGroups uint64 // true ones that lie in several of ours, ours that hold several true ones
}

// PairPrecision and those that follow are in parts of 100,000.
func (c *Clustering) PairPrecision() int  { return fine(c.RightPairs, c.OurPairs) }
func (c *Clustering) PairRecall() int     { return fine(c.RightPairs, c.TruePairs) }
func (c *Clustering) GroupPrecision() int { return fine(c.RightGroups, c.OurGroups) }
func (c *Clustering) GroupRecall() int    { return fine(c.RightGroups, c.TrueGroups) }

func fine(n, of uint64) int {
	if of == 0 {
		return 100_000
	}
	return int(n * 100_000 / of)
}

// A Place is where one thing belongs, and where we put it; nobody where it belongs nowhere, or was
// not found.
type Place struct{ True, Ours uint32 }

// nobody is the group of no thing.
const nobody = ^uint32(0)

// Cluster compares. Groups are named as one likes.
func Cluster(places []Place) Clustering {
	c := Clustering{Things: uint64(len(places))}
	trues, ours, both := map[uint32]uint64{}, map[uint32]uint64{}, map[Place]uint64{}
	for _, p := range places {
		if p.True != nobody {
			trues[p.True]++
		}
		if p.Ours != nobody {
			ours[p.Ours]++
		}
		if p.True != nobody && p.Ours != nobody {
			both[p]++
		}
	}
	c.TrueGroups, c.OurGroups = uint64(len(trues)), uint64(len(ours))
	for _, n := range trues {
		c.TruePairs += n * (n - 1) / 2
	}
	for _, n := range ours {
		c.OurPairs += n * (n - 1) / 2
	}
	for p, n := range both {
		c.RightPairs += n * (n - 1) / 2
		if n == trues[p.True] && n == ours[p.Ours] {
			c.RightGroups++
		}
		if n == trues[p.True] {
			delete(trues, p.True) // lies in one of ours
		}
		if n == ours[p.Ours] {
			delete(ours, p.Ours)
		}
	}
	c.SplitGroups, c.BadGroups = uint64(len(trues)), uint64(len(ours))
	return c
}
