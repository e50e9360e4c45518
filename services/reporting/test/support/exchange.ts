import {
  ExchangeServiceService,
  ListHeldResponse,
  PutOutcome,
  ReadRecordResponse,
  type RecordKey,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { Refusal } from '@lienthong/domain';
import { valueDigest } from '@lienthong/messaging';
import type { CreateApp } from '@lienthong/runtime';

const channel = 'u2-tally-onestop';
const nameOf = (key: RecordKey | undefined): string => `${key?.channel}/${key?.unit}/${key?.id}`;

export interface HeldTally {
  src: number;
  value: Buffer;
  restored: boolean;
  puts: number;
  spans: string[];
}

/** The receiving end of puts with a switch: takes and refuses by `src` as exchange does, and shows what it holds and was told. */
export interface TestExchange {
  createApp: CreateApp;
  held: Map<string, HeldTally>;
  find(day: string): HeldTally | undefined;
  days(): string[];
  tally(day: string): DayTally | undefined;
  progress: Map<string, { asOf: number | undefined; reason: WatermarkReason }>;
  /** While true nobody is answered. */
  away: boolean;
  /** Calls that were not answered since it went away last. */
  refused: number;
  /** Its store was restored: it does not hold the tally of this day. */
  forget(day: string): void;
  /** Told in every answer; a restore draws another one. */
  epoch: string;
  /** What it holds is told when this has resolved. */
  listing: Promise<void>;
  /** Reports of progress that came. */
  reports: number;
  /** Called after each. */
  onReport: () => void;
  /** Called with each put before it is answered. */
  onPut: (day: string) => void;
}

export function createTestExchange(unit: string): TestExchange {
  const held = new Map<string, HeldTally>();
  const digestOf = (found: HeldTally | undefined): string => (found ? valueDigest(found.value) : '');
  const here: TestExchange = {
    held,
    progress: new Map(),
    away: false,
    refused: 0,
    listing: Promise.resolve(),
    reports: 0,
    onReport: () => undefined,
    epoch: 'first',
    forget(day) {
      held.delete(nameOf({ channel, unit, id: day }));
      here.epoch = `after ${day}`;
    },
    onPut: () => undefined,
    tally: (day) => {
      const found = here.find(day);
      return found && DayTally.decode(found.value);
    },
    find: (day) => held.get(nameOf({ channel, unit, id: day })),
    days: () =>
      [...held.keys()]
        .flatMap((name) => (name.startsWith(`${channel}/${unit}/`) ? (name.split('/')[2] ?? []) : []))
        .sort(),
    createApp: async (context) => {
      const tables = context.directory();
      const answer = (): void => {
        if (!here.away) {
          here.refused = 0;
          return;
        }
        here.refused += 1;
        throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'away');
      };
      const { putRecords, listHeld, readRecord, reportProgress } = ExchangeServiceService;
      const rule = { services: ['reporting' as const, 'directory' as const] };
      return {
        service: 'exchange',
        mount: (server) =>
          server.mount(
            { putRecords, listHeld, readRecord, reportProgress },
            {
              async putRecords({ records }) {
                answer();
                return {
                  outcomes: records.map(({ key, src, value, restored, spans }) => {
                    const name = nameOf(key);
                    const before = held.get(name);
                    const taken = src > (before?.src ?? 0);
                    if (taken)
                      held.set(name, {
                        src,
                        value,
                        restored: restored || (before?.restored ?? false),
                        puts: (before?.puts ?? 0) + 1,
                        spans: spans.map(({ traceparent }) => traceparent),
                      });
                    if (key?.channel === channel) here.onPut(key.id);
                    const now = held.get(name);
                    return PutOutcome.create({ key, taken, src: now?.src ?? 0, digest: digestOf(now) });
                  }),
                  epoch: here.epoch,
                };
              },
              async *listHeld({ channel: ofChannel, unit: ofUnit }) {
                answer();
                await here.listing;
                const start = `${ofChannel}/${ofUnit}/`;
                const records = [...held].flatMap(([name, found]) =>
                  name.startsWith(start)
                    ? [
                        {
                          key: { channel: ofChannel, unit: ofUnit, id: name.slice(start.length) },
                          src: found.src,
                          digest: digestOf(found),
                        },
                      ]
                    : [],
                );
                yield ListHeldResponse.fromPartial({ records, epoch: here.epoch });
              },
              async readRecord({ key }) {
                answer();
                const found = held.get(nameOf(key));
                if (!found) throw new Refusal('not_found', 'NOT_HELD', 'not held');
                return ReadRecordResponse.fromPartial({ value: found.value, src: found.src });
              },
              async reportProgress({ units }) {
                answer();
                here.reports += 1;
                for (const { unit: of, asOf, reason } of units)
                  here.progress.set(of, { asOf: asOf?.getTime(), reason });
                here.onReport();
                return { epoch: here.epoch };
              },
            },
            { putRecords: rule, listHeld: rule, readRecord: rule, reportProgress: rule },
            tables,
          ),
        start: () => tables.start(),
        stop: async () => undefined,
      };
    },
  };
  return here;
}
