package checks

import "fmt"

// count says how many there are of a thing whose name takes an s: "1 database", "2 databases".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
