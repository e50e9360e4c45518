import { existsSync } from 'node:fs';
import { type RequestHandler, Router } from 'express';
import sirv from 'sirv';
import { html } from './html.ts';
import { page } from './page.ts';

/** Files whose name holds the hash of their content. */
const hashed = /\/assets\/.+-[\w-]{8,}\.\w+(\.br|\.gz)?$/;
/** A path that looks like a file: it is there or it is not, the app is no answer to it. */
const looksLikeFile = /\.\w{1,8}$/;

/**
 * The web app as it was built: hashed files for ever, everything else asked for again; paths of the app itself answer its first page.
 * Precompressed files are used where they are there.
 */
export function webApp(directory: string): Router {
  const router = Router();
  const serve = sirv(directory, {
    // Looks for files at each request: a box has few readers, and a new build is there without a restart.
    dev: true,
    gzip: true,
    brotli: true,
    etag: true,
    single: true,
    ignores: looksLikeFile,
    setHeaders(response, path) {
      response.setHeader(
        'cache-control',
        hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  }) as unknown as RequestHandler;
  const missing = page({
    title: 'Chưa có ứng dụng',
    body: html`<main class="card small">
      <h1>Ứng dụng web chưa được dựng</h1>
      <p>Chạy <code>npm run build</code> trong thư mục <code>web</code>, rồi tải lại trang này.</p>
    </main>`,
  });
  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.status(405).set('allow', 'GET, HEAD').end();
      return;
    }
    serve(request, response, (error?: unknown) => {
      if (error !== undefined) return next(error);
      if (looksLikeFile.test(request.path) || existsSync(directory)) return response.status(404).end();
      return response.status(503).send(missing);
    });
  });
  return router;
}
