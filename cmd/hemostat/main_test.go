package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test binary is hemostat when a test starts it as such, so that scripts
// and kills meet the real program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hemostat": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_DATA_HOME", env.WorkDir+"/data")
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
			env.Setenv("HOME", env.WorkDir)
			scans, err := filepath.Abs("../../extract/testdata/real/scans")
			env.Setenv("SCANS", scans)
			env.Values[testKey{}] = env.T()
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"serve":  serveScript,
			"site":   siteScript,
			"dies":   diesScript,
			"bucket": bucketScript,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

var background = context.Background()
