import { isPersonName, storedText } from '@lienthong/domain';
import { ApiFailure } from '../../../api/failure.ts';
import type { Channel, CopyKind, Dossier, Procedure } from '../../../api/onestop.ts';
import { brokenAt, type Wrong } from '../../../shared/field-rules.ts';

/** What is typed at the counter, in the order in which the citizen hands it over. */
export interface NewDossierFields {
  procedureCode: string;
  channel: Channel;
  identityNumber: string;
  name: string;
  phone: string;
  address: string;
  /** Whose matter it is; empty: whoever hands it in. */
  ownerName: string;
  ownerIdentityNumber: string;
  summary: string;
  /** What the procedure asks for, and what of it is there. */
  components: readonly AskedFor[];
  /** Digits, or empty: nobody counted. */
  sets: string;
}

/** A component on the check list. */
export interface AskedFor {
  name: string;
  kind: CopyKind;
  count: string;
  ifAny: boolean;
  isHere: boolean;
}

export type FieldName = Exclude<keyof NewDossierFields, 'channel' | 'components' | 'sets'>;
/** Who hands in and what for: what can be put right later. */
export type ApplicantFieldName = Exclude<FieldName, 'procedureCode'>;

/** What nobody has typed in yet. */
export const noFields: NewDossierFields = {
  // Neither is taken from the citizen before: what nobody chose is registered wrongly without a look.
  procedureCode: '',
  channel: 'CHANNEL_COUNTER',
  identityNumber: '',
  name: '',
  phone: '',
  address: '',
  ownerName: '',
  ownerIdentityNumber: '',
  summary: '',
  components: [],
  sets: '1',
};

/** The check list of a procedure: nothing is there before somebody saw it. */
export const askedFor = (procedure: Procedure | undefined): AskedFor[] =>
  (procedure?.components ?? []).map(({ name, kind, count, ifAny }) => ({
    name,
    kind,
    count: `${count}`,
    ifAny,
    isHere: false,
  }));

/** The check list of what was handed in: ticked, beside what the procedure asks for and is not there. */
export function handedInBefore(
  { components, sets }: Pick<Dossier, 'components' | 'sets'>,
  asked: AskedFor[],
) {
  const isGiven = ({ name }: { name: string }): boolean => components.some((one) => one.name === name);
  const given = components.map(({ name, kind, count }) => ({
    name,
    kind,
    count: `${count}`,
    ifAny: asked.some((one) => one.name === name && one.ifAny),
    isHere: true,
  }));
  return { components: [...given, ...asked.filter((one) => !isGiven(one))], sets: `${sets || 1}` };
}

/** As the request wants it. */
export const ownerOf = ({
  ownerName,
  ownerIdentityNumber,
}: Pick<NewDossierFields, 'ownerName' | 'ownerIdentityNumber'>) =>
  ownerName === '' && ownerIdentityNumber === ''
    ? undefined
    : { name: ownerName, identityNumber: ownerIdentityNumber };

export const handedIn = ({ components, sets }: Pick<NewDossierFields, 'components' | 'sets'>) => {
  const here = components.filter(({ isHere }) => isHere);
  return {
    components: here.map(({ name, kind, count }) => ({ name, kind, count: numberIn(count) || 1 })),
    // Where nobody ticked anything nobody counted: it stays for the pen.
    sets: here.length > 0 ? numberIn(sets) : 0,
  };
};

const numberIn = (text: string): number => Math.min(99, Number(/^\d{1,3}$/.exec(text.trim())?.[0] ?? 0));

/** Where a field stands in the request, as refusals name it. */
export const requestPath: Record<FieldName, string> = {
  procedureCode: 'procedure_code',
  identityNumber: 'applicant.identity_number',
  name: 'applicant.name',
  phone: 'applicant.phone',
  address: 'applicant.address',
  ownerName: 'owner.name',
  ownerIdentityNumber: 'owner.identity_number',
  summary: 'summary',
};

/** The rule that a field breaks; undefined: none. */
export const brokenRule = (field: FieldName, value: string): Wrong | undefined =>
  brokenAt('onestop.ReceiveDossier', requestPath[field], value);

export const fieldNames = Object.keys(requestPath) as FieldName[];

export type WrongFields = Partial<Record<FieldName, Wrong>>;

const persons = [
  ['name', 'identityNumber'],
  ['ownerName', 'ownerIdentityNumber'],
] as const;

/** All broken rules of a form. */
export function brokenRules(fields: Readonly<Partial<Record<FieldName, string>>>): WrongFields {
  const broken: WrongFields = {};
  for (const name of fieldNames) {
    const value = fields[name];
    if (name === 'ownerName' && value === '' && !fields.ownerIdentityNumber) continue;
    const wrong = value === undefined ? undefined : brokenRule(name, value);
    if (wrong) broken[name] = wrong;
  }
  // Of two fields together: the contract cannot say it, and the service refuses it by the same function.
  for (const [name, number] of persons)
    if (!broken[name] && fields[number] && !isPersonName(storedText(fields[name] ?? '')))
      broken[name] = { rule: 'PERSON_NAME', params: {} };
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
