import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from 'express';

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** The few files of the gateway's own pages, from memory: style, scripts, the mark, the font. */
export function pageAssets(): Router {
  const own = join(import.meta.dirname, '../assets');
  const fonts = join(
    dirname(createRequire(import.meta.url).resolve('@fontsource/be-vietnam-pro/package.json')),
    'files',
  );
  const files = new Map<string, Buffer>();
  for (const name of ['pages.css', 'sign-in.js', 'sign-out.js', 'mark.svg', 'drum.svg'])
    files.set(name, readFileSync(join(own, name)));
  for (const script of ['vietnamese', 'latin'])
    for (const weight of [400, 600]) {
      const name = `be-vietnam-pro-${script}-${weight}-normal.woff2`;
      files.set(name, readFileSync(join(fonts, name)));
    }
  const router = Router();
  router.get('/:name', (request, response) => {
    const { name } = request.params;
    const content = files.get(name);
    if (!content) {
      response.status(404).end();
      return;
    }
    response
      .set('content-type', types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
      .set('cache-control', name.endsWith('.woff2') ? 'public, max-age=31536000, immutable' : 'no-cache')
      .send(content);
  });
  return router;
}
