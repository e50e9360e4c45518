import { ApiFailure } from '../../src/api/failure.ts';
import { Refused } from '../../src/shared/refused.tsx';
import type { Examples } from '../examples.ts';

const of = (failure: ApiFailure) => () => <Refused error={failure} />;

export const examples: Examples = {
  states: {
    refused: of(new ApiFailure('refused', 'DOSSIER_CLOSED', 'closed')),
    'unknown to this release': of(new ApiFailure('refused', 'SUNG_ABOUT', 'sung')),
    offline: of(new ApiFailure('unreachable', 'UNREACHABLE', 'no answer')),
    'a fault of the site': of(new ApiFailure('unreachable', 'SERVER_FAULT', 'fault', { isFault: true })),
    'signed out': of(new ApiFailure('signed-out', 'SIGNED_OUT', 'signed out')),
  },
};
