import {
  type PutOutcome,
  PutRecord,
  type PutRefusal,
  PutRecordsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { isOfLineage } from '@lienthong/domain';
import { inSpan } from '@lienthong/runtime';
import { toWireStamp, valueDigest } from './record-hash.ts';
import { type HeldRecordState, type ProducerOptions, stateOf } from './record-producer.ts';
import { maxSpans, nameOf, type WaitingState } from './waiting-states.ts';

/** What exchange said of one record of a call. */
export type Verdict =
  | { readonly kind: 'held' }
  | { readonly kind: 'refused'; readonly refusal: PutRefusal }
  /** Exchange holds something that this put cannot replace. */
  | { readonly kind: 'ahead'; readonly held: HeldRecordState }
  | { readonly kind: 'failed'; readonly error: Error };

/** Puts records in one call. @returns what exchange said of each, and its epoch. Rejects when it gave no answer. */
export async function putRecords(
  { client, channel }: Pick<ProducerOptions, 'client' | 'channel'>,
  sent: readonly Readonly<WaitingState>[],
): Promise<{ verdicts: { state: WaitingState; verdict: Verdict }[]; epoch: string }> {
  const links = sent.flatMap(({ latest }) => latest.spans ?? []).slice(0, maxSpans);
  const request = PutRecordsRequest.create({ records: sent.map((state) => toPutRecord(channel, state)) });
  const { outcomes, epoch } = await inSpan(`put ${channel}`, { links }, () =>
    client.putRecords(request, { timeoutMs: 15_000 }),
  );
  const byName = new Map(outcomes.map((outcome) => [nameOf(outcome.key ?? { unit: '', id: '' }), outcome]));
  return {
    verdicts: sent.map((state) => ({ state, verdict: judge(channel, state, byName.get(state.name)) })),
    epoch,
  };
}

function toPutRecord(channel: string, { unit, id, latest, restored }: WaitingState): PutRecord {
  const { src, lineage, value, content, tombstone, takesOver, spans } = latest;
  return PutRecord.create({
    key: { channel, unit, id },
    src,
    value: Buffer.from(value),
    content,
    tombstone: tombstone ?? false,
    restored,
    takesOver: takesOver && toWireStamp(takesOver),
    lineage: [...(lineage ?? [])],
    spans: (spans ?? []).slice(0, maxSpans).map((traceparent) => ({ traceparent })),
  });
}

function judge(
  channel: string,
  { name, latest, restored }: WaitingState,
  outcome: PutOutcome | undefined,
): Verdict {
  if (!outcome)
    return { kind: 'failed', error: new Error(`exchange gave no outcome for ${channel}/${name}`) };
  if (outcome.refusal) return { kind: 'refused', refusal: outcome.refusal };
  if (outcome.taken) return { kind: 'held' };
  const { src, lineage, value, content, tombstone } = latest;
  const isForeign = outcome.foreign !== '';
  // The answer to an earlier put of the same state was lost.
  if (
    !isForeign &&
    outcome.src === src &&
    (tombstone || outcome.digest === (content?.hash ?? valueDigest(value)))
  )
    return { kind: 'held' };
  // A record that was counted anew replaces any lower one. Counting it again on a refusal would never end.
  const mayReplace = isForeign
    ? restored && outcome.foreign !== 'awaited'
    : restored || isOfLineage(outcome.src, lineage);
  return outcome.src < src && mayReplace
    ? { kind: 'failed', error: new Error(`exchange did not take ${channel}/${name}`) }
    : { kind: 'ahead', held: stateOf(outcome) };
}
