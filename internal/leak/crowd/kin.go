package crowd

// A Kin is what two human beings have to do with each other.
type Kin string

// The kin, the nearest first.
const (
	KinTwins     Kin = "twins"
	KinFatherSon Kin = "father and son of one name"
	KinFamily    Kin = "family"
	KinMailbox   Kin = "mailbox of two"
	KinList      Kin = "mailing list"
	KinNamesakes Kin = "namesakes"
	KinNone      Kin = "strangers"
)

// KinOf says what two people have to do with each other.
func (c *Crowd) KinOf(a, b int) Kin {
	if x, y := c.first(a), c.first(b); a >= c.opts.People || b >= c.opts.People || a/groupSize != b/groupSize {
		switch {
		case x.Mail != "" && x.Mail == y.Mail:
			return KinList
		case x.Given == y.Given && x.Family == y.Family:
			return KinNamesakes
		}
		return KinNone
	}
	kinds := [groupSize]Kin{wife: KinFamily, husband: KinFamily, child: KinFamily, elderTwin: KinTwins, youngerTwin: KinTwins,
		father: KinFatherSon, son: KinFatherSon, flatmate: KinMailbox, otherFlatmate: KinMailbox}
	k := kinds[a%groupSize]
	switch {
	case k == "" || k != kinds[b%groupSize]:
		return KinNone
	case (k == KinTwins || k == KinFatherSon) && a/groupSize%hardGroups != 0:
		return KinFamily
	}
	return k
}
