import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type TlsFiles } from '@lienthong/runtime';
import { createAuthority, eventually, startNatsTree } from '@lienthong/testkit';
import { connect } from '@nats-io/transport-node';
import { startLineRelay } from '../src/adapters/line-relay.ts';
import type { Finding } from './exchange.acceptance.ts';
import { lineRate } from './thin-line.ts';

const [district, commune] = ['482', '20116'] as const;
/** What others let stand before each segment on a full line: 0.4 s of it, each way. Bytes. */
const othersBytes = 2_500;
/** Where NATS itself ends, in seconds there and back (docs/guides/long-lines.md). */
const longest = 1.9;
const patienceMs = 60_000;

/** Links come up over every line that a commune may have: past the relay where NATS itself does not carry. */
export async function* longLines(): AsyncIterable<Finding> {
  const directory = mkdtempSync(join(tmpdir(), 'lienthong-long-lines-'));
  const authority = createAuthority(directory, 'province');
  try {
    for (const roundTrip of [0.1, 0.6, 1.2, 2.0])
      for (const isFull of [false, true]) {
        const name = `a link comes up at a round trip of ${roundTrip.toFixed(1)} s and 50 kbit/s${isFull ? ' while the line is full' : ''}`;
        const seconds = await secondsUntilLinked(roundTrip, isFull, (site) => authority.issue(site)).catch(
          () => undefined,
        );
        const held = seconds !== undefined;
        yield {
          name,
          held,
          figure: held ? `messages both ways after ${seconds.toFixed(1)} s` : 'it did not',
        };
      }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function secondsUntilLinked(
  roundTrip: number,
  isFull: boolean,
  tls: (site: string) => TlsFiles,
): Promise<number> {
  const logger = createLogger('exchange', commune, 'fatal');
  const whole = roundTrip + (isFull ? (2 * othersBytes) / lineRate : 0);
  const isLong = whole >= longest;
  const began = performance.now();
  const tree = await startNatsTree([{ id: district }, { id: commune, parent: district }], {
    tls,
    ...(isLong ? { relay: (port, parent) => startLineRelay(commune, { port, parent }, logger) } : {}),
    line: () => ({ delay: roundTrip * 500, loss: 0, rate: lineRate, others: isFull ? othersBytes : 0 }),
  });
  const below = await connect(tree.getSite(commune).linkLogin);
  const above = await connect(tree.getSite(district).linkLogin);
  try {
    const seen = new Set<string>();
    const hear = (_: Error | null, { subject }: { subject: string }): void => void seen.add(subject);
    above.subscribe('x.up.>', { callback: hear });
    below.subscribe('x.down.>', { callback: hear });
    await eventually(
      () => {
        below.publish(`x.up.${commune}.2`, 'x');
        above.publish(`x.down.${commune}.2`, 'x');
        return seen.size === 2;
      },
      { timeoutMs: patienceMs, everyMs: 250 },
    );
    return (performance.now() - began) / 1_000;
  } finally {
    await below.close();
    await above.close();
    await tree.stop();
  }
}
