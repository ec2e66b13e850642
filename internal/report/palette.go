package report

import (
	"fmt"
	"strings"
)

// A palette gives each role on the page its colour. The contrast of every pair
// that carries text is tested: 4.5 to 1 at least, as WCAG 2.2 level AA asks.
type palette struct {
	paper, panel       string // page, and a panel on it
	ink, muted, accent string // text
	rule, strong       string // lines
	warnPaper, warnInk string
	bars               [3]string             // mentions, distinct, resolved: from pale to strong
	land               string                // a country without a finding
	classes            [len(mapSteps)]string // countries, from few to many
	stack              [stackKinds + 1]string
}

var lightPalette = palette{
	paper: "#fcf9f4", panel: "#f5efe5",
	ink: "#1f1b18", muted: "#635a50", accent: "#8c1c2b",
	rule: "#dcd3c5", strong: "#1f1b18",
	warnPaper: "#fbe6d2", warnInk: "#6b2b06",
	bars:    [3]string{"#e0d3c2", "#c98b78", "#8c1c2b"},
	land:    "#ebe4d8",
	classes: [len(mapSteps)]string{"#ebc9b6", "#dc9a80", "#c4644f", "#9c2f36", "#5e0d1d"},
	stack:   [stackKinds + 1]string{"#8c1c2b", "#c9914a", "#3d5a72", "#7b9271", "#a4708a", "#bdb3a5"},
}

var darkPalette = palette{
	paper: "#171513", panel: "#211e1b",
	ink: "#ede7dd", muted: "#aea498", accent: "#f0949a",
	rule: "#3b3631", strong: "#8b8177",
	warnPaper: "#3c2415", warnInk: "#ffd3ac",
	bars:    [3]string{"#3d3731", "#8a4f45", "#ee8a8c"},
	land:    "#2a2622",
	classes: [len(mapSteps)]string{"#54302b", "#7f4038", "#b05a4e", "#dc8576", "#ffc4b3"},
	stack:   [stackKinds + 1]string{"#e5757c", "#dcab67", "#7fa5c2", "#98b58c", "#c893ae", "#6d655c"},
}

// printPalette is the light one on white paper.
func printPalette() palette {
	p := lightPalette
	p.paper, p.panel = "#ffffff", "#ffffff"
	p.muted = "#55504a"
	return p
}

// css writes p as custom properties.
func (p palette) css() string {
	var b strings.Builder
	set := func(name, value string) { fmt.Fprintf(&b, "--%s:%s;", name, value) }
	set("paper", p.paper)
	set("panel", p.panel)
	set("ink", p.ink)
	set("muted", p.muted)
	set("accent", p.accent)
	set("rule", p.rule)
	set("strong", p.strong)
	set("warn-paper", p.warnPaper)
	set("warn-ink", p.warnInk)
	set("land", p.land)
	for i, c := range p.bars {
		set(fmt.Sprintf("bar%d", i), c)
	}
	for i, c := range p.classes {
		set(fmt.Sprintf("map%d", i), c)
	}
	for i, c := range p.stack {
		set(fmt.Sprintf("stack%d", i), c)
	}
	return b.String()
}

// styles returns the whole style sheet of the page: colours for light, dark
// and print, then the fills that go by them, then the sheet itself.
func styles(sheet string) string {
	var b strings.Builder
	fmt.Fprintf(&b, ":root{color-scheme:light dark;%s}\n", lightPalette.css())
	fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root{%s}}\n", darkPalette.css())
	fmt.Fprintf(&b, "@media print{:root{color-scheme:light;%s}}\n", printPalette().css())
	fill := func(prefix string, n int) {
		for i := range n {
			fmt.Fprintf(&b, ".%s%d{fill:var(--%s%d);stroke:var(--%s%d)}\n", prefix[:1], i, prefix, i, prefix, i)
		}
	}
	fill("bar", len(lightPalette.bars))
	fill("map", len(lightPalette.classes))
	fill("stack", len(lightPalette.stack))
	b.WriteString(sheet)
	return b.String()
}
