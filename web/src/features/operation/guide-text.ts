/** A piece of the guide. Only what the page uses is read: headings, paragraphs, two kinds of list, tables. */
export type Block =
  | { kind: 'heading'; level: 2 | 3; id: string; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] };

/** The name in brackets at the end of a heading is what links point to. */
const namedHeading = /^(.*?)\s*\(`([\w-]+)`\)$/;

/** @param part which of the `##` parts of the page, from 0 */
export function readGuide(markdown: string, part: number): Block[] {
  const body = markdown.split(/^(?=## )/m).filter((one) => one.startsWith('## '))[part] ?? '';
  return body
    .split(/\n{2,}/)
    .map((piece) => piece.trim())
    .filter(Boolean)
    .map(readBlock);
}

function readBlock(piece: string): Block {
  const lines = piece.split('\n');
  const [first = ''] = lines;
  const heading = /^(##|###) (.*)$/.exec(first);
  if (heading) {
    const words = heading[2] ?? '';
    const [, text = words, id = ''] = namedHeading.exec(words) ?? [];
    return { kind: 'heading', level: heading[1] === '##' ? 2 : 3, id, text };
  }
  if (first.startsWith('| ')) {
    const [head = [], , ...rows] = lines.map(readRow);
    return { kind: 'table', head, rows };
  }
  const marker = /^(- |\d+\. )/.exec(first)?.[0];
  if (marker)
    return {
      kind: 'list',
      ordered: marker !== '- ',
      items: lines.map((line) => line.replace(/^(- |\d+\. )/, '')),
    };
  return { kind: 'paragraph', text: lines.join(' ') };
}

const readRow = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** `**bold**` apart from the rest. */
export const readBold = (text: string): { text: string; bold: boolean }[] =>
  text
    .split(/\*\*/)
    .map((piece, index) => ({ text: piece, bold: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
