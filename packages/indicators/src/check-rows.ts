import { type LocalDay, refuseField } from '@lienthong/domain';
import type { CatalogueTable, IndicatorRow } from './table.ts';

const codeShape = /^[a-z][a-z0-9_]{0,59}$/;
const maximumDecimals = 6;

export type Period = Pick<IndicatorRow, 'validFrom' | 'validTo'>;

const isBefore = (day: LocalDay, end: LocalDay | ''): boolean => end === '' || day < end;
export const isValidOn = ({ validFrom, validTo }: Period, on: LocalDay): boolean =>
  validFrom <= on && isBefore(on, validTo);
export const overlap = (a: Period, b: Period): boolean =>
  isBefore(a.validFrom, b.validTo) && isBefore(b.validFrom, a.validTo);

/** Rules that a row keeps whatever the others compute. */
export function checkRows(table: CatalogueTable, place: string): void {
  const { sources, indicators } = table;
  for (const [index, { channel }] of sources.entries())
    if (sources.findIndex((one) => one.channel === channel) < index)
      refuseField(`${place}sources[${index}].channel`, 'TWICE', `${channel} stands twice`);
  checkDimensions(table, place);
  const owners = new Set(sources.map(({ owner }) => owner));
  const earlier = new Map<string, IndicatorRow[]>();
  for (const [index, row] of indicators.entries()) {
    const at = `${place}indicators[${index}]`;
    checkWords(row, at);
    checkForm(row, at);
    if (row.formula === undefined && !owners.has(row.owner))
      refuseField(`${at}.owner`, 'OWNER_UNKNOWN', `${row.owner} has no source`);
    const before = earlier.get(row.code) ?? [];
    if (before.some(({ version }) => version === row.version))
      refuseField(`${at}.code`, 'TWICE', `${row.code} has a version ${row.version} already`);
    if (before.some((one) => overlap(one, row)))
      refuseField(`${at}.validFrom`, 'VERSIONS_OVERLAP', `two versions of ${row.code} on one day`);
    // Facts and cells of all days are folded by the code alone.
    for (const field of ['owner', 'kind', 'aggregation', 'of'] as const)
      if (before[0] && before[0][field] !== row[field])
        refuseField(`${at}.${field}`, 'VERSION_DIFFERS', `${row.code} has ${before[0][field]} before`);
    earlier.set(row.code, [...before, row]);
  }
}

/** A name that no indicator is split by would be a slip of the pen: the dimension that was meant would take any value. */
function checkDimensions({ dimensions, indicators }: CatalogueTable, place: string): void {
  const used = new Set(indicators.flatMap((row) => row.dimensions));
  for (const [index, { name, values }] of dimensions.entries()) {
    const at = `${place}dimensions[${index}]`;
    if (!used.has(name)) refuseField(`${at}.name`, 'DIMENSION_UNKNOWN', `no indicator is split by ${name}`);
    if (dimensions.findIndex((one) => one.name === name) < index)
      refuseField(`${at}.name`, 'TWICE', `${name} stands twice`);
    const codes = 'codes' in values ? values.codes : [];
    const twice = codes.findIndex((code, position) => codes.indexOf(code) < position);
    if (twice >= 0) refuseField(`${at}.values.codes[${twice}]`, 'TWICE', `${codes[twice]} stands twice`);
  }
}

function checkWords({ code, decimals, dimensions, validFrom, validTo }: IndicatorRow, at: string): void {
  if (!codeShape.test(code))
    refuseField(`${at}.code`, 'CODE', 'a code has small letters, digits and _, a letter first');
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > maximumDecimals)
    refuseField(`${at}.decimals`, 'DECIMALS', `decimals are 0 to ${maximumDecimals}`);
  if (validTo !== '' && validTo <= validFrom)
    refuseField(`${at}.validTo`, 'PERIOD_EMPTY', 'it ends before it begins');
  for (const [index, name] of dimensions.entries()) {
    if (!codeShape.test(name))
      refuseField(`${at}.dimensions[${index}]`, 'CODE', 'a dimension is named like a code');
    if (dimensions.indexOf(name) < index)
      refuseField(`${at}.dimensions[${index}]`, 'TWICE', `${name} stands twice`);
  }
}

/** Counted, selected or derived, and nothing between them. */
function checkForm({ kind, aggregation, of, where, formula }: IndicatorRow, at: string): void {
  const refuse = (field: string, words: string): never => refuseField(`${at}.${field}`, 'FORM', words);
  if (formula !== undefined) {
    if (aggregation !== undefined) refuse('aggregation', 'what has a formula never adds up');
    if (of !== undefined) refuse('of', 'what has a formula selects nothing');
  } else {
    if (kind === 'ratio') refuse('formula', 'a ratio has a formula');
    if (aggregation === undefined) refuse('aggregation', 'how do its values add up?');
  }
  if ((of === undefined) !== (where === undefined)) refuse('where', '`of` and `where` stand together');
}
