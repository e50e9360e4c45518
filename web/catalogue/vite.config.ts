import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A page of its own: nothing of it is in what a site serves. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: '../public',
  plugins: [react()],
  build: { target: 'es2022', reportCompressedSize: false, minify: false, emptyOutDir: true },
});
