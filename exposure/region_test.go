package exposure

import "testing"

func TestRegion(t *testing.T) {
	for _, region := range []string{"", "DE", "US-CA", "AE-DIFC", "AU-NSW", "FR-2A"} {
		if have := (Feature{FeatureRegion, RegionHash(region)}).Region(); have != region {
			t.Errorf("%q comes back as %q", region, have)
		}
	}
	for _, hash := range []uint64{RegionHash("US-CA-MORE"), 1, 1 << 63, 0x44004500_00000000, RegionHash("de")} {
		if have := (Feature{FeatureRegion, hash}).Region(); have != "" {
			t.Errorf("%x is the region %q", hash, have)
		}
	}
}
