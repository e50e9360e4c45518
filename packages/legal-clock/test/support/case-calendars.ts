import {
  type Calendar,
  type CalendarLayer,
  type CalendarPlace,
  createCalendar,
  type DayEntry,
  layersFor,
  shippedLayers,
} from '../../src/index.ts';

/** The storm of September 2025: a closed Monday, a Tuesday with its morning only, a Saturday worked for it. */
export const stormLayer: CalendarLayer = {
  id: 'storm',
  version: 1,
  scope: { kind: 'UNIT', code: 'storm' },
  title: 'Nghỉ tránh bão số 10',
  status: 'OFFICIAL',
  hours: [],
  days: [
    { date: '2025-09-29', kind: 'LOCAL_CLOSURE', name: 'Bão số 10', source: 'Công điện', status: 'OFFICIAL' },
    {
      date: '2025-09-30',
      kind: 'LOCAL_CLOSURE',
      name: 'Bão số 10, nghỉ buổi chiều',
      source: 'Công điện',
      status: 'OFFICIAL',
      spans: ['07:30-11:30'],
    },
    { date: '2025-10-04', kind: 'MAKE_UP_WORKING', name: 'Làm bù', source: 'Công văn', status: 'OFFICIAL' },
  ],
};

/** A reception point that takes in on two mornings a week. */
export const partWeekLayer: CalendarLayer = {
  id: 'part-week',
  version: 1,
  scope: { kind: 'COUNTER', code: 'part-week' },
  title: 'Điểm tiếp nhận, thứ Ba và thứ Năm',
  status: 'OFFICIAL',
  hours: [
    { weekdays: [2, 4], spans: ['07:30-11:30'] },
    { weekdays: [1, 3, 5], spans: [] },
  ].map((hours) => ({ ...hours, from: '2024-01-01', source: 'Thông báo', status: 'OFFICIAL' })),
  days: [],
};

const places: Record<string, CalendarPlace> = {
  nation: {},
  hue: { province: '46', counters: ['46'] },
  'hue office': { province: '46' },
  'hue sat': { province: '46', counters: ['46', 'saturday-morning'] },
  'hue part week': { province: '46', counters: ['part-week'] },
  'hue storm': { province: '46', unit: 'storm', counters: ['46'] },
};

const cache = new Map<string, Calendar>();

/** Layers of `hue + closed 2025-06-04 + works 2025-06-07`. */
export const caseLayers = (text: string): readonly CalendarLayer[] => {
  const [place = '', ...notices] = text.split(' + ');
  const own = places[place];
  if (!own) throw new Error(`no calendar "${place}"`);
  const days = notices.map((notice): DayEntry => {
    const [what, date = ''] = notice.split(' ');
    const kind = what === 'closed' ? 'LOCAL_CLOSURE' : 'MAKE_UP_WORKING';
    return { date, kind, name: notice, source: 'Thông báo', status: 'OFFICIAL' };
  });
  const layers = layersFor([...shippedLayers(), stormLayer, partWeekLayer], own);
  if (days.length === 0) return layers;
  const scope = { kind: 'COUNTER', code: 'notice' } as const;
  return [
    ...layers,
    { id: 'notice', version: 1, scope, title: 'Thông báo', status: 'OFFICIAL', hours: [], days },
  ];
};

export const caseCalendar = (text: string): Calendar => {
  const known = cache.get(text);
  if (known) return known;
  const calendar = createCalendar(text, caseLayers(text));
  cache.set(text, calendar);
  return calendar;
};
