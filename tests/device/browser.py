#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# examples/device/web in Chromium without a GPU (WebGPU on SwiftShader): the page itself, and random choices of class, shape, seed and
# dtype, whose weights have the SHA-256 of lecun_fill's.
#
#   browser.py LIBRARY FOLDER [PICTURE]      writes the page as a picture
#   browser.py LIBRARY FOLDER --digests      writes FOLDER/digests.json
import ctypes
import hashlib
import http.server
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading

CLASSES = {'LecunNormal': 'lecun_normal', 'LecunUniform': 'lecun_uniform', 'GlorotNormal': 'glorot_normal',
           'GlorotUniform': 'glorot_uniform', 'HeNormal': 'he_normal', 'HeUniform': 'he_uniform'}
DTYPES = {'float32': (1, 4), 'float16': (3, 2), 'bfloat16': (4, 2)}
CHROMIUM = ['chromium', '--headless=new', '--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader',
            '--enable-features=Vulkan', '--disable-gpu-sandbox']

# Fills what /cases names, and the page's own weights; then says so.
TEST = '''<!DOCTYPE html><meta charset="utf-8"><script type="module">
import {makeJob, openDevice, fill, sha256} from '/weights.js';
const done = [];
try {
    const device = await openDevice(), wgsl = await (await fetch('/lecun.wgsl')).text();
    for (const c of await (await fetch('/cases')).json()) done.push(await sha256(await fill(device, wgsl, makeJob({...c, seed: BigInt(c.seed)}))));
} catch (error) { done.push(String(error)); }
await fetch('/done', {method: 'POST', body: JSON.stringify(done)});
</script>'''
PAGE = '''<script type="module">
for (let i = 0; i < 100 && !globalThis.shown; i++) await new Promise(go => setTimeout(go, 100));
await globalThis.shown;
const texts = ['says', 'here', 'there'].map(id => document.getElementById(id).textContent);
const canvas = document.getElementById('canvas'), picture = new Image();
picture.src = canvas.toDataURL();               // the page as it stands, without scripts, for a picture
picture.style = 'width: 100%; height: 16rem; border: 1px solid #ccc';
canvas.replaceWith(picture);
document.querySelectorAll('script').forEach(script => script.remove());
await fetch('/done', {method: 'POST', body: JSON.stringify([...texts, document.documentElement.outerHTML])});
</script>'''


def digest(library, case):
    initializer, dtype = ctypes.create_string_buffer(256), DTYPES[case['dtype']]
    shape = (ctypes.c_int64 * len(case['shape']))(*case['shape'])
    count = 1
    for n in case['shape']:
        count *= n
    weights = ctypes.create_string_buffer(count * dtype[1])
    assert getattr(library, 'lecun_init_' + CLASSES[case['className']])(initializer, ctypes.c_int64(int(case['seed']))) == 0
    assert library.lecun_fill(initializer, dtype[0], weights, ctypes.c_size_t(count), shape, ctypes.c_size_t(len(shape))) == 0
    return hashlib.sha256(weights.raw).hexdigest()


def known():
    """What digests.json holds."""
    return [{'className': c, 'shape': shape, 'seed': '42', 'dtype': d} for c in CLASSES
            for shape in ([784, 256], [3, 3, 64, 128], [4096, 1024]) for d in DTYPES]


def name_of(case):
    return ' '.join((case['className'], 'x'.join(map(str, case['shape'])), case['seed'], case['dtype']))


def random_cases(n):
    rng = random.Random(14)
    return [{'className': rng.choice(list(CLASSES)), 'dtype': rng.choice(list(DTYPES)), 'seed': str(rng.getrandbits(rng.randrange(1, 64))),
             'shape': [rng.randrange(1, 60) for _ in range(rng.randrange(0, 4))]} for _ in range(n)]


class Handler(http.server.SimpleHTTPRequestHandler):
    cases, result, arrived, snapshot = [], None, threading.Event(), ''

    def log_message(self, *arguments):
        pass

    def send(self, text, kind):
        self.send_response(200)
        self.send_header('Content-Type', kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        if self.path == '/test':
            self.send(TEST, 'text/html')
        elif self.path == '/page':
            self.send((pathlib.Path(self.directory) / 'index.html').read_text() + PAGE, 'text/html')
        elif self.path == '/snapshot':
            self.send(self.snapshot, 'text/html')
        elif self.path == '/cases':
            self.send(json.dumps(self.cases), 'application/json')
        else:
            super().do_GET()

    def do_POST(self):
        Handler.result = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        self.send('', 'text/plain')
        Handler.arrived.set()


def browser(port, path, *options):
    return [*CHROMIUM, '--user-data-dir=' + tempfile.mkdtemp(), *options, 'http://127.0.0.1:%d%s' % (port, path)]


def browse(port, path, seconds=300):
    """What the page posts."""
    Handler.arrived.clear()
    process = subprocess.Popen(browser(port, path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    arrived = Handler.arrived.wait(seconds)
    process.terminate()
    process.wait()
    return Handler.result if arrived else None


def main(library, folder, picture=None):
    wgsl = library.lecun_device_source(85, None).decode()
    if picture == '--digests':
        (pathlib.Path(folder) / 'digests.json').write_text(json.dumps({name_of(c): digest(library, c) for c in known()}, indent=1) + '\n')
        return 0
    failed = (pathlib.Path(folder) / 'lecun.wgsl').read_text() != wgsl
    print("the page's text is %s library's" % ('not the' if failed else 'the'))
    stored = json.loads((pathlib.Path(folder) / 'digests.json').read_text())
    wrong = sum(stored.get(name_of(c)) != digest(library, c) for c in known())
    print("the page's digests: %d, %d are not the library's" % (len(stored), wrong))
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), lambda *a: Handler(*a, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Handler.cases = random_cases(60)
    got = browse(server.server_port, '/test') or []
    differ = sum(a != digest(library, c) for a, c in zip(got, Handler.cases)) + abs(len(got) - len(Handler.cases))
    print('random choices: %d, %d differ%s' % (len(Handler.cases), differ, ': %s' % got[-1:] if differ else ''))
    says, here, there, Handler.snapshot = browse(server.server_port, '/page') or ('nothing', '', '', '')
    if picture:
        subprocess.run(browser(server.server_port, '/snapshot', '--screenshot=' + picture, '--window-size=820,700'),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=100)
    print('the page: %s %s' % (says, 'the digests are the same' if here == there else here + ' is not ' + there))
    return failed or wrong or differ or not here or here != there


LIBRARY = ctypes.CDLL(sys.argv[1])
LIBRARY.lecun_device_source.restype = ctypes.c_char_p
sys.exit(main(LIBRARY, *sys.argv[2:]) != 0)
