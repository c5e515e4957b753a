// SPDX-License-Identifier: MIT
//
// weights.js - Keras's weights in a browser: what a fill needs is worked out here, as lecun_device_fill() does, and the library's
// text, lecun.wgsl, computes them on the device.

const TRUNCATED = 41, UNIFORM = 43;             // lecun_distribution
const DTYPES = {float32: 1, float16: 3, bfloat16: 4};       // lecun_dtype

// The classes that scale by a fan: distribution, scale, and which fan.
const CLASSES = {
    LecunNormal: [TRUNCATED, 1, 'in'], LecunUniform: [UNIFORM, 1, 'in'],
    GlorotNormal: [TRUNCATED, 1, 'avg'], GlorotUniform: [UNIFORM, 1, 'avg'],
    HeNormal: [TRUNCATED, 2, 'in'], HeUniform: [UNIFORM, 2, 'in'],
};

// --- Numbers ---------------------------------------------------------------------------------------------------------------------

const bitsOf = x => new Uint32Array(Float32Array.of(x).buffer)[0];

// A number as the dtype has it, by way of float; to nearest, ties to even.
function rounded(x, dtype) {
    const float = Math.fround(x), digits = {float32: 24, float16: 11, bfloat16: 8}[dtype];
    if (digits === 24 || float === 0) return float;
    const exponent = Math.max(Math.floor(Math.log2(Math.abs(float))), dtype === 'float16' ? -14 : -126);
    const unit = 2 ** (exponent - digits + 1), n = float / unit, down = Math.floor(n), rest = n - down;
    return (rest > 0.5 || (rest === 0.5 && down % 2) ? down + 1 : down) * unit;
}

// Keras's fans: the last two dimensions, each times all before them.
function fansOf(shape) {
    if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
    const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
    return [window * shape.at(-2), window * shape.at(-1)];
}

// Philox4x32-10 of a counter of four words.
function philox(counter, key) {
    let [c0, c1, c2, c3] = counter.map(BigInt), [k0, k1] = key.map(BigInt);
    const low = x => x & 0xffffffffn;
    for (let i = 0; i < 10; i++) {
        const p0 = 0xd2511f53n * c0, p1 = 0xcd9e8d57n * c2;
        [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, low(p1), (p0 >> 32n) ^ c3 ^ k1, low(p0)];
        [k0, k1] = [low(k0 + 0x9e3779b9n), low(k1 + 0xbb67ae85n)];
    }
    return [c0, c1, c2, c3].map(Number);
}

// --- Jobs ------------------------------------------------------------------------------------------------------------------------

// What lecun_device_job holds.
export function makeJob({className, dtype, seed, shape}) {
    const [distribution, scale, which] = CLASSES[className], [fanIn, fanOut] = fansOf(shape);
    const variance = scale / Math.max(1, which === 'in' ? fanIn : (fanIn + fanOut) / 2);
    const count = shape.reduce((a, b) => a * b, 1), word = BigInt.asUintN(64, BigInt(seed));
    const stream = philox([Number(word & 0xffffffffn), Number(word >> 32n), 0, 0], [0x3ec8f720, 0x02461e29]);
    const truncated = distribution === TRUNCATED;
    let low = 0, width;
    if (truncated) {
        width = rounded(Math.sqrt(variance) / 0.87962566103423978, dtype);
    } else {
        const limit = Math.sqrt(3 * variance);
        low = rounded(-limit, dtype);
        width = rounded(rounded(limit, dtype) - low, dtype);
    }
    const groups = Math.ceil(Math.ceil(count / 4) / (truncated ? 256 : 64)), rows = Math.ceil(groups / 65535);
    return {
        args: Uint32Array.of(...stream, 0, 0, count, 0, bitsOf(width), 0, bitsOf(low), 0, distribution, DTYPES[dtype], truncated ? 8 : 0, 1),
        kernel: truncated ? 'lecun_weights_truncated' : 'lecun_weights',
        groups: [rows ? Math.ceil(groups / rows) : 0, rows],
        outBytes: Math.ceil(count * (dtype === 'float32' ? 4 : 2) / 4) * 4,
        bytes: count * (dtype === 'float32' ? 4 : 2),
    };
}

// --- The device ------------------------------------------------------------------------------------------------------------------

export async function openDevice() {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) throw new Error('this browser has no WebGPU');
    const {maxBufferSize, maxStorageBufferBindingSize} = adapter.limits;
    return await adapter.requestDevice({requiredLimits: {maxBufferSize, maxStorageBufferBindingSize}});
}

const pipelines = new Map();                    // by entry point: to compile one takes longer than a fill

async function pipelineOf(device, wgsl, entryPoint) {
    const module = device.createShaderModule({code: wgsl});
    const messages = (await module.getCompilationInfo()).messages.filter(m => m.type === 'error');
    if (messages.length) throw new Error(messages[0].message);
    return await device.createComputePipelineAsync({layout: 'auto', compute: {module, entryPoint}});
}

// The bytes of the weights. The device is the same at each call.
export async function fill(device, wgsl, job) {
    if (!pipelines.has(job.kernel)) pipelines.set(job.kernel, await pipelineOf(device, wgsl, job.kernel));
    const pipeline = pipelines.get(job.kernel);
    device.pushErrorScope('validation');
    const out = device.createBuffer({size: job.outBytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC});
    const read = device.createBuffer({size: job.outBytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST});
    const args = device.createBuffer({size: 64, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST});
    device.queue.writeBuffer(args, 0, job.args);

    const encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({layout: pipeline.getBindGroupLayout(0),
        entries: [{binding: 0, resource: {buffer: out}}, {binding: 1, resource: {buffer: args}}]}));
    pass.dispatchWorkgroups(...job.groups);
    pass.end();
    encoder.copyBufferToBuffer(out, 0, read, 0, job.outBytes);
    device.queue.submit([encoder.finish()]);
    const error = await device.popErrorScope();
    if (error) throw new Error(error.message);
    await read.mapAsync(GPUMapMode.READ);
    const bytes = read.getMappedRange().slice(0, job.bytes);
    for (const buffer of [out, read, args]) buffer.destroy();
    return bytes;
}

// The weights as numbers.
export function numbersOf(bytes, dtype) {
    if (dtype === 'float32') return new Float32Array(bytes);
    const halves = new Uint16Array(bytes);
    if (dtype === 'bfloat16') return new Float32Array(Uint32Array.from(halves, x => x << 16).buffer);
    return Float32Array.from(halves, x => {
        const exponent = x >> 10 & 31, fraction = x & 1023;
        return (x >> 15 ? -1 : 1) * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
    });
}

export async function sha256(bytes) {
    return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), x => x.toString(16).padStart(2, '0')).join('');
}
