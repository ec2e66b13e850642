package main

import (
	"encoding/json"
	"fmt"
	"math"
)

// topology is what is needed of a TopoJSON file
// (github.com/topojson/topojson-specification).
type topology struct {
	Transform struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
	Arcs    [][][2]float64 `json:"arcs"`
	Objects struct {
		Countries struct {
			Geometries []geometry `json:"geometries"`
		} `json:"countries"`
	} `json:"objects"`
}

type geometry struct {
	Type       string          `json:"type"`
	ID         string          `json:"id"` // ISO 3166-1 numeric, "" where there is none
	Arcs       json.RawMessage `json:"arcs"`
	Properties struct {
		Name string `json:"name"`
	} `json:"properties"`
}

// polygons returns the arc numbers of g: polygons of rings of arcs.
func (g geometry) polygons() ([][][]int, error) {
	switch g.Type {
	case "Polygon":
		var rings [][]int
		err := json.Unmarshal(g.Arcs, &rings)
		return [][][]int{rings}, err
	case "MultiPolygon":
		var polygons [][][]int
		err := json.Unmarshal(g.Arcs, &polygons)
		return polygons, err
	}
	return nil, fmt.Errorf("%s: geometry %q", g.Properties.Name, g.Type)
}

// A degree is a longitude and a latitude.
type degree [2]float64

// decoded returns the arcs in degrees.
func (t *topology) decoded() [][]degree {
	arcs := make([][]degree, len(t.Arcs))
	for i, arc := range t.Arcs {
		var x, y float64
		for _, d := range arc {
			x, y = x+d[0], y+d[1]
			arcs[i] = append(arcs[i], degree{
				x*t.Transform.Scale[0] + t.Transform.Translate[0],
				y*t.Transform.Scale[1] + t.Transform.Translate[1],
			})
		}
	}
	return arcs
}

// A point is a place on the map, in units: width of them from 180° west to
// 180° east along the equator, y downwards from top.
type point struct{ x, y float64 }

// Extent of the map.
const (
	width  = 4000
	north  = 83.7 // degrees: the north of Greenland
	south  = -56.5
	margin = 8 // units
)

// equalEarth projects d as Šavrič, Patterson and Jenny published it ("The Equal
// Earth map projection", 2018): areas keep their proportions, so that no
// country looks more concerned than it is.
func equalEarth(d degree) point {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	m := math.Sqrt(3) / 2
	lambda, phi := d[0]*math.Pi/180, d[1]*math.Pi/180
	theta := math.Asin(m * math.Sin(phi))
	t2 := theta * theta
	t6 := t2 * t2 * t2
	return point{
		x: lambda * math.Cos(theta) / (m * (a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2))),
		y: theta * (a1 + a2*t2 + t6*(a3+a4*t2)),
	}
}

// project places d on the map.
func project(d degree) point {
	half := equalEarth(degree{180, 0}).x
	scale := (width/2 - margin) / half
	p := equalEarth(d)
	return point{width/2 + p.x*scale, margin + (equalEarth(degree{0, north}).y-p.y)*scale}
}

func height() int { return int(math.Ceil(project(degree{0, south}).y)) + margin }
