import type { Dossier } from '../../api/onestop.ts';
import type { Paper } from '../../shared/paper.ts';
import type { Provisional } from './intake/provisional.ts';
import type { HandedOverTogether } from './papers/hand-over-slip.tsx';
import type { Slip } from './papers/slip.ts';
import type { RegisterPages } from './papers/tracking-register.tsx';

export const receipt: Paper<Dossier> = { load: async () => (await import('./papers/receipt.tsx')).Receipt };
export const provisionalSlip: Paper<Provisional> = {
  load: async () => (await import('./papers/provisional-slip.tsx')).ProvisionalSlip,
};
const citizenSlips = () => import('./papers/citizen-slips.tsx');
export const supplementRequest: Paper<Slip> = {
  load: async () => (await citizenSlips()).SupplementRequest,
};
export const refusal: Paper<Slip> = { load: async () => (await citizenSlips()).Refusal };
export const apology: Paper<Dossier> = { load: async () => (await import('./papers/apology.tsx')).Apology };
export const controlSlip: Paper<Dossier> = {
  load: async () => (await import('./papers/control-slip.tsx')).ControlSlip,
};
export const handOverSlip: Paper<HandedOverTogether> = {
  load: async () => (await import('./papers/hand-over-slip.tsx')).HandOverSlip,
};
export const trackingRegister: Paper<RegisterPages> = {
  load: async () => (await import('./papers/tracking-register.tsx')).TrackingRegister,
};
