package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	facts "github.com/hemostat/hemostat/internal/credential"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

// released is set by the release build: -ldflags "-X main.released=v1.2.3".
var released string

// version returns the program's version: of the release, else of the checkout
// that it was built from.
func version() string {
	if released != "" {
		return released
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = "-" + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "-changed"
		}
	}
	return "devel" + revision + changed
}

// rulesDigest stands for everything that figures depend on besides contents,
// decisions and the campaign's key. More is by what else contents are read.
func rulesDigest(engine *detect.Engine, more ...string) string {
	return campaign.Digest(append([]string{"detect " + engine.Digest(), "extract " + extract.Version, "seal " + seal.Version, "credential " + facts.Version, "suffixes " + suffixes()}, more...)...)
}

// suffixes is the version of the Public Suffix List that is built in: that of
// the module which carries it.
func suffixes() string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range info.Deps {
			if m.Path == "golang.org/x/net" {
				return m.Version
			}
		}
	}
	return "unknown"
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the digests of rules and data",
		Long: `Version prints the program's version and the digest of everything that figures depend on: the engine,
the rules and the data. Two programs with the same digest make the same figures of the same contents.`,
		Args: nothing,
		RunE: func(*cobra.Command, []string) error {
			engine, err := detect.New(detect.Options{})
			if err != nil {
				return err
			}
			v := struct {
				Version     string `json:"version"`
				Rules       string `json:"rules"`
				Engine      string `json:"engine"`
				RuleCount   int    `json:"ruleCount"`
				Extract     string `json:"extract"`
				Seal        string `json:"seal"`
				Attribution string `json:"attribution"`
				Suffixes    string `json:"publicSuffixList"`
				Ledger      int    `json:"ledgerSchema"`
				Catalog     int    `json:"catalogSchema"`
				Go          string `json:"go"`
				Platform    string `json:"platform"`
			}{version(), rulesDigest(engine), engine.Digest(), len(engine.Rules()), extract.Version, seal.Version, attribute.Version, suffixes(),
				ledger.Version, catalog.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
			if a.json {
				return writeJSON(a.stdout, v)
			}
			fmt.Fprintf(a.stdout, `hemostat %s
rules and data  %s (%d rules)
  detect        %s
  extract       %s
  seal          %s
  suffix list   golang.org/x/net %s
attribution     %s
store           ledger %d, catalog %d
built with      %s for %s
`, v.Version, v.Rules, v.RuleCount, v.Engine, v.Extract, v.Seal, v.Suffixes, v.Attribution, v.Ledger, v.Catalog, v.Go, v.Platform)
			return nil
		},
	}
}
