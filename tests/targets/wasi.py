# SPDX-License-Identifier: MIT
# Run a WASI program under wasmtime and pass its exit status on.
import sys
import wasmtime

engine = wasmtime.Engine()
store, linker = wasmtime.Store(engine), wasmtime.Linker(engine)
linker.define_wasi()
config = wasmtime.WasiConfig()
config.inherit_stdout()
store.set_wasi(config)
instance = linker.instantiate(store, wasmtime.Module.from_file(engine, sys.argv[1]))
try:
    instance.exports(store)["_start"](store)
except wasmtime.ExitTrap as end:
    sys.exit(end.code)
