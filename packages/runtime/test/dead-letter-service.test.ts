import { ListDeadLettersRequest } from '@lienthong/contracts/common/v1/dead_letter';
import { Hierarchy, type Unit } from '@lienthong/domain';
import {
  type App,
  type CallContext,
  type DeadLetterSource,
  newestLetters,
  type WaitingLetter,
} from '../src/index.ts';
import { createDeadLetterHandlers } from '../src/common/dead-letter-service.ts';

const commune: Unit = {
  key: '20116@0',
  code: '20116',
  name: 'Xã Vinh Hưng',
  kind: 'commune',
  level: 'commune',
  parent: '',
  validFrom: '',
  validTo: '',
};
const letter = (n: number): WaitingLetter => ({
  id: `${n}`,
  eventType: 'x',
  eventId: `${n}`,
  subject: '',
  unit: '20116@0',
  eventTime: undefined,
  reason: { code: 'UNKNOWN_FIELD', params: {} },
  attempts: 1,
  // Three of each moment.
  deadSince: new Date(1_000 * Math.floor(n / 3)),
});

function sourceOf(consumer: string, numbers: readonly number[]): DeadLetterSource {
  return {
    consumer,
    remedies: {},
    list(_sees, before) {
      const newest = numbers.toSorted((a, b) => b - a).map(letter);
      return newestLetters(newest.filter(({ deadSince }) => !before || deadSince < before));
    },
    retry: () => Promise.resolve(undefined),
  };
}

test('dead letters come page by page over all consumers, the newest first, and none is left out', async () => {
  const numbers = Array.from({ length: 1_500 }, (_, n) => n);
  const app: Pick<App, 'deadLetters'> = {
    deadLetters: [
      sourceOf(
        'a',
        numbers.filter((n) => n % 2 === 0),
      ),
      sourceOf(
        'b',
        numbers.filter((n) => n % 2 === 1),
      ),
    ],
  };
  const jurisdiction = { hierarchy: () => new Hierarchy([commune], []), today: () => '2025-06-30' };
  const handlers = createDeadLetterHandlers(
    () => app as App,
    jurisdiction,
    () => ['20116@0'],
  );
  const principal = { kind: 'person', subject: 'x', name: '', roles: ['operator'], units: ['20116@0'] };
  const call = { principal } as unknown as CallContext;
  const pages: string[][] = [];
  let before: Date | undefined;
  for (let isMore = true; isMore; ) {
    const request = ListDeadLettersRequest.create({ service: 'x', ...(before && { before }) });
    const page = await handlers.listDeadLetters(request, call);
    pages.push(page.deadLetters.map(({ id }) => id));
    before = page.deadLetters.at(-1)?.deadSince;
    isMore = page.isMore;
  }
  expect(pages.map(({ length }) => length)).toEqual([501, 501, 498]);
  expect(new Set(pages.flat()).size).toBe(1_500);
});
