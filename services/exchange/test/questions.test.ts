import type { Ask, Message } from '../src/domain/messages.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { fairWeather, minute } from './simulation/world.ts';
import { commune, district, Line, province } from './three-sites.ts';

const line50kbit = 50_000 / 8;

function lineOf(oneWay: number): Line {
  const weather = { ...fairWeather, delay: [oneWay, oneWay] as [number, number], rate: line50kbit };
  const line = new Line({ timing: standardTiming }, weather);
  line.world.run(2 * minute);
  return line;
}

let asked = 0;

function ask(line: Line, change: Partial<Ask> = {}): string {
  asked += 1;
  const id = `question ${asked}`;
  const question: Ask = {
    kind: 'ask',
    id,
    unit: '20116@0',
    question: 'reporting.explain_tally',
    body: Buffer.from('2025-06-30'),
    roles: ['ioc'],
    units: ['46@0'],
    timeout: 10_000,
    ...change,
  };
  const site = line.site(province);
  if (site.engine) line.world.drive(site, site.engine.ask(question));
  return id;
}

/** Everything of a kind that leaves the province or the district from now on. */
function watch(line: Line, kind: Message['kind']): { from: string; hop: string; message: Message }[] {
  const seen: { from: string; hop: string; message: Message }[] = [];
  line.world.observers.push({
    sent: (from, hop, message) => {
      if (message.kind === kind) seen.push({ from: from.id, hop, message });
    },
  });
  return seen;
}

const answerTo = (line: Line, id: string) => line.world.answers.find((one) => one.id === id);

test('question: an answer of 41 kB over 50 kbit/s arrives whole, and an emergency passes in between', () => {
  const line = lineOf(300);
  const long = Buffer.from(Array.from({ length: 41_000 }, (_, at) => (at * 7 + (at >> 8)) % 251));
  line.world.answerTo = () => long;
  const id = ask(line);
  line.world.run(1_500);
  const begun = line.world.now;
  const key = 'u0-alert/20116@0/while it comes';
  line.change('!'.repeat(3000), key);
  while (line.rev(district, key) === 0 && line.world.now - begun < minute) line.world.run(20);
  expect(line.world.now - begun).toBeLessThan(3_000);
  line.world.run(minute);
  // Two such lines one after the other take it longer than a question may.
  expect(answerTo(line, id)?.failure).toBe('timeout');
  const again = ask(line, { unit: '482@0' });
  line.world.run(minute);
  expect(answerTo(line, again)?.failure).toBe('');
  expect(Buffer.compare(answerTo(line, again)?.body ?? Buffer.alloc(0), long)).toBe(0);
});

test('question: a piece of an answer that is lost on the way is sent again, within the time of the question', () => {
  const line = lineOf(100);
  const long = Buffer.alloc(12_000, 'answer');
  line.world.answerTo = () => long;
  const way = `${district}>${province}`;
  let lost = 0;
  line.world.observers.push({
    sent: (_from, _hop, message) => {
      if (message.kind !== 'answer' || message.piece !== 1 || lost > 0) return;
      lost += 1;
      line.world.cuts.add(way);
      line.world.after(1, () => line.world.cuts.delete(way));
    },
  });
  const id = ask(line, { unit: '482@0' });
  line.world.run(minute);
  expect(lost).toBe(1);
  expect(Buffer.from(answerTo(line, id)?.body ?? []).equals(long)).toBe(true);
  for (const site of [province, district]) {
    expect(line.site(site).engine?.memory.replies.size).toBe(0);
    expect(line.site(site).engine?.memory.asks.size).toBe(0);
  }
});

test('question: equal ones under way go over the line once, and all who asked are answered', () => {
  const line = lineOf(300);
  const asks = watch(line, 'ask');
  const ids = Array.from({ length: 5 }, () => ask(line));
  line.world.run(minute);
  expect(asks.map(({ from }) => from)).toEqual([province, district]);
  for (const id of ids)
    expect(Buffer.from(answerTo(line, id)?.body ?? []).toString()).toBe(
      `${commune}: reporting.explain_tally`,
    );
});

test.each([
  ['other roles', { roles: ['leader'] }],
  ['other units', { units: ['482@0'] }],
  ['another body', { body: Buffer.from('2025-07-01') }],
])('question: one with %s is not answered together with it', (_what, change) => {
  const line = lineOf(300);
  const asks = watch(line, 'ask');
  ask(line);
  ask(line, change);
  line.world.run(minute);
  expect(asks.filter(({ from }) => from === province)).toHaveLength(2);
});

test('question: at most two are under way over a link at once, the rest wait in turn within their own time', () => {
  const line = lineOf(300);
  const [asks, answers] = [watch(line, 'ask'), watch(line, 'answer')];
  const ids = Array.from({ length: 5 }, (_, at) => ask(line, { body: Buffer.from(String(at)) }));
  let most = 0;
  for (let step = 0; step < 400; step += 1) {
    line.world.run(25);
    const sent = asks.filter(({ from }) => from === province).length;
    most = Math.max(most, sent - answers.filter(({ hop }) => hop === province).length);
  }
  expect(most).toBe(2);
  for (const id of ids) expect(answerTo(line, id)?.failure).toBe('');
});

test('question: more than a hundred that wait are told so at once', () => {
  const line = lineOf(300);
  const ids = Array.from({ length: 130 }, (_, at) => ask(line, { body: Buffer.from(String(at)) }));
  expect(ids.filter((id) => answerTo(line, id)?.failure === 'busy')).toHaveLength(30);
  line.world.run(minute);
  for (const id of ids) expect(answerTo(line, id)).toBeDefined();
});

test('question: one who asks the same later keeps to the own time, and the first one’s end is not theirs', () => {
  const line = lineOf(300);
  line.cut(commune, district);
  const first = ask(line, { timeout: 2_000 });
  line.world.run(1_500);
  const second = ask(line, { timeout: 4_000 });
  line.world.run(1_000);
  expect(answerTo(line, first)?.failure).toBe('timeout');
  expect(answerTo(line, second)).toBeUndefined();
  line.world.run(3_000);
  expect(answerTo(line, second)?.failure).not.toBe('');
});
