// Gen counts which four bytes in a row stand often in text, without case, for
// detect/search/fours.txt: the search for anchors avoids them. It reads files and
// counts each of them as much, whatever its size.
//
//	go run ./detect/search/gen FILE… >detect/search/fours.txt
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
)

// often is from how many in a million places on four bytes are listed.
const often = 80

func main() {
	shares := map[[4]byte]float64{}
	files := os.Args[1:]
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		text = bytes.ToLower(text)
		for i := range len(text) - 3 {
			four := [4]byte(text[i:])
			if !slices.ContainsFunc(four[:], func(c byte) bool { return c <= ' ' && c != ' ' || c >= 0x7f || c >= '0' && c <= '9' }) {
				shares[four] += 1e6 / float64(len(text)) / float64(len(files))
			}
		}
	}
	maps.DeleteFunc(shares, func(_ [4]byte, share float64) bool { return share < often })
	fours := slices.SortedFunc(maps.Keys(shares), func(a, b [4]byte) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), bytes.Compare(a[:], b[:]))
	})
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintf(out, "# Four bytes that stand in at least %d of a million places of text, and in how many: see gen.\n", often)
	for _, four := range fours {
		fmt.Fprintf(out, "%s %.0f\n", four[:], shares[four])
	}
}
