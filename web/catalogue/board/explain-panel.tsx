import type { ExplainedLine, Explanation, Indicator } from '../../src/api/operations.ts';
import { ExplainPanel, explainQuery, firstStep } from '../../src/features/board/explain-panel.tsx';
import type { Place } from '../../src/features/board/layout.ts';
import type { Examples } from '../examples.ts';
import { rate, received } from '../sample/board.ts';
import { longUnit } from '../sample/names.ts';
import { Answered } from '../world.tsx';

const days = { from: '2025-06-30', day: '2025-06-30' };
const asOf = '2025-06-30T02:00:00Z';

const line = (index: number, more: Partial<ExplainedLine> = {}): ExplainedLine => ({
  kind: 'LINE_KIND_UNIT',
  unit: `c${index}`,
  unitName: `Xã ${index + 1}`,
  day: '',
  value: 12 + index,
  marked: false,
  facts: 12,
  digest: '',
  rev: 3,
  unitsComplete: 1,
  unitsTotal: 1,
  asOf,
  stale: false,
  indicator: '',
  ...more,
});

const part = (code: string, name: string): Indicator => ({
  ...received.indicator,
  code,
  names: { vi: name, en: name },
});
const [inTime, finished] = [part('in_time', 'Có kết quả đúng hạn'), part('finished', 'Đã có kết quả')];

const questionOf = ({ indicator, label }: Place) => ({
  unit: '46@0',
  unitName: 'Thành phố Huế',
  label: label.vi,
  indicator: indicator.code,
});

function some(lines: ExplainedLine[], more: Partial<Explanation> = {}, place = received) {
  const question = questionOf(place);
  const { request } = firstStep(question, days);
  const answer = {
    indicator: place.indicator,
    parts: [],
    value: lines.reduce((sum, { value = 0 }) => sum + value, 0),
    facts: [],
    nextPageToken: '',
    factsUnavailable: 'FACTS_UNAVAILABLE_UNSPECIFIED',
    factsAgree: true,
    lines,
    asked: { ...request, countingUnit: '', day: '', withFacts: false, pageToken: '' },
    inherited: [],
    ...more,
  };
  return () => (
    <Answered to={[[explainQuery(request).queryKey, answer]]}>
      <ExplainPanel question={question} {...days} onClose={() => undefined} />
    </Answered>
  );
}

const many = (count: number, more: Partial<ExplainedLine> = {}) =>
  Array.from({ length: count }, (_, index) => line(index, more));

export const examples: Examples = {
  isAlone: true,
  states: {
    '0 rows': some([]),
    '1 row': some(many(1)),
    '500 rows': some(many(500)),
    'long names': some([line(0, { unitName: longUnit }), line(1, { unitName: longUnit, marked: true })]),
    'what is not known': some([line(0), line(1, { value: undefined, stale: true, unitsComplete: 0 })], {
      value: undefined,
    }),
    'parts of a share': some(
      [
        line(0, { kind: 'LINE_KIND_PART', indicator: 'in_time', unit: '', unitName: '', value: 285 }),
        line(1, { kind: 'LINE_KIND_PART', indicator: 'finished', unit: '', unitName: '', value: 289 }),
      ],
      {
        indicator: { ...rate.indicator, formula: '100.0 * in_time / finished' },
        parts: [inTime, finished],
        value: 986,
      },
      rate,
    ),
    offline: () => <ExplainPanel question={questionOf(received)} {...days} onClose={() => undefined} />,
  },
};
