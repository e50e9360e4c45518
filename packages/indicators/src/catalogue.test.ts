import { addDays, Refusal } from '@lienthong/domain';
import fc from 'fast-check';
import { type Catalogue, type CatalogueTable, createCatalogue, type IndicatorRow } from './index.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`indicators: LT_SEED=${seed}`);

const words = { vi: 'chữ', en: 'words' };
const counted = (code: string, change: Partial<IndicatorRow> = {}): IndicatorRow => ({
  code,
  version: 1,
  validFrom: '',
  validTo: '',
  owner: 'onestop',
  kind: 'flow',
  aggregation: 'sum',
  dimensions: ['channel', 'field'],
  decimals: 0,
  unit: words,
  names: words,
  definition: words,
  ...change,
});
const derived = (code: string, formula: string, change: Partial<IndicatorRow> = {}): IndicatorRow =>
  counted(code, { kind: 'ratio', aggregation: undefined, formula, ...change });
const selected = (code: string, where: string, change: Partial<IndicatorRow> = {}): IndicatorRow =>
  counted(code, { kind: 'stock', of: 'pending', where, ...change });
const pending = counted('pending', { kind: 'stock' });
const overdue = selected('overdue', "carried_by != '' && carried_by < on");
const suspended = selected('suspended', "carried_by == ''");

const table = (...indicators: IndicatorRow[]): CatalogueTable => ({
  sources: [{ channel: 'u2-tally-onestop', owner: 'onestop', levels: ['commune'] }],
  dimensions: [],
  indicators,
});
const today = '2025-06-30';
const find = (catalogue: Catalogue, code: string, on = today) => {
  const found = catalogue.findIndicator(code, on);
  if (!found) throw new Error(`no ${code}`);
  return found;
};
const faultOf = (content: CatalogueTable): string => {
  try {
    createCatalogue(content, 'table.content.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.fields.map(({ field, rule }) => `${field} ${rule}`).join();
  }
  return 'taken';
};

describe('a catalogue is refused when it is written', () => {
  const [a, b] = [counted('a'), counted('b')];
  const second = { version: 2, validFrom: '2025-07-01' };
  const formula = (text: string) => table(a, b, derived('c', text));
  const where = (text: string) => table(pending, selected('s', text));
  const cases: [why: string, content: CatalogueTable, fault: string][] = [
    ['code with a capital', table(counted('Received')), '[0].code CODE'],
    ['code with a digit first', table(counted('1st')), '[0].code CODE'],
    ['code with marks', table(counted('tiếp_nhận')), '[0].code CODE'],
    ['code twice', table(a, b, a), '[2].code TWICE'],
    ['decimals below zero', table(counted('a', { decimals: -1 })), '[0].decimals DECIMALS'],
    ['decimals above six', table(counted('a', { decimals: 7 })), '[0].decimals DECIMALS'],
    ['half a decimal', table(counted('a', { decimals: 0.5 })), '[0].decimals DECIMALS'],
    ['dimension with a dash', table(counted('a', { dimensions: ['a-b'] })), '[0].dimensions[0] CODE'],
    ['dimension twice', table(counted('a', { dimensions: ['x', 'x'] })), '[0].dimensions[1] TWICE'],
    ['owner without a source', table(counted('a', { owner: 'sensors' })), '[0].owner OWNER_UNKNOWN'],
    [
      'end before the beginning',
      table(counted('a', { validFrom: '2025-07-01', validTo: '2025-07-01' })),
      '[0].validTo PERIOD_EMPTY',
    ],
    [
      'versions that overlap by one day',
      table(counted('a', { validTo: '2025-07-02' }), counted('a', second)),
      '[1].validFrom VERSIONS_OVERLAP',
    ],
    [
      'version that adds up in another way',
      table(counted('a', { validTo: '2025-07-01' }), counted('a', { ...second, aggregation: 'max' })),
      '[1].aggregation VERSION_DIFFERS',
    ],
    ['ratio without formula', table(counted('a', { kind: 'ratio' })), '[0].formula FORM'],
    ['counted one without', table(counted('a', { aggregation: undefined })), '[0].aggregation FORM'],
    ['ratio that adds up', table(a, derived('c', 'a', { aggregation: 'sum' })), '[1].aggregation FORM'],
    ['`of` without `where`', table(a, counted('c', { of: 'a' })), '[1].where FORM'],
    ['`where` without `of`', table(counted('c', { where: "on == ''" })), '[0].where FORM'],
    ['formula beside `of`', table(a, derived('c', 'a', { of: 'a' })), '[1].of FORM'],

    ['no CEL', formula('a +'), '[2].formula SYNTAX'],
    ['nothing', formula(''), '[2].formula SYNTAX'],
    ['longer than 300', formula(`a${' + a'.repeat(80)}`), '[2].formula TOO_LONG'],
    ['deeper than 32', formula(`a${' + a'.repeat(40)}`), '[2].formula TOO_DEEP'],
    ['unknown name', formula('a / d'), '[2].formula NAME_UNKNOWN'],
    ['name of an object', formula('constructor'), '[2].formula NAME_UNKNOWN'],
    ['comprehension', formula('[1.0, 2.0].map(x, x)[0]'), '[2].formula NOT_ALLOWED'],
    ['nested comprehension', where('[1].all(x, [2].all(y, true))'), '[1].where NOT_ALLOWED'],
    ['function', formula('double(a)'), '[2].formula NOT_ALLOWED'],
    ['function with the name of an object', formula('constructor(a)'), '[2].formula NOT_ALLOWED'],
    ['method', where("dimensions.field.matches('(a+)+b')"), '[1].where NOT_ALLOWED'],
    ['list', formula('[a]'), '[2].formula NOT_ALLOWED'],
    ['field of a number', formula('a.b'), '[2].formula NOT_ALLOWED'],
    ['presence', where('has(dimensions.field)'), '[1].where NOT_ALLOWED'],
    ['whole number as CEL types it', formula('100 * a'), '[2].formula ILL_TYPED'],
    ['number and text', formula("a + 'x'"), '[2].formula ILL_TYPED'],
    ['truth for a number', formula('a < b'), '[2].formula ILL_TYPED'],
    ['text for a truth', where('dimensions.field'), '[1].where ILL_TYPED'],
    ['`on` against a fixed day', where("on > '2025-07-01'"), '[1].where ILL_TYPED'],
    ['number in a predicate', where('carried_by < 1.0'), '[1].where ILL_TYPED'],
    ['unknown dimension in a predicate', where("dimensions.road == 'x'"), '[1].where DIMENSION_UNKNOWN'],
    ['code in a predicate', where('pending > 1.0'), '[1].where NAME_UNKNOWN'],

    ['cycle of one', table(a, derived('c', 'a + c')), '[1].formula CYCLE'],
    ['cycle of two', table(a, derived('c', 'a / d'), derived('d', 'c')), '[1].formula CYCLE'],
    [
      'cycle that is not the first row',
      table(derived('e', 'c'), derived('c', 'd'), derived('d', 'c')),
      '[1].formula CYCLE',
    ],
    [
      'nine formulas on each other',
      table(a, ...Array.from({ length: 9 }, (_, n) => derived(`c${n}`, n === 0 ? 'a' : `c${n - 1}`))),
      '[9].formula CHAIN_TOO_LONG',
    ],
    ['unknown base', table(overdue), '[0].of NAME_UNKNOWN'],
    [
      'base that is not counted',
      table(pending, overdue, selected('s', "carried_by == ''", { of: 'overdue' })),
      '[2].of NOT_COUNTED',
    ],
    [
      'selected one of another kind',
      table(pending, selected('s', "carried_by == ''", { kind: 'flow' })),
      '[1].kind BASE_DIFFERS',
    ],
    [
      'selected one with a dimension of its own',
      table(pending, selected('s', "carried_by == ''", { dimensions: ['road'] })),
      '[1].dimensions[0] DIMENSION_UNKNOWN',
    ],
    [
      'ratio split by what one part is not split by',
      table(a, counted('b', { dimensions: ['field'] }), derived('c', 'a / b')),
      '[2].dimensions[0] DIMENSION_UNKNOWN',
    ],
    [
      'part that begins later',
      table(a, counted('b', { validFrom: '2025-07-01' }), derived('c', 'a / b')),
      '[2].formula NAME_UNKNOWN',
    ],
    [
      'part with a gap',
      table(
        counted('a', { validTo: '2025-07-01' }),
        counted('a', { version: 2, validFrom: '2025-07-02' }),
        derived('c', 'a'),
      ),
      '[2].formula NAME_UNKNOWN',
    ],
  ];
  test.each(cases)('%s', (_why, content, fault) => {
    expect(faultOf(content)).toBe(`table.content.indicators${fault}`);
  });

  test('a channel of exchange carries the numbers of one owner', () => {
    const sources = table().sources.flatMap((source) => [source, { ...source, owner: 'documents' }]);
    expect(faultOf({ ...table(), sources })).toBe('table.content.sources[1].channel TWICE');
  });

  test('in whatever order its rows stand', () => {
    const wrong = cases.map(([, content]) => content).filter(({ indicators }) => indicators.length > 1);
    const shuffled = fc
      .constantFrom(...wrong)
      .chain((content) =>
        fc
          .shuffledSubarray(content.indicators, { minLength: content.indicators.length })
          .map((indicators) => ({ ...content, indicators })),
      );
    fc.assert(
      fc.property(shuffled, (content) => {
        expect(faultOf(content)).not.toBe('taken');
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('versions', () => {
  test('a day finds the version that is valid then', () => {
    const catalogue = createCatalogue(
      table(
        counted('a', { validTo: '2025-07-01' }),
        counted('a', { version: 2, validFrom: '2025-07-01', validTo: '2026-01-01' }),
      ),
    );
    const versionOn = (on: string): number | undefined => catalogue.findIndicator('a', on)?.version;
    expect(['2025-06-30', '2025-07-01', '2025-12-31', '2026-01-01'].map(versionOn)).toEqual([
      1,
      2,
      2,
      undefined,
    ]);
  });

  test('a formula takes the version of its parts that the day has', () => {
    const catalogue = createCatalogue(
      table(
        counted('a', { validTo: '2025-07-01' }),
        counted('a', { version: 2, validFrom: '2025-07-01', decimals: 2 }),
        derived('c', '2.0 * a'),
      ),
    );
    const c = find(catalogue, 'c');
    expect([c.value(() => 500, '2025-06-30'), c.value(() => 500, '2025-07-01')]).toEqual([1000, 10]);
  });
});

describe('a stock picks its counters by predicate', () => {
  const catalogue = createCatalogue(table(pending, overdue, suspended, counted('received')));
  const day = fc.integer({ min: -3, max: 3 }).map((days) => addDays(today, days));
  const counter = fc.record({
    indicator: fc.constantFrom('pending', 'received'),
    dimensions: fc.constant([]),
    carriedBy: fc.oneof(day, fc.constant('')),
  });

  test('overdue and suspended are what the plain rule says, on every day', () => {
    fc.assert(
      fc.property(counter, day, (one, on) => {
        const isPending = one.indicator === 'pending';
        const counts = (code: string): boolean => find(catalogue, code).contributes(one, on);
        expect([counts('pending'), counts('overdue'), counts('suspended'), counts('received')]).toEqual([
          isPending,
          isPending && one.carriedBy !== '' && one.carriedBy < on,
          isPending && one.carriedBy === '',
          !isPending,
        ]);
      }),
      { seed, numRuns: 300 },
    );
  });

  test('whatever predicate it is, three days stand for all', () => {
    type Holds = (carriedBy: string, on: string, field: string) => boolean;
    type Written = [text: string, holds: Holds];
    const compare: Record<string, (a: string, b: string) => boolean> = {
      '<': (a, b) => a < b,
      '<=': (a, b) => a <= b,
      '>': (a, b) => a > b,
      '>=': (a, b) => a >= b,
      '==': (a, b) => a === b,
      '!=': (a, b) => a !== b,
    };
    const operator = fc.constantFrom(...Object.keys(compare));
    const holds = (sign: string, a: string, b: string): boolean => compare[sign]?.(a, b) === true;
    const { predicate } = fc.letrec<{ predicate: Written }>((tie) => ({
      predicate: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        operator.map((sign): Written => [`carried_by ${sign} on`, (by, on) => holds(sign, by, on)]),
        operator.map((sign): Written => [`on ${sign} carried_by`, (by, on) => holds(sign, on, by)]),
        fc
          .constantFrom("carried_by == ''", "carried_by != ''")
          .map((text): Written => [text, (by) => (by === '') === text.includes('==')]),
        fc
          .constantFrom('residence', '')
          .map((value): Written => [`dimensions.field == '${value}'`, (_by, _on, field) => field === value]),
        tie('predicate').map(([text, truth]): Written => [`!(${text})`, (...of) => !truth(...of)]),
        fc
          .tuple(tie('predicate'), tie('predicate'), fc.boolean())
          .map(
            ([[left, one], [right, other], and]): Written => [
              `(${left}) ${and ? '&&' : '||'} (${right})`,
              (...of) => (and ? one(...of) && other(...of) : one(...of) || other(...of)),
            ],
          ),
      ),
    }));
    const short = predicate.filter(([text]) => text.length <= 300);
    const field = fc.constantFrom('residence', 'civil_status', '');
    const asked = fc.array(fc.tuple(fc.oneof(day, fc.constant('')), day, field), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(short, asked, ([text, truth], questions) => {
        const picked = find(createCatalogue(table(pending, selected('picked', text))), 'picked');
        for (const [carriedBy, on, value] of questions) {
          const dimensions = value === '' ? [] : [{ name: 'field', value }];
          const one = { indicator: 'pending', dimensions, carriedBy };
          const found = { text, carriedBy, on, value, counts: picked.contributes(one, on) };
          expect(found).toEqual({ ...found, counts: truth(carriedBy, on, value) });
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('a value comes from its parts', () => {
  const onTime = derived('rate', '100.0 * done / (done + late)', {
    decimals: 1,
    whole: 100,
    unit: { vi: 'phần trăm', en: 'percent' },
  });
  const catalogue = createCatalogue(table(counted('done'), counted('late'), onTime));
  const rateOf = (done: number | undefined, late: number | undefined): number | undefined =>
    find(catalogue, 'rate').value((code) => (code === 'done' ? done : late), today);

  test.each([
    ['scaled by its decimals', 7, 8, 467],
    ['half away from zero', 1, 7, 125],
    ['nothing done is zero', 0, 3, 0],
    ['nothing to divide by is unknown, never zero', 0, 0, undefined],
    ['an unknown part makes it unknown', undefined, 3, undefined],
    ['U10: short of the whole is never 100%', 9_999, 1, 999],
    ['U10: the whole is', 9_999, 0, 1000],
    ['of large numbers', 2 ** 52, 2 ** 52, 500],
  ])('%s', (_why, done, late, value) => expect(rateOf(done, late)).toBe(value));

  test.each([
    ['by zero in the depth', '1.0 / (a / b)', 0, undefined],
    ['by zero that a comparison looks at', 'a / b > 1.0 ? 1.0 : 0.0', 0, undefined],
    ['by zero that is not looked at', 'b == 0.0 ? 0.0 : a / b', 0, 0],
    ['by what overflows', 'a * 1e300 * 1e300', 1, undefined],
    ['beyond whole numbers', 'a * 1e16', 1, undefined],
    ['never minus zero', '-b', 0, 0],
  ])('%s', (_why, formula, b, value) => {
    const one = createCatalogue(table(counted('a'), counted('b'), derived('c', formula)));
    expect(find(one, 'c').value((code) => (code === 'b' ? b : 5), today)).toBe(value);
  });

  test('of the total it is the rate of the sums, not the mean of the rates', () => {
    expect([rateOf(1, 0), rateOf(1, 9), rateOf(2, 9)]).toEqual([1000, 100, 182]);
  });

  test('a half is a half where a double is a hair below it', () => {
    const one = createCatalogue(table(counted('a'), counted('b'), derived('c', 'a / b', { decimals: 2 })));
    expect((57 / 200) * 100).toBeLessThan(28.5);
    expect(find(one, 'c').value((code) => (code === 'a' ? 57 : 200), today)).toBe(29);
  });

  test('a ratio of whole numbers is exact to the last digit', () => {
    const upTo = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(upTo, upTo, fc.integer({ min: 0, max: 4 }), (part, whole, decimals) => {
        const one = createCatalogue(table(counted('a'), counted('b'), derived('c', 'a / b', { decimals })));
        const value = find(one, 'c').value((code) => (code === 'a' ? part : whole), today);
        const twice = 2n * BigInt(part) * 10n ** BigInt(decimals) + BigInt(whole);
        expect(value).toBe(whole === 0 ? undefined : Number(twice / (2n * BigInt(whole))));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('any formula gives what the same computation in TypeScript gives, whatever the order of the rows', () => {
    type Written = [text: string, compute: (of: Record<string, number>) => number];
    const divide = (part: number, whole: number): number => {
      if (whole === 0) throw new RangeError('division by zero');
      return part / whole;
    };
    const { formula } = fc.letrec<{ formula: Written }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom('a', 'b', 'half').map((code): Written => [code, (of) => of[code] ?? Number.NaN]),
        fc.integer({ min: 0, max: 40 }).map((n): Written => [(n / 4).toFixed(2), () => n / 4]),
        tie('formula').map(([text, compute]): Written => [`-(${text})`, (of) => -compute(of)]),
        fc.tuple(tie('formula'), tie('formula'), fc.constantFrom('+', '-', '*', '/')).map(
          ([[left, one], [right, other], sign]): Written => [
            `(${left}) ${sign} (${right})`,
            (of) => {
              const [x, y] = [one(of), other(of)];
              return sign === '+' ? x + y : sign === '-' ? x - y : sign === '*' ? x * y : divide(x, y);
            },
          ],
        ),
      ),
    }));
    const short = formula.filter(([text]) => text.length <= 300);
    const rowsOf = (text: string): IndicatorRow[] => [
      counted('a'),
      counted('b', { decimals: 2 }),
      derived('half', 'a / 2.0', { decimals: 1 }),
      derived('c', text, { decimals: 2 }),
    ];
    const value = fc.integer({ min: -50, max: 50 });
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(short, value, value, order, ([text, compute], a, b, positions) => {
        const rows = rowsOf(text);
        const one = createCatalogue(table(...positions.flatMap((index) => rows[index] ?? [])));
        const found = find(one, 'c').value((code) => (code === 'a' ? a : b), today);
        let expected: number | undefined;
        try {
          expected = compute({ a, b: b / 100, half: a / 2 }) * 100;
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
        if (expected === undefined) return expect({ text, found }).toEqual({ text, found: undefined });
        // To the nearest integer; a double is sure to 15 digits.
        expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThanOrEqual(
          0.5 + Math.abs(expected) * 1e-14,
        );
      }),
      { seed, numRuns: 500 },
    );
  });

  test('it rests on the channels of the owners of all its counted parts', () => {
    const one = createCatalogue({
      ...table(),
      sources: [
        { channel: 'u2-tally-documents', owner: 'documents', levels: ['commune', 'province'] },
        ...table().sources,
      ],
      indicators: [
        counted('letters', { owner: 'documents' }),
        counted('done'),
        derived('twice', 'done + done'),
        derived('c', 'letters / twice'),
      ],
    });
    expect(one.countedParts(find(one, 'c'), today).map(({ code }) => code)).toEqual(['done', 'letters']);
    expect(one.channelsOf(find(one, 'c'), today)).toEqual(['u2-tally-documents', 'u2-tally-onestop']);
    expect(one.channelsOf(find(one, 'twice'), today)).toEqual(['u2-tally-onestop']);
  });
});
