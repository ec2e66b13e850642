package main

// amount says how many there are of a thing: "1 country", "12 countries". Where
// many is "" it is one with an s.
func amount[N int | int64 | uint64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	if many == "" {
		many = one + "s"
	}
	return countText(n) + " " + many
}
