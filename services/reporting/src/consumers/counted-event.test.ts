import { describe, expect, test } from '@jest/globals';
import { Event } from '@lienthong/contracts/common/v1/event';
import type { Contribution, Dimension } from '@lienthong/contracts/common/v1/facts';
import { type DeadReason, deadReason } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import { catalogueWith, shippedTable, testCatalogue } from '../../test/histories.ts';
import { findUncountable } from '../domain/counted-event.ts';
import { countedEvent, UnusableEvent } from './counted-event.ts';

const day = '2025-06-30';
const dimensions = [
  { name: 'channel', value: 'online' },
  { name: 'field', value: 'civil_status' },
];
const contribution = (more: Partial<Contribution> = {}): Contribution => ({
  indicator: 'received',
  dimensions,
  carriedBy: '',
  value: 1,
  ...more,
});
const event = (more: Partial<EventEnvelope>): EventEnvelope =>
  Event.create({
    id: '0197bd1e-0000-7000-8000-000000000001',
    type: 'onestop.dossier.received.v1',
    subject: '0197bd1e-0000-7000-8000-000000000002',
    unit: '20116@0',
    time: new Date('2025-06-30T01:00:00Z'),
    version: 1,
    facts: [{ day, contributions: [contribution()] }],
    contributionVersion: 3,
    ...more,
  });
const adding = (more: Partial<Contribution>): EventEnvelope =>
  event({ facts: [{ day, contributions: [contribution(more)] }] });
const having = (...some: Dimension[]): EventEnvelope => adding({ dimensions: some });

describe('what reporting reads of an event', () => {
  test('holds no person and no text: what it drops is everything but the reference and the numbers', () => {
    const read = countedEvent(
      event({
        data: Buffer.from('Nguyễn Thị Bưởi'),
        reference: { kind: 'dossier', code: 'H57.01.16-250630-0001' },
        cancels: [{ eventId: 'e0', day: '2025-06-27' }],
      }),
    );
    expect(read).toEqual({
      eventId: '0197bd1e-0000-7000-8000-000000000001',
      eventType: 'onestop.dossier.received.v1',
      unit: '20116@0',
      at: Date.parse('2025-06-30T01:00:00Z'),
      reference: { kind: 'dossier', code: 'H57.01.16-250630-0001' },
      facts: [{ day, contributions: [contribution()] }],
      cancels: [{ eventId: 'e0', day: '2025-06-27' }],
      contributionVersion: 3,
    });
  });

  test('is nothing of an event that touches no number, whatever else is in it', () => {
    expect(
      countedEvent(event({ type: 'any.thing.happened.v9', unit: '', time: undefined, facts: [] })),
    ).toBeUndefined();
  });
});

describe('an event that can never be used says which rule it breaks', () => {
  test.each<[string, EventEnvelope, string]>([
    ['no unit', event({ unit: 'Xã Vinh Hưng' }), 'unit: UNIT_KEY'],
    ['no time', event({ time: new Date(Number.NaN) }), 'time: REQUIRED'],
    ['no day', event({ facts: [{ day: '2025-02-30', contributions: [] }] }), 'facts.day: LOCAL_DAY'],
    ['more than adds up exactly', adding({ value: 2 ** 40 + 1 }), 'facts.contributions.value: RANGE'],
    ['less than that', adding({ value: -(2 ** 40) - 1 }), 'facts.contributions.value: RANGE'],
    ['no number', adding({ value: Number.NaN }), 'facts.contributions.value: RANGE'],
    ['carried by no day', adding({ carriedBy: 'soon' }), 'facts.contributions.carried_by: LOCAL_DAY'],
    ['no name', having({ name: '', value: 'x' }), 'facts.contributions.dimensions.name: CODE'],
    ['a hostile name', having({ name: '$where', value: 'x' }), 'facts.contributions.dimensions.name: CODE'],
    ['no value', having({ name: 'field', value: '' }), 'facts.contributions.dimensions.value: CODE'],
    [
      'a text as value',
      having({ name: 'field', value: 'Nguyễn Thị' }),
      'facts.contributions.dimensions.value: CODE',
    ],
    ['not in order', having(...dimensions.toReversed()), 'facts.contributions.dimensions: ORDER'],
    ['one twice', having(...dimensions.slice(0, 1), ...dimensions), 'facts.contributions.dimensions: ORDER'],
    [
      'too many',
      having(...'a b c d e f g h i'.split(' ').map((name) => ({ name, value: '1' }))),
      'facts.contributions.dimensions: TOO_MANY',
    ],
    ['a cancel of nothing', event({ cancels: [{ eventId: '', day }] }), 'cancels.event_id: REQUIRED'],
    ['a cancel on no day', event({ cancels: [{ eventId: 'e', day: '' }] }), 'cancels.day: LOCAL_DAY'],
  ])('%s', (_, broken, reason) => {
    expect(() => countedEvent(broken)).toThrow(UnusableEvent);
    expect(() => countedEvent(broken)).toThrow(reason);
  });
});

describe('an event that the catalogue does not allow says what it lacks', () => {
  test.each<[string, EventEnvelope, DeadReason | undefined, string?]>([
    ['all is known', event({}), undefined],
    ['a stock carried by a day', adding({ indicator: 'pending', carriedBy: day }), undefined],
    [
      'what is selected, not counted',
      adding({ indicator: 'overdue' }),
      deadReason('INDICATOR_UNKNOWN', { indicator: 'overdue' }),
    ],
    [
      'what has a formula',
      adding({ indicator: 'finished' }),
      deadReason('INDICATOR_UNKNOWN', { indicator: 'finished' }),
    ],
    [
      'unknown indicator',
      adding({ indicator: 'revoked' }),
      deadReason('INDICATOR_UNKNOWN', { indicator: 'revoked' }),
    ],
    [
      'of another owner',
      event({ type: 'documents.document.received.v1' }),
      deadReason('INDICATOR_OF_ANOTHER', { indicator: 'received', owner: 'documents' }),
      'documents',
    ],
    [
      'of another owner, by a type that is that one’s',
      event({ type: 'onestop.dossier.received.v1' }),
      deadReason('INDICATOR_OF_ANOTHER', { indicator: 'received', owner: 'documents' }),
      'documents',
    ],
    [
      'unknown dimension',
      having({ name: 'gate', value: 'x' }),
      deadReason('DIMENSION_UNKNOWN', { indicator: 'received', dimension: 'gate' }),
    ],
    [
      'unlisted value',
      having({ name: 'field', value: 'land' }),
      deadReason('VALUE_UNKNOWN', { dimension: 'field', value: 'land' }),
    ],
    [
      'a value outside a list of the catalogue',
      having({ name: 'channel', value: 'fax' }),
      deadReason('VALUE_UNKNOWN', { dimension: 'channel', value: 'fax' }),
    ],
    [
      'a flow carried by a day',
      adding({ carriedBy: day }),
      deadReason('FLOW_CARRIED', { indicator: 'received' }),
    ],
  ])('%s', (_, given, reason, owner = 'onestop') => {
    const counted = countedEvent(given);
    if (!counted) throw new Error('it touches a number');
    expect(findUncountable(counted, { owner, catalogue: testCatalogue() })).toEqual(reason);
  });

  test('it is judged by the version of the day that it adds to', () => {
    const rows = shippedTable.indicators.filter(({ code }) => code === 'received');
    const ended = catalogueWith(rows.map((row) => ({ ...row, code: 'revoked', validTo: '2025-07-01' })));
    const reasonOn = (on: string): DeadReason | undefined => {
      const facts = [{ day: on, contributions: [contribution({ indicator: 'revoked' })] }];
      const counted = countedEvent(event({ facts }));
      return counted && findUncountable(counted, { owner: 'onestop', catalogue: ended });
    };
    expect(reasonOn('2025-06-30')).toBeUndefined();
    expect(reasonOn('2025-07-01')).toEqual(deadReason('INDICATOR_UNKNOWN', { indicator: 'revoked' }));
  });
});
