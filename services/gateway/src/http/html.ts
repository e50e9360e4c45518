/** HTML that is safe to send; only {@link html} makes it. */
export interface Html {
  readonly markup: string;
}

/** A template whose values are escaped, unless they are HTML themselves or lists of it. */
export function html(strings: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  const parts = strings.map((text, index) => text + markupOf(values[index] ?? ''));
  return { markup: parts.join('') };
}

function markupOf(value: string | number | Html | Html[]): string {
  if (Array.isArray(value)) return value.map(({ markup }) => markup).join('');
  if (typeof value === 'object') return value.markup;
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
