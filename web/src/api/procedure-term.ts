import type { Channel, Procedure } from './onestop.ts';

/** The term of a procedure in words for a channel ("3 ngày làm việc"), empty when it is not offered. */
export const termOf = (procedure: Procedure, channel: Channel): string => procedure.terms[channel] ?? '';
