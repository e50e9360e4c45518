import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** `npm run dev -w web` talks to a site that is already running; its address is that of its gateway. */
const gateway = process.env.LIEN_THONG_GATEWAY ?? 'http://127.0.0.1:8080';
const proxy = Object.fromEntries(
  ['/api', '/auth', '/realms'].map((path) => [path, { target: gateway, changeOrigin: false }]),
);

/** The one script that is no module, so that it runs before anything is painted. */
const firstPaint: Plugin = {
  name: 'first-paint',
  transformIndexHtml: (_html, { bundle = {} }) => {
    const built = Object.values(bundle).find(({ name }) => name === 'first-paint');
    const attrs = built ? { src: `/${built.fileName}` } : { src: '/src/first-paint.ts', type: 'module' };
    return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
  },
};

/** As small as it gets, once, here: the computers of the sites are slow, and so are their lines. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /^assets\/.+\.(js|css)$/.test(name));
    await Promise.all(
      texts.map(async (name) => {
        const path = join(dir, name);
        const content = await readFile(path);
        await writeFile(`${path}.br`, await promisify(brotliCompress)(content));
        await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
      }),
    );
  },
};

export default defineConfig({
  plugins: [react(), firstPaint, compressed],
  // React has had what the shim stands in for since 18.
  resolve: { alias: [{ find: /^use-sync-external-store\/shim$/, replacement: 'react' }] },
  server: { proxy },
  build: {
    target: 'es2022',
    // A strict content security policy: nothing inline, not even small files as data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        index: 'index.html',
        'first-paint': 'src/first-paint.ts',
        'service-worker': 'src/worker/service-worker.ts',
      },
      // A service worker is known by its address: that of each release is the same.
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        // In forty small files each is asked for, and compressed, by itself.
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 2 },
            { name: 'frame', tags: ['$initial'], test: /\/(web\/src|packages)\/(?!worker|first-paint)/ },
            {
              name: 'lists',
              test: /\/web\/src\/(design\/(due-)?badge|shared\/(failure|use-rested))\.tsx?$|[iI]nfiniteQuery|queryOptions/,
            },
            {
              name: 'counter',
              test: /\/web\/src\/features\/dossiers\/(due\/due-(badge|looks|time|words)|queries|vi|words)\.tsx?$/,
            },
          ],
        },
      },
    },
  },
});
