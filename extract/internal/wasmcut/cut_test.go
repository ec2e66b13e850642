package wasmcut

import (
	"context"
	"errors"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// sample is a module by hand: "sum" adds the numbers below its argument in a loop and
// asks "twice" for each of them doubled, which stands in the table too; "ask" calls a
// function of the host, "far" calls both.
func sample() []byte {
	const (
		local0, local1, local2 = 0, 1, 2
		i32                    = typeI32
	)
	twice := []byte{0, opLocalGet, 0, opLocalGet, 0, 0x6a, opEnd}
	sum := []byte{
		1, 1, i32,
		opLoop, emptyBlock,
		opLocalGet, local1,
		opLocalGet, local0, opI32Const, 0, opCallIndirect, 0, 0,
		0x6a, 0x21, local1,
		opLocalGet, local0, opI32Const, 1, opI32Sub, 0x22, local0,
		0x0d, 0,
		opEnd,
		opLocalGet, local1, opEnd,
	}
	ask := []byte{0, opLocalGet, 0, opCall, 0, opEnd}
	far := []byte{0, opLocalGet, 0, opCall, 2, opCall, 3, opEnd} // ask(sum(x))
	var code list
	for _, body := range [][]byte{twice, sum, ask, far} {
		code.add(sized(body)...)
	}
	var imports, exports list
	hostImport(&imports, "env", "host", 0)
	for k, name := range []string{"twice", "sum", "ask", "far"} {
		exports.add(append(named(nil, name), kindFunc, byte(k+1))...)
	}
	return write(map[byte][]byte{
		secType:     {1, 0x60, 1, i32, 1, i32},
		secImport:   imports.section(),
		secFunction: {4, 0, 0, 0, 0},
		secTable:    {1, 0x70, 0, 2},
		secMemory:   {1, 0, 1},
		secExport:   exports.section(),
		secElement:  {1, 0, opI32Const, 0, opEnd, 1, 1},
		secCode:     code.section(),
	})
}

// A running is a cut module that runs, with what its host was asked for.
type running struct {
	mod           api.Module
	ticks, needed int
	caller        api.Module // of the host's own function
}

var errStopped = errors.New("stopped")

func start(t *testing.T, cut Cut, most int) *running {
	t.Helper()
	ctx := t.Context()
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { r.Close(context.Background()) })
	run := &running{}
	env := r.NewHostModuleBuilder("env")
	env.NewFunctionBuilder().WithFunc(func(_ context.Context, m api.Module, x uint32) uint32 { run.caller = m; return x + 1 }).Export("host")
	if _, err := env.Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	own := r.NewHostModuleBuilder(Host)
	own.NewFunctionBuilder().WithFunc(func() {
		if run.ticks++; run.ticks > most {
			panic(errStopped)
		}
	}).Export(Tick)
	own.NewFunctionBuilder().WithFunc(func(ctx context.Context, m api.Module) {
		run.needed++
		ctx = experimental.WithImportResolver(ctx, func(name string) api.Module {
			if name == First {
				return m
			}
			return nil
		})
		rest, err := r.CompileModule(ctx, cut.Rest)
		if err != nil {
			panic(err)
		}
		if _, err := r.InstantiateModule(ctx, rest, wazero.NewModuleConfig().WithName("rest")); err != nil {
			panic(err)
		}
		m.ExportedGlobal(Loaded).(api.MutableGlobal).Set(1)
	}).Export(Need)
	if _, err := own.Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	var err error
	if run.mod, err = r.InstantiateWithConfig(ctx, cut.Main, wazero.NewModuleConfig().WithName("")); err != nil {
		t.Fatal(err)
	}
	return run
}

func (r *running) call(t *testing.T, name string, x uint64) uint64 {
	t.Helper()
	out, err := r.mod.ExportedFunction(name).Call(t.Context(), x)
	if err != nil {
		t.Fatalf("%s(%d): %v", name, x, err)
	}
	return out[0]
}

// Whichever functions are put into the second module, the whole does the same; the
// second is asked for once, and only where it is needed.
func TestEveryCutDoesTheSame(t *testing.T) {
	for set := range 1 << 4 {
		cut, err := New(sample(), Options{Turns: 10, Hot: func(f int) bool { return set>>f&1 != 0 }})
		if err != nil {
			t.Fatal(err)
		}
		r := start(t, cut, 1000)
		for range 2 {
			if got := r.call(t, "far", 100); got != 10101 {
				t.Errorf("set %04b: far(100) is %d and not 10101", set, got)
			}
			if got := r.call(t, "sum", 100); got != 10100 {
				t.Errorf("set %04b: sum(100) is %d and not 10100", set, got)
			}
		}
		if r.caller != r.mod {
			t.Errorf("set %04b: the host was called by another module than the first", set)
		}
		want := 1
		if set == 1<<4-1 {
			want = 0
		}
		if r.needed != want || (len(cut.Rest) == 0) != (want == 0) {
			t.Errorf("set %04b: the rest was asked for %d times and not %d", set, r.needed, want)
		}
		if r.ticks < 38 || r.ticks > 42 {
			t.Errorf("set %04b: %d ticks in 400 turns, 10 turns a tick", set, r.ticks)
		}
	}
}

// A host that does not want to wait for the end of a loop ends it, wherever it is.
func TestTickEndsALoop(t *testing.T) {
	for _, hot := range []bool{true, false} {
		cut, err := New(sample(), Options{Turns: 10, Hot: func(int) bool { return hot }})
		if err != nil {
			t.Fatal(err)
		}
		r := start(t, cut, 5)
		if _, err := r.mod.ExportedFunction("sum").Call(t.Context(), 0); !errors.Is(err, errStopped) { // 2^32 turns
			t.Errorf("hot %v: %v", hot, err)
		}
	}
}

func TestOthersAreRefused(t *testing.T) {
	whole := sample()
	for n := range whole {
		if _, err := New(whole[:n], Options{Turns: 10}); err == nil && n > len(magic) {
			// What stays may be a module of its own: it has to be one that compiles.
			if _, err := wazero.NewRuntime(t.Context()).CompileModule(t.Context(), whole[:n]); err != nil {
				t.Errorf("the first %d bytes were taken", n)
			}
		}
	}
}

func FuzzNew(f *testing.F) {
	f.Add(sample(), uint64(5))
	f.Add(magic, uint64(0))
	f.Fuzz(func(t *testing.T, b []byte, set uint64) {
		cut, err := New(b, Options{Turns: 10, Hot: func(f int) bool { return set>>(f&63)&1 != 0 }})
		if err == nil && len(cut.Main)+len(cut.Rest) > 64*len(b)+4096 {
			t.Errorf("%d bytes became %d and %d", len(b), len(cut.Main), len(cut.Rest))
		}
	})
}
