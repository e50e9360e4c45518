import type { Channel } from '../api/onestop.ts';

/** What is typed at the counter, in the order in which the citizen hands it over. */
export interface NewDossierFields {
  /** The idempotency key, made when the form opened. */
  id: string;
  procedureCode: string;
  channel: Channel;
  identityNumber: string;
  name: string;
  phone: string;
  address: string;
  summary: string;
}

export type FieldName = Exclude<keyof NewDossierFields, 'id' | 'channel'>;

/** Where a field stands in the request, as refusals name it. */
export const requestPath: Record<FieldName, string> = {
  procedureCode: 'procedure_code',
  identityNumber: 'applicant.identity_number',
  name: 'applicant.name',
  phone: 'applicant.phone',
  address: 'applicant.address',
  summary: 'summary',
};

const longest: Partial<Record<FieldName, number>> = { name: 100, address: 300, summary: 500 };

/**
 * The rule that a field breaks, by the service's own names; undefined: nothing to complain about. The service decides in the
 * end; this says it while the citizen is still there.
 */
export function brokenRule(field: FieldName, value: string): string | undefined {
  const text = value.normalize('NFC').trim();
  const most = longest[field];
  if (most !== undefined && Array.from(text).length > most) return 'TOO_LONG';
  if ((field === 'name' || field === 'procedureCode') && text === '') return 'REQUIRED';
  if (field === 'name' && !/\p{L}/u.test(text)) return 'LETTERS_REQUIRED';
  if (field === 'identityNumber' && text !== '' && !/^\d{12}$/.test(text.replace(/[\s.]/g, '')))
    return 'IDENTITY_NUMBER';
  if (field === 'phone' && text !== '') {
    const digits = text.replace(/[\s.()-]/g, '').replace(/^(\+84|84(?=\d{9,10}$))/, '0');
    if (!/^0[1-9]\d{8,9}$/.test(digits)) return 'PHONE';
  }
  return undefined;
}

export const fieldNames = Object.keys(requestPath) as FieldName[];

/** All broken rules of a form. */
export function brokenRules(fields: NewDossierFields): Partial<Record<FieldName, string>> {
  const broken: Partial<Record<FieldName, string>> = {};
  for (const name of fieldNames) {
    const rule = brokenRule(name, fields[name]);
    if (rule) broken[name] = rule;
  }
  return broken;
}

/** The field of the form that a refusal names, by either spelling of the path. */
export function fieldAt(path: string): FieldName | undefined {
  const snake = path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return fieldNames.find((name) => requestPath[name] === snake);
}
