package main

import "math"

// tolerance is how far, in units, a border may move when it is simplified.
const tolerance = 1.0

// A vertex is a place in degrees and on the map.
type vertex struct {
	degree
	point
}

// simplify is Douglas–Peucker over one arc. Arcs are shared by neighbours, so
// borders stay shut. Its ends stay.
func simplify(arc []vertex) []vertex {
	if len(arc) < 3 {
		return arc
	}
	first, last := arc[0], arc[len(arc)-1]
	far, at := -1.0, 0
	for i := 1; i < len(arc)-1; i++ {
		if d := distance(arc[i].point, first.point, last.point); d > far {
			far, at = d, i
		}
	}
	// A closed arc has one point as both ends and must stay an area.
	if far <= tolerance && first != last {
		return []vertex{first, last}
	}
	if far <= tolerance/4 {
		return []vertex{first, last}
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

// unwrapped takes the jumps out of a line that crosses the 180th meridian: its
// longitudes go on beyond 180°.
func unwrapped(line []degree) []degree {
	for i := 1; i < len(line); i++ {
		for line[i][0]-line[i-1][0] > 180 {
			line[i][0] -= 360
		}
		for line[i][0]-line[i-1][0] < -180 {
			line[i][0] += 360
		}
	}
	return line
}

// onMap cuts an area at the 180th meridian and returns its pieces on the map.
func onMap(area []degree) (rings []ring) {
	for _, turn := range []float64{0, -360, 360} {
		piece := make([]degree, len(area))
		for i, d := range area {
			piece[i] = degree{d[0] + turn, d[1]}
		}
		piece = half(half(piece, 180, 1), -180, -1)
		points := make([]point, len(piece))
		for i, d := range piece {
			points[i] = project(d)
		}
		if r := quantised(points); len(r) > 0 && (turn == 0 || r.area2() > 0) {
			rings = append(rings, r)
		}
	}
	return rings
}

// half is what of an area lies on one side of a meridian: west of it where side is 1,
// east of it where side is -1 (Sutherland and Hodgman, 1974).
func half(area []degree, meridian, side float64) (kept []degree) {
	inside := func(d degree) bool { return (meridian-d[0])*side >= 0 }
	for i, d := range area {
		last := area[(i+len(area)-1)%len(area)]
		if inside(d) != inside(last) {
			t := (meridian - last[0]) / (d[0] - last[0])
			kept = append(kept, degree{meridian, last[1] + t*(d[1]-last[1])})
		}
		if inside(d) {
			kept = append(kept, d)
		}
	}
	return kept
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
