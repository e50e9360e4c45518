import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { SpanLine } from '@lienthong/runtime';
import { v7 as uuidV7 } from 'uuid';
import { signInAsBrowser } from '../browser-session.ts';
import type { Province } from '../province.ts';

const waitMs = 60_000;
const settleMs = 1_500;

/**
 * Registers one dossier through a commune's gateway, as its clerk's browser would, and follows it to the province's cell by the spans that
 * every process writes.
 *
 * @param isWhole asked of what has been found: whether nothing is to be waited for any more.
 * @returns the journey as a tree with milliseconds, as text.
 */
export const traceOneDossier = async (
  province: Province,
  isWhole: (journey: readonly SpanLine[]) => boolean = () => true,
): Promise<string> => {
  const commune = province.sites.find(({ config }) => config.services.onestop);
  const top = province.sites.find(({ described }) => described.parent === undefined);
  const clerk = commune?.described.people.find(({ roles }) => roles.includes('clerk'));
  if (!commune || !top || !clerk) throw new Error('a journey needs a commune with a clerk, and a province');
  const session = await signInAsBrowser(commune.publicUrl, clerk.username, clerk.password);
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const startedAt = Date.now();
  const { dossier } = await session.call<{ dossier: { code: string } }>(
    'lienthong.onestop.v1.OneStopService/ReceiveDossier',
    {
      dossierId: uuidV7(),
      unit: commune.config.homeUnit,
      procedureCode: '1.004873',
      channel: 'CHANNEL_COUNTER',
      applicant: { name: 'Nguyễn Thị Hành Trình' },
      summary: 'Hồ sơ trình diễn hành trình dữ liệu',
    },
    { traceparent: `00-${traceId}-${spanId}-01` },
  );
  const browser: SpanLine = {
    traceId,
    spanId,
    parentSpanId: '',
    links: [],
    name: 'POST ReceiveDossier',
    service: 'trình duyệt / browser',
    site: commune.id,
    startUs: startedAt * 1_000,
    durationUs: (Date.now() - startedAt) * 1_000,
    attributes: {},
    error: false,
  };
  const files = province.sites.map(({ files: { traceFile } }) => traceFile);
  const until = Date.now() + waitMs;
  let spans: SpanLine[] = [];
  let arrived = false;
  let grewAt = 0;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const found = journeyOf(browser, files.flatMap(readSpans));
    if (found.length > spans.length) grewAt = Date.now();
    spans = found;
    arrived = spans.some(({ site }) => site === top.id);
    // Every process writes its spans in batches: those of the steps before may come after the last one's.
    if (arrived && Date.now() - grewAt > settleMs && isWhole(spans)) break;
  }
  const heading = `Hành trình của hồ sơ ${dossier.code} / journey of the dossier ${dossier.code} (ms)`;
  const missing = arrived
    ? []
    : [`  … không thấy ở ${top.name} sau ${waitMs / 1_000} giây / not seen there in time`];
  return [heading, ...renderJourney(spans), ...missing].join('\n');
};

const readSpans = (file: string): SpanLine[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        // The last line may still be under way.
        .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as SpanLine] : []))
    : [];

const idOf = ({ traceId, spanId }: { traceId: string; spanId: string }): string => `${traceId}-${spanId}`;

/** The span that it continues: its parent, or what it links to where that is part of the journey. */
const causeOf = (span: SpanLine, known: ReadonlyMap<string, SpanLine>): SpanLine | undefined => {
  const parent = span.parentSpanId === '' ? undefined : known.get(`${span.traceId}-${span.parentSpanId}`);
  if (parent) return parent;
  const causes = span.links.flatMap((link) => known.get(idOf(link)) ?? []);
  return causes.sort((a, b) => b.startUs - a.startUs)[0];
};

/** Every span of the trace that begins with `root`, and of the traces that link to one of them, wherever they were written. */
export const journeyOf = (root: SpanLine, spans: readonly SpanLine[]): SpanLine[] => {
  const known = new Map([[idOf(root), root]]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const span of spans) {
      if (known.has(idOf(span))) continue;
      if (span.traceId !== root.traceId && causeOf(span, known) === undefined) continue;
      known.set(idOf(span), span);
      grew = true;
    }
  }
  return [...known.values()].sort((a, b) => a.startUs - b.startUs);
};

/** A line for each span: when it began after the first, how long it took, where, what; a link is drawn as ↝. */
export const renderJourney = (spans: readonly SpanLine[]): string[] => {
  const [first] = spans;
  if (!first) return [];
  const known = new Map(spans.map((span) => [idOf(span), span]));
  const children = new Map<SpanLine | undefined, SpanLine[]>();
  for (const span of spans) {
    const cause = span === first ? undefined : (causeOf(span, known) ?? first);
    const list = children.get(cause);
    if (list) list.push(span);
    else children.set(cause, [span]);
  }
  const milliseconds = (us: number): string => (us / 1_000).toFixed(1).padStart(8);
  const lines: string[] = [];
  const draw = (span: SpanLine, depth: number): void => {
    const isLink = depth > 0 && !known.has(`${span.traceId}-${span.parentSpanId}`);
    const place = `${span.site} ${span.service}`;
    const indent = '  '.repeat(depth) + (depth === 0 ? '' : isLink ? '↝ ' : '└ ');
    lines.push(
      `${milliseconds(span.startUs - first.startUs)} ${milliseconds(span.durationUs)}  ${indent}${span.name}  [${place}]${span.error ? ' ✖' : ''}`,
    );
    for (const child of children.get(span) ?? []) draw(child, depth + 1);
  };
  draw(first, 0);
  return [`${'sau/after'.padStart(8)} ${'mất/took'.padStart(8)}`, ...lines];
};
