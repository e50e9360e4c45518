import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev -w web` talks to a site that is already running; its address is that of its gateway. */
const gateway = process.env.LIEN_THONG_GATEWAY ?? 'http://127.0.0.1:8080';
const proxy = Object.fromEntries(
  ['/api', '/auth', '/realms'].map((path) => [path, { target: gateway, changeOrigin: false }]),
);

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
      },
    },
  },
});
