import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev -w web` talks to a site that is already running; its address is that of its gateway. */
const gateway = process.env.LIEN_THONG_GATEWAY ?? 'http://127.0.0.1:8080';
const proxy = Object.fromEntries(
  ['/api', '/auth', '/realms'].map((path) => [path, { target: gateway, changeOrigin: false }]),
);

/** The entry, and what it asks for before anything is shown: what this device keeps. */
const atOnce = /\/src\/(main\.tsx|outbox\/(open-on-device|last-known)\.ts)$/;

/** Whether the app's entry imports it, directly or not, without waiting for a screen. */
function isLoadedAtOnce(id: string, graph: Graph, seen = new Set<string>()): boolean {
  if (atOnce.test(id)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  const importers = graph.getModuleInfo(id)?.importers ?? [];
  // A list of exports imports all of them for whom one is enough.
  return importers.some((importer) => !isListOfExports(importer) && isLoadedAtOnce(importer, graph, seen));
}

const isListOfExports = (id: string): boolean => /\/(design|domain\/src)\/index\.ts$/.test(id);

interface Graph {
  /** `importers`: those that import it statically. */
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

export default defineConfig({
  plugins: [react()],
  server: { proxy },
  build: {
    target: 'es2022',
    // A strict content security policy: nothing inline, not even small files as data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', 'service-worker': 'src/worker/service-worker.ts' },
      // A service worker is known by its address: that of each release is the same.
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        // What every window loads is two files: in forty small ones each is asked for, and compressed, by itself.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules\/(?!.*(useQueries|queriesObserver))/, priority: 2 },
            { name: 'frame', test: /^(?!.*node_modules)/, priority: 1 },
          ].map((group) => ({
            ...group,
            name: (id, graph) => (isLoadedAtOnce(id, graph) ? group.name : null),
          })),
        },
      },
    },
  },
});
