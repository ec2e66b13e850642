package main

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
)

func (r *result) rate() float64 {
	if r.failed != nil || r.run.wall == 0 {
		return 0
	}
	return float64(r.bytes) / 1e6 / r.run.wall.Seconds()
}

// print writes what was measured: the programs, then the kinds, then what ours
// missed and what else it found.
func (b *peersBench) print() {
	fmt.Fprintf(b.out, "\n%d processors, %s; %.0f MB, the part that all were given %.0f MB with %d planted credentials\n\n",
		runtime.NumCPU(), runtime.Version(), float64(b.bytes)/1e6, float64(b.partBytes)/1e6, len(b.truth))
	b.printTools()
	b.printKinds()
	for i := range b.results {
		if r := &b.results[i]; r.verdict != nil {
			b.printOther(r)
		}
	}
	b.printMissed()
	b.printExamples()
}

func (b *peersBench) printTools() {
	grep, peer := 0.0, 0.0
	for i := range b.results {
		r := &b.results[i]
		if r.binary == "rg" {
			grep = r.rate()
		}
		if r.secrets {
			peer = max(peer, r.rate())
		}
	}
	ratio := func(rate, base float64) string {
		if base == 0 {
			return "?"
		}
		return fmt.Sprintf("%.2f", rate/base)
	}
	w := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "program\tMB\ts\tMB/s\tof ripgrep\tof the best peer\tMB/CPU s\tRSS MB\tplanted\tof the corpus\tbeside\tother\tclean\te-mail\t")
	for i := range b.results {
		r := &b.results[i]
		if r.failed != nil {
			fmt.Fprintf(w, "%s\tFAILED: %s\n", r.name, strings.SplitN(r.failed.Error(), "\n", 2)[0])
			continue
		}
		rss := ""
		if r.resident() > 0 {
			rss = fmt.Sprint(r.resident() / 1e6)
		}
		fmt.Fprintf(w, "%s\t%d\t%.2f\t%.1f\t%s\t%s\t%.0f\t%s\t", r.name, r.bytes/1e6, r.run.wall.Seconds(), r.rate(), ratio(r.rate(), grep), ratio(r.rate(), peer), float64(r.bytes)/1e6/r.run.cpu.Seconds(), rss)
		if v := r.verdict; v != nil {
			fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t", v.total, v.native, v.beside, len(v.other), len(r.clean))
		} else {
			fmt.Fprint(w, "\t\t\t\t\t")
		}
		if r.mails >= 0 {
			fmt.Fprint(w, r.mails)
		}
		fmt.Fprintln(w, "\t")
	}
	w.Flush()
	fmt.Fprintln(b.out, `
MB is what the speed was measured over: programs that would take over 90 s get the part. What was found is counted in the part for all.
Planted: credentials that are among the findings. Of the corpus: findings of the GitHub tokens that the corpus has of its own.
Beside: findings of other things in what was planted, as the id of a pair. Other: findings of neither, which are false.
Clean: findings in source code of Go that has no credentials. E-mail: addresses found in the part; a pattern takes ids of messages, too.`)
}

// resident is the most memory seen, 0 where the program is a shell's.
func (r *result) resident() int64 {
	if r.binary == "sh" {
		return 0
	}
	return r.run.resident
}

func (b *peersBench) printKinds() {
	w := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nplanted, of %d\t", perForm)
	for _, r := range b.results {
		if r.verdict != nil {
			fmt.Fprintf(w, "%s\t", strings.TrimPrefix(r.name, "hemostat "))
		}
	}
	fmt.Fprintln(w)
	for _, f := range forms {
		fmt.Fprintf(w, "%s\t", f.kind)
		for _, r := range b.results {
			if r.verdict != nil {
				fmt.Fprintf(w, "%d\t", r.verdict.kinds[f.kind])
			}
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

// printOther says by which rules a program found what is no credential.
func (b *peersBench) printOther(r *result) {
	for _, list := range []struct {
		where    string
		findings []finding
	}{{"other", r.verdict.other}, {"clean", r.clean}} {
		rules := map[string]int{}
		for _, f := range list.findings {
			rules[f.rule]++
		}
		names := slices.SortedFunc(maps.Keys(rules), func(x, y string) int {
			return cmp.Or(cmp.Compare(rules[y], rules[x]), cmp.Compare(x, y))
		})
		fmt.Fprintf(b.out, "\n%s findings of %s, by rule:", list.where, r.name)
		for _, name := range names {
			fmt.Fprintf(b.out, " %s %d", name, rules[name])
		}
	}
	fmt.Fprintln(b.out)
}

// printMissed lists what ours did not find, with those that did.
func (b *peersBench) printMissed() {
	var last []bool
	for _, ours := range b.results {
		if ours.verdict == nil || ours.secrets || slices.Equal(ours.verdict.found, last) {
			continue
		}
		last = ours.verdict.found
		fmt.Fprintf(b.out, "\nmissed by %s: %d\n", ours.name, len(b.truth)-ours.verdict.total)
		for i, p := range b.truth {
			if ours.verdict.found[i] {
				continue
			}
			var who []string
			for _, r := range b.results {
				if r.secrets && r.verdict != nil && r.verdict.found[i] {
					who = append(who, r.name)
				}
			}
			fmt.Fprintf(b.out, "  %s %s %.160q; found by: %s\n", p.Kind, p.File, p.text, cmp.Or(strings.Join(who, ", "), "none"))
		}
	}
}

// printExamples shows false findings of ours, evenly picked, to be judged by eye.
func (b *peersBench) printExamples() {
	for _, ours := range b.results {
		if ours.verdict == nil || ours.secrets || b.examples == 0 {
			continue
		}
		wrong := slices.Concat(ours.verdict.other, ours.clean)
		fmt.Fprintf(b.out, "\nof %d false findings of %s:\n", len(wrong), ours.name)
		for i := 0; i < len(wrong); i += max(1, len(wrong)/b.examples) {
			fmt.Fprintf(b.out, "  %s %s:%d %.100q\n", wrong[i].rule, wrong[i].file, wrong[i].line, wrong[i].values)
		}
		return
	}
}
