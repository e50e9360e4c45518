import type { Dossier } from '../../../api/onestop.ts';
import type { ApplicantFieldName } from '../intake/new-dossier-fields.ts';

export type ApplicantValues = Record<ApplicantFieldName, string>;

/** Only what a person changed, each with what stood there before: all else stays as others may correct it meanwhile. */
export type ApplicantChanges = Partial<Record<ApplicantFieldName, { from: string; to: string }>>;

export const valuesOf = ({ applicant, owner, summary }: Dossier): ApplicantValues => {
  const { identityNumber = '', name = '', phone = '', address = '' } = applicant ?? {};
  const { name: ownerName = '', identityNumber: ownerIdentityNumber = '' } = owner ?? {};
  return { identityNumber, name, phone, address, ownerName, ownerIdentityNumber, summary };
};

const entriesOf = (changes: ApplicantChanges) =>
  Object.entries(changes) as [ApplicantFieldName, { from: string; to: string }][];

export const applied = (now: ApplicantValues, changes: ApplicantChanges): ApplicantValues => ({
  ...now,
  ...Object.fromEntries(entriesOf(changes).map(([name, { to }]) => [name, to])),
});

/** With one more edit; what is typed back to what stands there is no change. */
export const changedBy = (
  now: ApplicantValues,
  changes: ApplicantChanges,
  edit: Partial<ApplicantValues>,
): ApplicantChanges =>
  Object.entries(edit).reduce<ApplicantChanges>((all, [field, to]) => {
    const name = field as ApplicantFieldName;
    const { [name]: before, ...others } = all;
    return to === now[name] ? others : { ...others, [name]: { from: before?.from ?? now[name], to } };
  }, changes);

/** Fields that somebody else has corrected to something else since they were changed here. */
export const clashes = (now: ApplicantValues, changes: ApplicantChanges): ApplicantFieldName[] =>
  entriesOf(changes)
    .filter(([name, { from, to }]) => now[name] !== from && now[name] !== to)
    .map(([name]) => name);

/** What was typed, meant against what stands there now. */
export const kept = (now: ApplicantValues, changes: ApplicantChanges): ApplicantChanges =>
  changedBy(now, {}, applied(now, changes));

/** Without what clashes. */
export const yielded = (now: ApplicantValues, changes: ApplicantChanges): ApplicantChanges => {
  const clashing = clashes(now, changes);
  return Object.fromEntries(entriesOf(changes).filter(([name]) => !clashing.includes(name)));
};
