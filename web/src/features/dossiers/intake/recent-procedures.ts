import { readPreference, writePreference } from '../../../shared/preferences.ts';

/** As many as there are keys for them under one hand. */
const most = 5;

/** The procedures registered last on this device, the newest first. */
export const recentProcedures = (): string[] =>
  readPreference('dossiers.recentProcedures').split(' ').filter(Boolean).slice(0, most);

export function rememberProcedure(code: string): void {
  const others = recentProcedures().filter((one) => one !== code);
  writePreference('dossiers.recentProcedures', [code, ...others].slice(0, most).join(' '));
}
