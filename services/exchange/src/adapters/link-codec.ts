import { LinkMessage } from '@lienthong/contracts/exchange/v1/link';
import type { Message } from '../domain/messages.ts';
import { haveFromWire, haveToWire, partFromWire, partToWire } from './wire-answers.ts';
import { dateFromWire, MalformedMessage, siteFromWire } from './wire-checks.ts';
import { putFromWire, putToWire } from './wire-records.ts';
import { sumsFromWire, sumsToWire } from './wire-sums.ts';

/** A message as it travels. `list` is for local consumers only and never does. */
export function encodeMessage(message: Exclude<Message, { kind: 'list' }>): Uint8Array {
  return LinkMessage.encode(LinkMessage.create({ message: toWire(message) })).finish();
}

/**
 * Undefined: a kind of message that a later release sends. It is no fault of the neighbour's, and nothing rests on one message.
 *
 * @throws MalformedMessage for anything that is not a message of the link in its right form.
 */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  let wire: LinkMessage['message'];
  try {
    wire = LinkMessage.decode(bytes).message;
  } catch (cause) {
    throw new MalformedMessage('not protobuf of the link', { cause });
  }
  if (bytes.length === 0) throw new MalformedMessage('an empty message');
  return wire && fromWire(wire);
}

function toWire(message: Exclude<Message, { kind: 'list' }>): LinkMessage['message'] {
  switch (message.kind) {
    case 'put':
      return { $case: 'put', value: putToWire(message) };
    case 'have':
      return { $case: 'have', value: haveToWire(message) };
    case 'part':
      return { $case: 'part', value: partToWire(message) };
    case 'sums':
      return { $case: 'sums', value: sumsToWire(message) };
    case 'hello':
      return {
        $case: 'hello',
        value: {
          site: message.site,
          fresh: message.fresh,
          silent: message.silent.map(({ site, ago }) => ({
            site,
            secondsAgo: ago === null ? undefined : Math.round(ago / 1_000),
          })),
          below: message.below,
          heard: [...message.heard],
          instance: message.instance,
          twins: [...message.twins],
          sentAt: Math.round(message.sentAt),
        },
      };
    case 'ask': {
      const { id, unit, question, body, roles, units, timeout } = message;
      const timeoutMs = Math.max(0, Math.round(timeout));
      const ask = {
        id,
        unit,
        question,
        body: Buffer.from(body),
        roles: [...roles],
        units: [...units],
        timeoutMs,
      };
      return { $case: 'ask', value: ask };
    }
    case 'answer': {
      const { id, body, failure, piece, pieces } = message;
      return { $case: 'answer', value: { id, body: Buffer.from(body), failure, piece, pieces } };
    }
    default: {
      const never: never = message;
      throw new Error(`Unknown message ${JSON.stringify(never)}.`);
    }
  }
}

function fromWire(wire: NonNullable<LinkMessage['message']>): Message {
  switch (wire.$case) {
    case 'put':
      return putFromWire(wire.value);
    case 'have':
      return haveFromWire(wire.value);
    case 'part':
      return partFromWire(wire.value);
    case 'sums':
      return sumsFromWire(wire.value);
    case 'hello':
      return {
        kind: 'hello',
        site: siteFromWire(wire.value.site),
        fresh: wire.value.fresh,
        silent: wire.value.silent.map(({ site, secondsAgo }) => ({
          site: siteFromWire(site),
          ago: secondsAgo === undefined ? null : secondsAgo * 1_000,
        })),
        below: wire.value.below,
        heard: wire.value.heard.map(siteFromWire),
        instance: wire.value.instance,
        twins: wire.value.twins.map(siteFromWire),
        sentAt: dateFromWire(wire.value.sentAt),
      };
    case 'ask': {
      const { id, unit, question, body, roles, units, timeoutMs } = wire.value;
      return { kind: 'ask', id, unit, question, body, roles, units, timeout: timeoutMs };
    }
    case 'answer': {
      const { id, body, failure, piece, pieces } = wire.value;
      if (piece >= pieces) throw new MalformedMessage('a piece after the last one');
      return { kind: 'answer', id, body, failure, piece, pieces };
    }
    default: {
      const never: never = wire;
      throw new MalformedMessage(`unknown ${JSON.stringify(never)}`);
    }
  }
}
