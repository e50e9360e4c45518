import type {
  ExchangeServiceService,
  HeldRecord,
  PutOutcome,
  PutRecord,
  PutRefusal,
  WatchRecordsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal, refuseField } from '@lienthong/domain';
import { fromWireStamp, toWireStamp } from '@lienthong/messaging';
import type { CallContext, Handlers } from '@lienthong/runtime';
import { fetchLost } from '../commands/adopt.ts';
import type { HeldValue } from '../commands/ports.ts';
import type { Site } from '../commands/site.ts';
import { storeValue } from '../commands/store-value.ts';
import { foreignOf, foreignStamp } from '../domain/document.ts';
import type { Production } from '../domain/engine/engine.ts';
import type { Outcome } from '../domain/engine/process.ts';
import { type Key, partsOf } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { Change } from '../domain/rules.ts';
import { describeUnits } from '../queries/describe-units.ts';
import { digestOf } from '../queries/digest-of.ts';
import { type ParsedPut, parseChannel, parseKey, parseProgress, parsePuts, parseSpans } from './parse.ts';

const listPage = 500;

type RecordMethods =
  | 'putRecords'
  | 'listHeld'
  | 'readRecord'
  | 'watchRecords'
  | 'reportProgress'
  | 'describeUnits';

/** What services of this site do with records. */
export function recordHandlers(site: Site): Pick<Handlers<typeof ExchangeServiceService>, RecordMethods> {
  const { runner, contents, records } = site;

  const ownerOf = (unit: string): string | undefined => runner.engine.memory.registry.ownerOf(unit);

  async function toChange({
    src,
    value,
    content,
    tombstone,
    restored,
    takesOver,
    lineage,
  }: PutRecord): Promise<Change> {
    const nothing = { value: null, content: null };
    const file = content && {
      value: null,
      content: { hash: content.hash, size: content.size, type: content.type },
    };
    return {
      ...(file ?? (tombstone ? nothing : await storeValue(contents, value))),
      tombstone,
      src,
      restored,
      takesOver: takesOver ? fromWireStamp(takesOver) : null,
      lineage,
    };
  }

  /** Touched here, so that nothing takes it away before the record that refers to it is written. */
  async function refuseUnknown(put: ParsedPut, at: number): Promise<ParsedPut> {
    const { content } = put.record;
    if ('refusal' in put || !content || (await contents.held(content.hash, content.size)).complete)
      return put;
    const refusal = new Refusal('precondition', 'CONTENT_UNKNOWN', 'the content is not whole at this site', {
      fields: [
        {
          field: `records[${at}].content.hash`,
          rule: 'UNKNOWN',
          description: 'put the content before the record',
        },
      ],
    });
    return { record: put.record, refusal };
  }

  /** The value of a record that stands here; undefined: its content is gone. */
  async function valueOf({ value, content }: SiteRecord): Promise<Uint8Array | undefined> {
    return content ? await contents.read(content.hash) : (value ?? new Uint8Array());
  }

  async function listed(page: readonly HeldValue[]): Promise<HeldRecord[]> {
    const lacking = await contents.lacking(page.flatMap(({ content }) => content ?? []));
    return page.map(({ key, src, digest, tombstone, foreign, stamp, content }) => ({
      key: partsOf(key),
      src,
      digest,
      tombstone,
      foreign: foreign ?? '',
      stamp: stamp && toWireStamp(stamp),
      lacking: content !== undefined && lacking.has(content),
    }));
  }

  return {
    async putRecords(request, { principal }) {
      const caller = principal.kind === 'service' ? principal.service : '';
      const parsed = await stored(
        Promise.all(parsePuts(request.records, { caller, channels: site.channels }).map(refuseUnknown)),
      );
      const productions = new Map<ParsedPut, Production>();
      for (const one of parsed) {
        if (!('key' in one) || !runner.engine.findRoute(one.key)) continue;
        const { key, record } = one;
        productions.set(one, {
          key,
          change: await stored(toChange(record)),
          spans: parseSpans(record.spans),
        });
      }
      const outcomes = await stored(runner.put([...productions.values()]));
      return {
        outcomes: parsed.map((one, at) => {
          const production = productions.get(one);
          const outcome = outcomes.find(
            ({ work }) => work.kind === 'change' && work.change === production?.change,
          );
          const isTaken = production !== undefined && outcome !== undefined && !outcome.decision.refusal;
          return isTaken ? toOutcome(production.key, outcome, site.id) : toRefused(one, at, ownerOf);
        }),
        epoch: runner.engine.epoch,
      };
    },

    async *listHeld({ channel, unit }) {
      parseChannel(channel, 'channel');
      const epoch = await runner.run((engine) => engine.beginComparison());
      let page: HeldValue[] = [];
      yield { records: [], epoch };
      for await (const one of records.held(channel, unit, site.id)) {
        page.push(one);
        if (page.length < listPage) continue;
        yield { records: await listed(page), epoch };
        page = [];
      }
      if (page.length > 0) yield { records: await listed(page), epoch };
    },

    async readRecord({ key: wanted }, { principal }) {
      const key = parseKey(wanted, 'key');
      const caller = principal.kind === 'service' ? principal.service : '';
      if (site.channels.producerOf(partsOf(key).channel) !== caller)
        throw new Refusal('denied', 'NOT_ALLOWED', 'another service writes this channel');
      if (!runner.engine.findRoute(key)?.isOwner) notOwner('key.unit');
      const stored = (await records.read([key])).get(key)?.document;
      const document = stored && runner.engine.seen(stored);
      const foreign = document && foreignOf(document, site.id);
      if (!document || (!document.record && !foreign))
        throw new Refusal('not_found', 'NOT_HELD', 'nobody is known to hold this record');
      const held = document.record;
      const value = held && (await valueOf(held));
      const found = held && value ? { record: held, value } : await fetchLost(site, document);
      return {
        value: Buffer.from(found.value),
        tombstone: found.record.tombstone,
        stamp: toWireStamp(found.record),
        by: found.record.by,
        src: document.src,
        foreign: foreign ?? '',
      };
    },

    watchRecords: (requests, call) => watch(site, requests, call),

    async reportProgress({ units, epoch: comparedIn }, { principal }) {
      const parsed = parseProgress(units, {
        caller: principal.kind === 'service' ? principal.service : '',
        channels: site.channels,
      });
      const progress = parsed.map((one) => ({ ...one, epoch: comparedIn }));
      return { epoch: await runner.run((engine) => engine.noteProgress(progress)) };
    },

    describeUnits: (request) => describeUnits(site, request),
  };
}

async function* watch(
  { sessions, logger }: Site,
  requests: AsyncIterable<WatchRecordsRequest>,
  { principal, signal }: CallContext,
): ReturnType<Handlers<typeof ExchangeServiceService>['watchRecords']> {
  const incoming = requests[Symbol.asyncIterator]();
  const first = await incoming.next();
  const subscribe = first.done ? undefined : first.value.message;
  if (subscribe?.$case !== 'subscribe')
    refuseField('subscribe', 'REQUIRED', 'the first message says who listens');
  const { consumer, channels: wanted } = subscribe.value;
  if (principal.kind !== 'service' || principal.service !== consumer) {
    throw new Refusal('denied', 'NOT_ALLOWED', 'a service subscribes under its own name');
  }
  wanted.forEach((channel, at) => parseChannel(channel, `subscribe.channels[${at}]`));
  const session = await sessions.open(consumer, wanted);
  signal.addEventListener('abort', () => session.close(), { once: true });
  // It may have gone away while the stream was opened.
  if (signal.aborted) session.close();
  void (async () => {
    try {
      for (let next = await incoming.next(); !next.done; next = await incoming.next()) {
        sessions.heard(session, next.value);
      }
    } finally {
      session.close();
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) logger.warn({ err: error, consumer }, 'what a consumer said is not understood');
  });
  try {
    yield* session.responses();
  } finally {
    await sessions.close(session);
  }
}

function toOutcome(key: Key, { document, decision }: Outcome, site: string): PutOutcome {
  const stamp = document && foreignStamp(document);
  return {
    key: partsOf(key),
    taken: decision.taken ?? false,
    src: document?.src ?? 0,
    digest: document ? digestOf(document) : '',
    stamp: stamp && toWireStamp(stamp),
    refusal: undefined,
    foreign: decision.awaited ? 'awaited' : ((document && foreignOf(document, site)) ?? ''),
  };
}

/** Nothing of this record was written: its form is wrong, or another site writes the unit's records. */
function toRefused(put: ParsedPut, at: number, ownerOf: (unit: string) => string | undefined): PutOutcome {
  const unit = put.record.key?.unit ?? '';
  const refusal =
    'refusal' in put
      ? { ...firstField(put.refusal), code: put.refusal.code, owner: '' }
      : {
          code: 'NOT_THE_OWNER',
          field: `records[${at}].key.unit`,
          rule: 'OWNER',
          description: 'another site writes the records of this unit',
          owner: ownerOf(unit) ?? '',
        };
  return { key: put.record.key, taken: false, src: 0, digest: '', stamp: undefined, refusal, foreign: '' };
}

const firstField = ({ fields, message }: Refusal): Omit<PutRefusal, 'code' | 'owner'> =>
  fields[0] ?? { field: '', rule: '', description: message };

function notOwner(field: string): never {
  throw new Refusal('precondition', 'NOT_THE_OWNER', 'another site writes the records of this unit', {
    fields: [{ field, rule: 'OWNER', description: 'the unit is not owned by this site' }],
  });
}

/** A database that does not answer is no fault of the call: it may come again. @throws Refusal `EXCHANGE_UNAVAILABLE`. */
function stored<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('unavailable', 'EXCHANGE_UNAVAILABLE', 'the records could not be stored', { cause });
  });
}
