import { describe, expect, test } from '@jest/globals';
import {
  Change,
  Channel,
  DossierEvent,
  Movement,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/dossier_events';
import type { EventEnvelope } from '@lienthong/messaging';
import { movesOf, UnusableEvent } from './dossier-event.ts';

const movement = (more: Partial<Movement> = {}): Movement =>
  Movement.create({
    day: '2025-06-30',
    change: Change.RECEIVED,
    field: 'civil_status',
    channel: Channel.ONLINE,
    pendingAfter: true,
    dueAfter: '2025-07-02',
    ...more,
  });

const event = (body: Partial<DossierEvent>, more: Partial<EventEnvelope> = {}): EventEnvelope => ({
  id: '0197bd1e-0000-7000-8000-000000000001',
  type: 'onestop.dossier.received.v1',
  subject: '0197bd1e-0000-7000-8000-000000000002',
  unit: '20116@0',
  time: new Date('2025-06-30T01:00:00Z'),
  version: 1,
  data: Buffer.from(DossierEvent.encode(DossierEvent.create(body)).finish()),
  ...more,
});

describe('what reporting reads of an event', () => {
  test('holds no person and no text: what it drops is everything but code, movements and cancels', () => {
    const moves = movesOf(
      event({
        dossierId: 'd',
        dossierCode: 'H57.01.16-250630-0001',
        procedureCode: '1.004194',
        actor: 'clerk-1',
        note: 'Nguyễn Thị Bưởi',
        movements: [movement()],
        cancels: [{ eventId: 'e0', day: '2025-06-27' }],
      }),
    );
    expect(moves).toEqual({
      eventId: '0197bd1e-0000-7000-8000-000000000001',
      eventType: 'onestop.dossier.received.v1',
      unit: '20116@0',
      at: Date.parse('2025-06-30T01:00:00Z'),
      dossierCode: 'H57.01.16-250630-0001',
      movements: [
        {
          day: '2025-06-30',
          change: { kind: 'received' },
          field: 'civil_status',
          channel: 'online',
          pendingBefore: false,
          dueBefore: '',
          pendingAfter: true,
          dueAfter: '2025-07-02',
        },
      ],
      cancels: [{ eventId: 'e0', day: '2025-06-27' }],
    });
  });

  test.each([
    ['early', Timeliness.EARLY],
    ['on_time', Timeliness.ON_TIME],
    ['late', Timeliness.LATE],
  ])('finished %s', (timeliness, wire) => {
    const finished = movement({ change: Change.FINISHED, timeliness: wire });
    expect(movesOf(event({ movements: [finished] })).movements[0]?.change).toEqual({
      kind: 'finished',
      timeliness,
    });
  });
});

describe('an event that can never be used says which rule it breaks', () => {
  test.each<[string, EventEnvelope, RegExp]>([
    ['a newer version', event({}, { type: 'onestop.dossier.received.v2' }), /event type .* is not known/],
    ['another context', event({}, { type: 'documents.document.received.v1' }), /event type .* is not known/],
    ['no unit', event({}, { unit: 'Xã Vinh Hưng' }), /names no unit/],
    ['no time', event({}, { time: new Date(Number.NaN) }), /has no time/],
    ['a body that is none', event({}, { data: Buffer.from([0x0a, 0xff]) }), /not a dossier event/],
    ['no field', event({ movements: [movement({ field: '' })] }), /no procedure field/],
    ['a hostile field', event({ movements: [movement({ field: '$where' })] }), /no procedure field/],
    ['no day', event({ movements: [movement({ day: '2025-02-30' })] }), /the day of a movement/],
    ['no due day', event({ movements: [movement({ dueAfter: 'soon' })] }), /the due day of a movement/],
    [
      'no change',
      event({ movements: [movement({ change: Change.UNSPECIFIED })] }),
      /a change that is not known/,
    ],
    ['an unknown change', event({ movements: [movement({ change: 99 as Change })] }), /change 99/],
    [
      'no channel',
      event({ movements: [movement({ channel: Channel.UNSPECIFIED })] }),
      /a channel that is not known/,
    ],
    [
      'finished without timeliness',
      event({ movements: [movement({ change: Change.FINISHED })] }),
      /neither early nor on time nor late/,
    ],
    [
      'a cancel of nothing',
      event({ cancels: [{ eventId: '', day: '2025-06-30' }] }),
      /cancelled event has no id/,
    ],
    ['a cancel on no day', event({ cancels: [{ eventId: 'e', day: '' }] }), /the cancelled day/],
  ])('%s', (_, broken, reason) => {
    expect(() => movesOf(broken)).toThrow(UnusableEvent);
    expect(() => movesOf(broken)).toThrow(reason);
  });
});
