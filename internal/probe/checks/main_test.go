package checks

import (
	"flag"
	"os"
	"testing"
)

// TestMain lets more cases wait at a time than there are processors: what is hostile is
// waited for most of the time.
func TestMain(m *testing.M) {
	flag.Parse()
	if !flagGiven("test.parallel") {
		flag.Set("test.parallel", "16")
	}
	os.Exit(m.Run())
}

func flagGiven(name string) (given bool) {
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}
