import hueCounterHours from '../../data/hue-counter-hours.json' with { type: 'json' };
import hueHours from '../../data/hue-hours.json' with { type: 'json' };
import saturdayMorningCounter from '../../data/saturday-morning-counter.json' with { type: 'json' };
import vietnam2024 from '../../data/vietnam-2024.json' with { type: 'json' };
import vietnam2025 from '../../data/vietnam-2025.json' with { type: 'json' };
import vietnam2026 from '../../data/vietnam-2026.json' with { type: 'json' };
import vietnam2027 from '../../data/vietnam-2027.json' with { type: 'json' };
import vietnamHours from '../../data/vietnam-hours.json' with { type: 'json' };
import type { Calendar } from './calendar.ts';
import { createCalendar } from './create-calendar.ts';
import type { CalendarLayer } from './layer.ts';
import { parseLayer } from './parse-layer.ts';

/** The national years 2024–2027 and the hours that stand where a province has not set its own. */
export const nationalLayers = (): readonly CalendarLayer[] => [
  parseLayer(vietnamHours, 'vietnam-hours'),
  parseLayer(vietnam2024, 'vietnam-2024'),
  parseLayer(vietnam2025, 'vietnam-2025'),
  parseLayer(vietnam2026, 'vietnam-2026'),
  parseLayer(vietnam2027, 'vietnam-2027'),
];

/** Every layer shipped with the package: the nation, Huế (46), its one-stop counters, a Saturday-morning counter. */
export const shippedLayers = (): readonly CalendarLayer[] => [
  ...nationalLayers(),
  parseLayer(hueHours, 'hue-hours'),
  parseLayer(hueCounterHours, 'hue-counter-hours'),
  parseLayer(saturdayMorningCounter, 'saturday-morning-counter'),
];

/** A place in the hierarchy of scopes: which layers bind it. `counters` are layer codes, narrowest last. */
export interface CalendarPlace {
  readonly province?: string;
  readonly unit?: string;
  readonly counters?: readonly string[];
}

const bindsPlace = ({ scope }: CalendarLayer, place: CalendarPlace): boolean => {
  switch (scope.kind) {
    case 'NATION':
      return true;
    case 'PROVINCE':
      return scope.code === place.province;
    case 'UNIT':
      return scope.code === place.unit;
    case 'COUNTER':
      return place.counters?.includes(scope.code) ?? false;
    default: {
      const never: never = scope;
      return never;
    }
  }
};

/** The layers that bind a place, out of all that are known; those of counters last, in the order of `counters`. */
export const layersFor = (
  layers: readonly CalendarLayer[],
  place: CalendarPlace,
): readonly CalendarLayer[] => {
  const rank = ({ scope }: CalendarLayer): number =>
    scope.kind === 'COUNTER' ? (place.counters?.indexOf(scope.code) ?? 0) : -1;
  return layers.filter((layer) => bindsPlace(layer, place)).sort((a, b) => rank(a) - rank(b));
};

/** The working calendar of offices in Huế. */
export const hueOfficeCalendar = (): Calendar =>
  createCalendar('hue-office', layersFor(shippedLayers(), { province: '46' }));

/** The working calendar of one-stop counters in Huế. */
export const hueCounterCalendar = (): Calendar =>
  createCalendar('hue-counter', layersFor(shippedLayers(), { province: '46', counters: ['46'] }));
