package main

import "math"

// tolerance is how far, in units, a border may move when it is simplified.
const tolerance = 1.0

// simplify is Douglas–Peucker over one arc. Arcs are shared by neighbours, so
// borders stay shut. Its ends stay.
func simplify(arc []point) []point {
	if len(arc) < 3 {
		return arc
	}
	first, last := arc[0], arc[len(arc)-1]
	far, at := -1.0, 0
	for i := 1; i < len(arc)-1; i++ {
		if d := distance(arc[i], first, last); d > far {
			far, at = d, i
		}
	}
	// A closed arc has one point as both ends and must stay an area.
	if far <= tolerance && first != last {
		return []point{first, last}
	}
	if far <= tolerance/4 {
		return []point{first, last}
	}
	left := simplify(arc[:at+1])
	return append(left[:len(left):len(left)], simplify(arc[at:])[1:]...)
}

// distance is that of p from the line from a to b.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	if length := dx*dx + dy*dy; length > 0 {
		t := max(0, min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/length))
		a = point{a.x + t*dx, a.y + t*dy}
	}
	return math.Hypot(p.x-a.x, p.y-a.y)
}

// A pixel is a point on the grid of the file.
type pixel struct{ x, y int }

// A ring is a closed line; its last point is not its first one again.
type ring []pixel

// quantised puts points on the grid and drops those that repeat.
func quantised(points []point) ring {
	var r ring
	for _, p := range points {
		q := pixel{int(math.Round(p.x)), int(math.Round(p.y))}
		if len(r) == 0 || r[len(r)-1] != q {
			r = append(r, q)
		}
	}
	for len(r) > 1 && r[0] == r[len(r)-1] {
		r = r[:len(r)-1]
	}
	return r
}

// area2 is twice the area of r, never negative.
func (r ring) area2() int {
	sum := 0
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += p.x*q.y - q.x*p.y
	}
	return max(sum, -sum)
}

// bounds returns the corners of r.
func (r ring) bounds() (lo, hi pixel) {
	lo, hi = r[0], r[0]
	for _, p := range r {
		lo = pixel{min(lo.x, p.x), min(lo.y, p.y)}
		hi = pixel{max(hi.x, p.x), max(hi.y, p.y)}
	}
	return lo, hi
}

// centre returns the centre of mass of r, or of its corners where r has no
// area.
func (r ring) centre() pixel {
	lo, hi := r.bounds()
	var a, x, y float64
	for i, p := range r {
		q := r[(i+1)%len(r)]
		cross := float64(p.x*q.y - q.x*p.y)
		a, x, y = a+cross, x+float64(p.x+q.x)*cross, y+float64(p.y+q.y)*cross
	}
	if a == 0 {
		return pixel{(lo.x + hi.x) / 2, (lo.y + hi.y) / 2}
	}
	return pixel{int(math.Round(x / (3 * a))), int(math.Round(y / (3 * a)))}
}
