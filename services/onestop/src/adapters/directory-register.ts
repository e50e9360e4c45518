import { parseUnitKey } from '@lienthong/domain';
import {
  type Calendar,
  type CalendarLayer,
  createCalendar,
  layersFor,
  parseLayer,
} from '@lienthong/legal-clock';
import { type DirectoryTables, ownedUnits, type SiteConfig } from '@lienthong/runtime';
import type { Register } from '../commands/ports.ts';
import type { Settings } from '../config.ts';
import { refuseWith } from '../domain/refusals.ts';

/** Calendars, fields and the site's units from the directory's tables, laid out once and anew after a table changed. */
export function createDirectoryRegister(
  config: Pick<SiteConfig, 'site' | 'sites' | 'province'>,
  { agencyCodes }: Pick<Settings, 'agencyCodes'>,
  tables: DirectoryTables,
): Register {
  const calendars = new Map<string, Calendar>();
  let layers: CalendarLayer[] | undefined;
  let fields: Map<string, { name: string; nameEn: string }> | undefined;
  let served: Set<string> | undefined;
  tables.onChange((name) => {
    if (name.startsWith('calendar:')) {
      layers = undefined;
      calendars.clear();
    }
    if (name === 'codes:fields') fields = undefined;
    if (name === 'sites') served = undefined;
  });

  function allLayers(): CalendarLayer[] {
    layers ??= tables
      .names()
      .filter((name): name is `calendar:${string}` => name.startsWith('calendar:'))
      .flatMap((name) =>
        tables.table(name).layers.map((layer, index) => parseLayer(layer, `${name}.layers[${index}]`)),
      );
    return layers;
  }

  function servedUnits(): Set<string> {
    served ??= new Set(ownedUnits(tables, config));
    return served;
  }

  return {
    calendarOf(unit) {
      let calendar = calendars.get(unit);
      if (!calendar) {
        if (allLayers().length === 0) refuseWith('CALENDAR_MISSING', { unit });
        const place = {
          province: config.province,
          unit: parseUnitKey(unit).code,
          counters: [config.province],
        };
        calendar = createCalendar(`counter-${unit}`, layersFor(allLayers(), place));
        calendars.set(unit, calendar);
      }
      return calendar;
    },
    serves: (unit) => servedUnits().has(unit),
    unitsServed: () => [...servedUnits()],
    findAgency: (unit) => agencyCodes[unit],
    agencyOf: (unit) => agencyCodes[unit] ?? refuseWith('AGENCY_CODE_MISSING', { unit }),
    unitName: (unit) => tables.hierarchy().find(unit)?.name ?? unit,
    fieldNames(code) {
      fields ??= new Map(
        tables.names().includes('codes:fields')
          ? tables
              .table('codes:fields')
              .codes.map(({ code: field, name, nameEn = '' }) => [field, { name, nameEn }])
          : [],
      );
      return fields.get(code) ?? { name: code, nameEn: '' };
    },
  };
}
