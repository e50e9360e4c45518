import { type CalendarLayer, type DayEntry, shippedLayers } from '@lienthong/legal-clock';
import { checkTable } from './check-table.ts';
import { Refusal } from '@lienthong/domain';

/** The calendar of a year as shipped, with one more day. */
function calendarOf(year: string, more: Partial<DayEntry>[]): { layers: CalendarLayer[] } {
  const about = { name: 'x', source: 'x', status: 'OFFICIAL' } as const;
  return {
    layers: shippedLayers()
      .filter(({ id }) => id === `vietnam-${year}`)
      .map((layer) => ({
        ...layer,
        days: [...layer.days, ...more.map((day) => ({ ...about, ...day }) as DayEntry)],
      })),
  };
}
const ruleOf = (
  year: string,
  value: { layers: CalendarLayer[] },
  inForce: Record<string, { layers: CalendarLayer[] }>,
): string => {
  try {
    checkTable(`calendar:${year}`, { kind: 'calendar', value }, { calendarOf: (other) => inForce[other] });
    return '';
  } catch (error) {
    if (error instanceof Refusal) return `${error.fields[0]?.rule} ${Object.values(error.params).join()}`;
    throw error;
  }
};

test('clock 13: a swap across a year’s end is published only where the other year’s calendar makes it up', () => {
  const off = { date: '2026-12-31', kind: 'SWAPPED_OFF', pairedWith: '2027-01-09' } as const;
  const made = { date: '2027-01-09', kind: 'MAKE_UP_WORKING', pairedWith: '2026-12-31' } as const;
  const [swapped, worked, plain] = [
    calendarOf('2026', [off]),
    calendarOf('2027', [made]),
    calendarOf('2027', []),
  ];
  expect(ruleOf('2026', swapped, {})).toContain('SWAP_NOT_MADE_UP');
  expect(ruleOf('2026', swapped, { 2027: plain })).toContain('SWAP_NOT_MADE_UP');
  expect(ruleOf('2027', worked, {})).toBe('');
  expect(ruleOf('2026', swapped, { 2027: worked })).toBe('');
  // Nor does a later calendar of the other year take the day away again.
  expect(ruleOf('2027', plain, { 2026: swapped })).toContain('SWAP_NOT_MADE_UP');
});

test('a year is published next to one that is, so that no count passes a year that is missing', () => {
  const [y2026, y2027] = [calendarOf('2026', []), calendarOf('2027', [])];
  expect(ruleOf('2027', y2027, { 2026: y2026 })).toBe('');
  expect(ruleOf('2027', y2027, { 2025: y2026 })).toContain('YEAR_BETWEEN');
  expect(ruleOf('2026', y2026, { 2029: y2027 })).toContain('YEAR_BETWEEN');
  expect(ruleOf('2026', y2026, { 2024: y2026, 2025: y2026, 2029: y2027 })).toContain('YEAR_BETWEEN');
  expect(ruleOf('2026', y2026, { 2024: y2026, 2025: y2026, 2027: y2027 })).toBe('');
});
