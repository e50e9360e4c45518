import type { Status } from '../dossier.ts';
import { refuseWith } from '../refusals.ts';

/** Refuses unless a dossier in this state is being processed (received or handed over, with its clock running). */
export function requireRunning(status: Status): void {
  switch (status) {
    case 'received':
    case 'processing':
      return;
    case 'waiting_supplement':
      return refuseWith('DOSSIER_WAITING_SUPPLEMENT');
    case 'finished':
      return refuseWith('DOSSIER_ALREADY_FINISHED');
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return requireOpen(status);
    default: {
      const never: never = status;
      return never;
    }
  }
}

/** Refuses when the dossier is closed for good. */
export function requireOpen(status: Status): void {
  switch (status) {
    case 'received':
    case 'processing':
    case 'waiting_supplement':
    case 'finished':
      return;
    case 'returned':
    case 'withdrawn':
      return refuseWith('DOSSIER_CLOSED', { status });
    case 'voided':
      return refuseWith('DOSSIER_VOIDED');
    default: {
      const never: never = status;
      return never;
    }
  }
}
