/** Why an event or a record could not be used: a stable code, and codes that fill the words for it. No personal data. */
export interface DeadReason {
  code: string;
  params: Record<string, string>;
}

export const deadReason = (code: string, params: Record<string, string> = {}): DeadReason => ({
  code,
  params,
});
