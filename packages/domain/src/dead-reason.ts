/** Why an event or a record could not be used: a stable code, and codes that fill the words for it. No personal data. */
export interface DeadReason {
  code: string;
  params: Record<string, string>;
}

/**
 * What ends a cause: the province mends a table of the directory; this site gets a newer release; the site that a record came from writes it
 * again; or it is a fault of the software. Then it is tried again.
 */
export type Remedy = 'table' | 'release' | 'sender' | 'support';

/** By code of a reason. What has none is taken for a fault of the software. */
export type Remedies = Readonly<Record<string, Remedy>>;

export const deadReason = (code: string, params: Record<string, string> = {}): DeadReason => ({
  code,
  params,
});

/** Of an error that nobody foresaw, by its name alone: a message may hold anything. */
export const unexpectedError = (error: unknown): DeadReason =>
  deadReason('UNEXPECTED_ERROR', { error: nameOfError(error) });

export const nameOfError = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
