import { isPersonName, storedText } from '@lienthong/domain';
import { ApiFailure } from '../../../api/failure.ts';
import type { Channel } from '../../../api/onestop.ts';
import { brokenAt, type Wrong } from '../../../shared/field-rules.ts';

/** What is typed at the counter, in the order in which the citizen hands it over. */
export interface NewDossierFields {
  procedureCode: string;
  channel: Channel;
  identityNumber: string;
  name: string;
  phone: string;
  address: string;
  summary: string;
}

export type FieldName = Exclude<keyof NewDossierFields, 'channel'>;
/** Who hands in and what for: what can be put right later. */
export type ApplicantFieldName = Exclude<FieldName, 'procedureCode'>;

/** Where a field stands in the request, as refusals name it. */
export const requestPath: Record<FieldName, string> = {
  procedureCode: 'procedure_code',
  identityNumber: 'applicant.identity_number',
  name: 'applicant.name',
  phone: 'applicant.phone',
  address: 'applicant.address',
  summary: 'summary',
};

/** The rule that a field breaks; undefined: none. */
export const brokenRule = (field: FieldName, value: string): Wrong | undefined =>
  brokenAt('onestop.ReceiveDossier', requestPath[field], value);

export const fieldNames = Object.keys(requestPath) as FieldName[];

export type WrongFields = Partial<Record<FieldName, Wrong>>;

/** All broken rules of a form. */
export function brokenRules(fields: Readonly<Partial<Record<FieldName, string>>>): WrongFields {
  const broken: WrongFields = {};
  for (const name of fieldNames) {
    const value = fields[name];
    const wrong = value === undefined ? undefined : brokenRule(name, value);
    if (wrong) broken[name] = wrong;
  }
  const { identityNumber = '', name = '' } = fields;
  // Of two fields together: the contract cannot say it, and the service refuses it by the same function.
  if (!broken.name && identityNumber !== '' && !isPersonName(storedText(name)))
    broken.name = { rule: 'PERSON_NAME', params: {} };
  return broken;
}

/** Which fields a refusal names, as far as the form has them, and whether it names others too. */
export function refusedFields(error: unknown): { wrong: WrongFields; isWhole: boolean } {
  const { fields, params } = error instanceof ApiFailure ? error : { fields: [], params: {} };
  const found = fields.flatMap(({ field, rule }) => {
    const name = fieldAt(field);
    return name ? [[name, { rule, params }] as const] : [];
  });
  return { wrong: Object.fromEntries(found), isWhole: found.length > 0 && found.length === fields.length };
}

/** The field of the form that a refusal names, by either spelling of the path. */
export function fieldAt(path: string): FieldName | undefined {
  const snake = path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return fieldNames.find((name) => requestPath[name] === snake);
}
