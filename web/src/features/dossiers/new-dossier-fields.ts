import type { Channel } from '../../api/onestop.ts';
import { brokenAt, type Wrong } from '../../shared/field-rules.ts';

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
export function brokenRules(fields: NewDossierFields): WrongFields {
  const broken: WrongFields = {};
  for (const name of fieldNames) {
    const wrong = brokenRule(name, fields[name]);
    if (wrong) broken[name] = wrong;
  }
  return broken;
}

/** The field of the form that a refusal names, by either spelling of the path. */
export function fieldAt(path: string): FieldName | undefined {
  const snake = path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return fieldNames.find((name) => requestPath[name] === snake);
}
