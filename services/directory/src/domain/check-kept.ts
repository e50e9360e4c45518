import { type LocalDay, refuseField } from '@lienthong/domain';
import type { CatalogueTable, CodedTable, DimensionRow, IndicatorRow } from '@lienthong/indicators';
import { refuseTable } from './refusals.ts';

/** The codes of a table that dimensions may take their values from. */
export type CodesOf = (table: CodedTable) => readonly string[];

/** Facts of a counted code stay where they are, by the dimensions and values that they have. */
export function checkCatalogueKept(
  now: CatalogueTable,
  before: CatalogueTable,
  { today, codesOf }: { today: LocalDay; codesOf: CodesOf },
): void {
  checkCodesCounted(now.indicators, before.indicators);
  checkDimensionsKept(now.indicators, before.indicators, today);
  checkValuesKept(now.dimensions, before.dimensions, codesOf);
}

/** They are folded by the code, whatever day they are of. */
function checkCodesCounted(rows: readonly IndicatorRow[], before: readonly IndicatorRow[]): void {
  const kept = new Map(rows.map((row) => [row.code, row]));
  for (const { code, owner, kind, aggregation } of before.filter(isCounted)) {
    const now = kept.get(code);
    if (!now) refuseTable('INDICATOR_GONE', `${code} is counted: it can end (validTo), not leave the table`);
    const isSame = now.owner === owner && now.kind === kind && now.aggregation === aggregation;
    if (!isSame || now.of !== undefined)
      refuseTable(
        'INDICATOR_COUNTED',
        `${code} is counted by ${owner}, a ${aggregation} of ${kind}s: the changed one needs another code`,
      );
  }
}

/** Up to today there may be facts with every dimension that was allowed: another set is a version that begins later. */
function checkDimensionsKept(
  rows: readonly IndicatorRow[],
  before: readonly IndicatorRow[],
  today: LocalDay,
): void {
  const begun = before.filter((row) => isCounted(row) && row.validFrom <= today);
  for (const [index, row] of rows.entries()) {
    if (row.validFrom > today) continue;
    for (const old of begun) {
      const gone = isOfSameDays(old, row) && old.dimensions.find((name) => !row.dimensions.includes(name));
      if (gone)
        refuseField(
          `table.content.indicators[${index}].dimensions`,
          'DIMENSION_GONE',
          `${row.code} is split by ${gone}: it can lose it in a version that begins after ${today}`,
        );
    }
  }
}

/** An event with a value that is gone would be a dead letter. */
function checkValuesKept(
  rows: readonly DimensionRow[],
  before: readonly DimensionRow[],
  codesOf: CodesOf,
): void {
  const valuesOf = ({ values }: DimensionRow): readonly string[] =>
    'codes' in values ? values.codes : codesOf(values.table);
  for (const [index, row] of rows.entries()) {
    const old = before.find(({ name }) => name === row.name);
    const kept = new Set(valuesOf(row));
    const gone = old && valuesOf(old).find((code) => !kept.has(code));
    if (gone !== undefined)
      refuseField(
        `table.content.dimensions[${index}].values`,
        'VALUE_GONE',
        `numbers are split by ${gone} of ${row.name}: it stays`,
      );
  }
}

/** Codes that numbers are split by do not leave their table: a dossier may have its field from long ago. */
export function checkCodesKept(
  table: CodedTable,
  { now, before }: { now: readonly string[]; before: readonly string[] },
  catalogue: CatalogueTable | undefined,
): void {
  const place = catalogue?.dimensions.findIndex(({ values }) => 'table' in values && values.table === table);
  if (place === undefined || place < 0) return;
  const kept = new Set(now);
  const gone = before.find((code) => !kept.has(code));
  if (gone !== undefined)
    refuseField(
      `table.content.${table === 'procedures' ? table : 'codes'}`,
      'VALUE_GONE',
      `dimensions[${place}] of the table indicators has its values here: ${gone} stays`,
    );
}

const isCounted = ({ of, formula }: IndicatorRow): boolean => of === undefined && formula === undefined;

const isOfSameDays = (a: IndicatorRow, b: IndicatorRow): boolean =>
  a.code === b.code &&
  (a.validTo === '' || b.validFrom < a.validTo) &&
  (b.validTo === '' || a.validFrom < b.validTo);
