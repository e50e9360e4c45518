import { getDossierByCode } from '../../api/onestop.ts';
import type { TakeScan } from '../../shared/scans.ts';

/** The code on a receipt opens its dossier, whatever list is in sight. */
export const take: TakeScan = async ({ text, open }) => {
  const { id } = await getDossierByCode(text.toUpperCase());
  open(`/dossiers/${id}?filter=all`);
};
