// Types of the address polo-mpc/physics.wasm, copied beside the module when it is built: what it is where modules of
// WebAssembly can be imported compiled, as in edge workers. It is given to `Polo.create` in
// `module: { kernels, physics }`.
declare const module: WebAssembly.Module;
export default module;
