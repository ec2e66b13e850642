package exposure

// A region is where an address is, as coarse as the laws that ask for a notice: a country by
// ISO 3166-1 ("DE"), or a part of one by ISO 3166-2 where its addresses say it ("US-CA",
// "CA-QC", "AE-DU"), and "AE-DIFC" and "AE-ADGM" for the free zones that have a law of their
// own. It is the one feature that is not keyed: [FeatureRegion] holds its letters themselves.

// maxRegion is the longest region, in bytes.
const maxRegion = 8

// RegionHash returns the hash of the feature for a region, 0 for what is none.
func RegionHash(region string) (hash uint64) {
	if len(region) > maxRegion {
		return 0
	}
	for i := range maxRegion {
		hash <<= 8
		if i < len(region) {
			hash |= uint64(region[i])
		}
	}
	return hash
}

// Region returns the region that a feature of [FeatureRegion] holds, "" where it holds none.
func (f Feature) Region() string {
	var b [maxRegion]byte
	n := 0
	for i := range b {
		b[i] = byte(f.Hash >> (8 * (maxRegion - 1 - i)))
		switch c := b[i]; {
		case c == 0:
			continue
		case i != n || !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'):
			return ""
		}
		n++
	}
	return string(b[:n])
}
