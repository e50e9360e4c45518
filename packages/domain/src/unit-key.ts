import { refuseField } from './refusal.ts';

/**
 * `code@validFrom`, e.g. `20122@20250701`, or `20116@0` where the register gives no first day. Codes were used again for other
 * territory after 2025-07-01, so a code alone names nothing.
 */
export type UnitKey = string;

const shape = /^(\d{2}|\d{3}|\d{5})@(0|\d{8})$/;

export function isUnitKey(text: string): text is UnitKey {
  return shape.test(text);
}

/** @throws Refusal `INVALID_FIELD` naming `field` when the text is no unit key. */
export function parseUnitKey(text: string, field = 'unit'): { code: string; validFrom: string } {
  const match = shape.exec(text);
  if (!match) refuseField(field, 'UNIT_KEY', 'a unit key is code@yyyymmdd or code@0, e.g. 20116@0');
  const [, code = '', from = ''] = match;
  return { code, validFrom: from === '0' ? '' : `${from.slice(0, 4)}-${from.slice(4, 6)}-${from.slice(6)}` };
}

/** @param validFrom `YYYY-MM-DD`, or empty for "earlier than the register". */
export function formatUnitKey(code: string, validFrom: string): UnitKey {
  return `${code}@${validFrom === '' ? '0' : validFrom.replaceAll('-', '')}`;
}
