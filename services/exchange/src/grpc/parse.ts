import type {
  Content,
  PutRecord,
  RecordKey,
  ReportProgressRequest_Progress,
} from '@lienthong/contracts/exchange/v1/exchange';
import { fieldForms, isUnitKey, Refusal, refuseField } from '@lienthong/domain';
import type { Site } from '../commands/site.ts';
import { isChannel } from '../domain/channel.ts';
import { isContentSize, isMediaType, maximumContentBytes, maximumValueBytes } from '../domain/content.ts';
import { hasTarget, isKey, type Key, keyOf } from '../domain/key.ts';
import type { WatermarkReason } from '../domain/watermark.ts';
import { watermarkReason } from './wire-codes.ts';

const maximumSpans = 8;
const maximumRanges = 64;
const traceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** @throws Refusal naming the field. */
export function parseChannel(name: string, field: string): void {
  if (!isChannel(name)) refuseField(field, 'CHANNEL', 'a channel is <u|d|t><lane 0-4>-<name>, like u2-tally');
}

/** @throws Refusal naming the field. */
export function parseKey(key: RecordKey | undefined, field: string): Key {
  if (!key) refuseField(field, 'REQUIRED', 'the key of a record is missing');
  parseChannel(key.channel, `${field}.channel`);
  if (!isUnitKey(key.unit)) refuseField(`${field}.unit`, 'UNIT_KEY', fieldForms.UNIT_KEY.words);
  const text = keyOf(key.channel, key.unit, key.id);
  if (!isKey(text)) refuseField(`${field}.id`, 'RECORD_ID', 'an id has 1 to 160 characters and no blanks');
  return text;
}

/** What one channel says of a unit. @throws Refusal naming the field. */
export function parseSource({ channel, unit, id }: RecordKey, field: string): Omit<RecordKey, 'id'> {
  parseChannel(channel, `${field}.channel`);
  if (!isUnitKey(unit)) refuseField(`${field}.unit`, 'UNIT_KEY', fieldForms.UNIT_KEY.words);
  if (id !== '') refuseField(`${field}.id`, 'UNEXPECTED', 'all records of the channel are meant');
  return { channel, unit };
}

function checkProducer(channel: string, field: string, { caller, channels }: Producer): void {
  const producer = channels.producerOf(channel);
  if (producer === undefined) refuseField(field, 'UNKNOWN', 'no such channel');
  if (producer !== caller) throw new Refusal('denied', 'NOT_ALLOWED', 'another service writes this channel');
}

/** Who puts, and who may put what. */
interface Producer {
  caller: string;
  channels: Site['channels'];
}

/** One record of a request, or why it is not taken. */
export type ParsedPut =
  | { readonly record: PutRecord; readonly key: Key }
  | { readonly record: PutRecord; readonly refusal: Refusal };

/**
 * Each record by itself: one that is wrong never holds up the others of its call. So the contract has no rules for what is in a record.
 */
export function parsePuts(records: readonly PutRecord[], producer: Producer): ParsedPut[] {
  return records.map((record, at) => {
    try {
      return { record, key: parsePut(record, `records[${at}]`, producer) };
    } catch (error) {
      if (error instanceof Refusal) return { record, refusal: error };
      throw error;
    }
  });
}

function parsePut(record: PutRecord, field: string, producer: Producer): Key {
  const key = parseKey(record.key, `${field}.key`);
  if (!hasTarget(key))
    refuseField(
      `${field}.key.id`,
      'TARGET_UNIT',
      'the id begins with the unit that the record is for, and a slash',
    );
  checkProducer(record.key?.channel ?? '', `${field}.key.channel`, producer);
  if (!Number.isSafeInteger(record.src) || record.src < 1) {
    refuseField(`${field}.src`, 'RANGE', 'a producer’s version is a whole number from 1');
  }
  if (!record.lineage.every(({ first, last }) => first <= last) || record.lineage.length > maximumRanges)
    refuseField(`${field}.lineage`, 'RANGE', `at most ${maximumRanges} ranges, each from its first version`);
  if (record.value.length > maximumValueBytes) refuseField(`${field}.value`, 'TOO_LONG', 'at most 3 MiB');
  if (record.tombstone && record.value.length > 0) {
    refuseField(`${field}.value`, 'UNEXPECTED', 'a tombstone has no value');
  }
  if (record.content) {
    if (record.tombstone || record.value.length > 0)
      refuseField(`${field}.content`, 'UNEXPECTED', 'a record has a value or a content or is a tombstone');
    checkContent(record.content, `${field}.content`);
  }
  return key;
}

function checkContent({ hash, size, type }: Content, field: string): void {
  if (!fieldForms.SHA_256.is(hash)) refuseField(`${field}.hash`, 'SHA_256', fieldForms.SHA_256.words);
  if (!isContentSize(size)) refuseField(`${field}.size`, 'RANGE', `1 to ${maximumContentBytes} bytes`);
  if (!isMediaType(type)) refuseField(`${field}.type`, 'MEDIA_TYPE', 'a media type, e.g. application/pdf');
}

/** @throws Refusal naming the field. */
export function parseProgress(
  units: readonly ReportProgressRequest_Progress[],
  producer: Producer,
): { unit: string; channel: string; asOf: number | null; reason: WatermarkReason }[] {
  return units.map(({ unit, channel, asOf, reason }, at) => {
    const field = `units[${at}]`;
    checkProducer(channel, `${field}.channel`, producer);
    const time = asOf?.getTime() ?? null;
    if (Number.isNaN(time)) refuseField(`${field}.as_of`, 'TIMESTAMP', 'a time that is no date');
    return { unit, channel, asOf: time, reason: watermarkReason(reason) };
  });
}

/** Contexts that can travel; others are left out, since nothing rests on them. */
export const parseSpans = (spans: readonly { traceparent: string }[]): string[] =>
  spans
    .map((span) => span.traceparent)
    .filter((text) => traceparent.test(text))
    .slice(0, maximumSpans);
