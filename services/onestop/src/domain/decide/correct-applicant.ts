import {
  type Applicant,
  type CorrectableField,
  correctableFields,
  type Dossier,
  type DossierEvent,
  type Owner,
} from '../dossier.ts';
import { refuseWith } from '../refusals.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** What the papers of the citizen say, in place of what was typed. */
export interface CorrectApplicant {
  applicant: Applicant;
  summary: string;
  /** Absent: as it was. `NONE`: whoever handed it in. */
  owner?: Owner | 'NONE' | undefined;
  note: string;
}

/**
 * Puts right who handed in and what is asked for. The history says who changed which fields, and keeps nothing of what stood there: a
 * wrong number may be another person's. Procedure, days and numbers stay.
 */
export function decideCorrectApplicant(
  { state: dossier }: Recorded,
  { applicant, summary, owner: given = dossier.owner, note }: CorrectApplicant,
  context: DecisionContext,
): DossierEvent[] {
  if (dossier.status === 'voided') refuseWith('DOSSIER_VOIDED');
  const owner = given === 'NONE' ? undefined : given;
  const [before, after] = [valuesOf(dossier), valuesOf({ applicant, summary, owner })];
  const corrected = correctableFields.filter((field) => before[field] !== after[field]);
  if (corrected.length === 0) refuseWith('NOTHING_TO_CORRECT');
  return [
    {
      ...happening(context, dossier, note),
      kind: 'applicant_corrected',
      applicant,
      summary,
      owner,
      corrected,
      movements: [],
      cancels: [],
    },
  ];
}

const valuesOf = ({
  applicant,
  summary,
  owner,
}: Pick<Dossier, 'applicant' | 'summary'> & { owner?: Owner | undefined }): Record<
  CorrectableField,
  string
> => ({
  'applicant.name': applicant.name,
  'applicant.identity_number': applicant.identityNumber,
  'applicant.phone': applicant.phone,
  'applicant.address': applicant.address,
  summary,
  'owner.name': owner?.name ?? '',
  'owner.identity_number': owner?.identityNumber ?? '',
});
