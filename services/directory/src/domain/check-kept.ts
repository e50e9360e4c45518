import { refuseField } from '@lienthong/domain';
import type { CatalogueTable, CodedTable, IndicatorRow } from '@lienthong/indicators';
import { refuseTable } from './refusals.ts';

/** Facts of a counted code stay where they are: they are folded by the code, whatever day they are of. */
export function checkCodesCounted(rows: readonly IndicatorRow[], before: readonly IndicatorRow[]): void {
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
      `table.content.${table}`,
      'VALUE_GONE',
      `dimensions[${place}] of the table indicators has its values here: ${gone} stays`,
    );
}

const isCounted = ({ of, formula }: IndicatorRow): boolean => of === undefined && formula === undefined;
