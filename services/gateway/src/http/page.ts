import { type Html, html } from './html.ts';

/** A page of the gateway itself (signing in and out): plain HTML, the site's own font, no request elsewhere. */
export function page(parts: { title: string; body: Html; refresh?: string; script?: string }): string {
  const { title, body, refresh, script } = parts;
  return html`<!doctype html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="0;url=${refresh}" />`}
        <title>${title} · Liên Thông</title>
        <link rel="stylesheet" href="/auth/assets/pages.css" />
        <link rel="icon" href="/auth/assets/mark.svg" type="image/svg+xml" />
        ${script === undefined ? '' : html`<script src="/auth/assets/${script}" defer></script>`}
      </head>
      <body>
        ${body}
      </body>
    </html>`.markup;
}
