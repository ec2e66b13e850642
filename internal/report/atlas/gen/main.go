// Gen makes countries.txt from the TopoJSON of Natural Earth at 1:50m that the
// npm package world-atlas carries (shapes in the public domain, package under
// the ISC licence). From the same input it makes the same bytes.
//
//	npm install --prefix DIR world-atlas@2.0.2
//	WORLD_ATLAS=DIR/node_modules/world-atlas/countries-50m.json go generate ./internal/report/atlas
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

// inputSHA256 is that of countries-50m.json in world-atlas 2.0.2.
const inputSHA256 = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"

func main() {
	in := flag.String("in", "", "countries-50m.json of world-atlas 2.0.2")
	out := flag.String("out", "countries.txt", "file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != inputSHA256 {
		return fmt.Errorf("%s has SHA-256 %s, want %s (world-atlas 2.0.2)", in, got, inputSHA256)
	}
	var topo topology
	if err := json.Unmarshal(data, &topo); err != nil {
		return fmt.Errorf("read %s: %w", in, err)
	}
	countries, err := collect(&topo)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, countries); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}
