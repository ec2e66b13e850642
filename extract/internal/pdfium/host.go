package pdfium

import (
	"context"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/emscripten"
	"github.com/tetratelabs/wazero/sys"

	"github.com/hemostat/hemostat/extract/internal/wasmcut"
)

// instanceKey is under what the context of each call has its instance.
type instanceKey struct{}

func instanceOf(ctx context.Context) *Instance { return ctx.Value(instanceKey{}).(*Instance) }

// host gives PDFium what it imports: functions that Emscripten needs, the file that is
// read, and those of wasmcut. What it would call to draw forms, to write or to ask for
// the time is never set up; it is there and does nothing.
func (e *Engine) host(ctx context.Context, r wazero.Runtime) error {
	env := r.NewHostModuleBuilder("env")
	for _, f := range e.main.ImportedFunctions() {
		module, name, _ := f.Import()
		if module != "env" || strings.HasPrefix(name, "invoke_") || strings.Contains(name, "emscripten") {
			continue
		}
		call := func(_ context.Context, _ api.Module, stack []uint64) { clear(stack) }
		if name == "FPDF_FILEACCESS_CB" {
			call = readFile
		}
		env.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(call), f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	exporter, err := emscripten.NewFunctionExporterForModule(e.main.CompiledModule)
	if err != nil {
		return err
	}
	exporter.ExportFunctions(env)
	if _, err := env.Instantiate(ctx); err != nil {
		return err
	}
	own := r.NewHostModuleBuilder(wasmcut.Host)
	own.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(tick), nil, nil).Export(wasmcut.Tick)
	own.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(need), nil, nil).Export(wasmcut.Need)
	own.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(e.note), []api.ValueType{api.ValueTypeI32}, nil).Export(wasmcut.Note)
	_, err = own.Instantiate(ctx)
	return err
}

// tick ends the call that is under way when it is told to.
func tick(ctx context.Context, _ api.Module, _ []uint64) {
	if ctx.Err() != nil {
		panic(sys.NewExitError(sys.ExitCodeContextCanceled))
	}
}

// need makes the rest of PDFium for an instance that has called something in it.
func need(ctx context.Context, mod api.Module, _ []uint64) {
	i := instanceOf(ctx)
	if err := i.e.rest.wait(ctx, i.e.compileRest); err != nil {
		tick(ctx, mod, nil)
		panic(err)
	}
	resolved := experimental.WithImportResolver(ctx, func(name string) api.Module {
		if name == wasmcut.First {
			return mod
		}
		return nil
	})
	rest, err := i.e.runtime.InstantiateModule(resolved, i.e.rest.CompiledModule, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		panic(err)
	}
	i.rest = rest
	mod.ExportedGlobal(wasmcut.Loaded).(api.MutableGlobal).Set(1)
}

// readFile is the m_GetBlock of PDFium's FPDF_FILEACCESS: it reads so many bytes at a
// position, and says 0 where it cannot.
func readFile(ctx context.Context, mod api.Module, stack []uint64) {
	at, to, size := int64(uint32(stack[1])), uint32(stack[2]), uint32(stack[3])
	stack[0] = 0
	b, ok := mod.Memory().Read(to, size)
	if file := instanceOf(ctx).file; ok && file != nil {
		if n, _ := file.ReadAt(b, at); n == len(b) {
			stack[0] = uint64(n)
		}
	}
}
