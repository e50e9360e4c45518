import { type Caller, callerOf } from '@lienthong/aggregates';
import { DossierFilter, type OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import type { CallContext, DirectoryTables, Handlers } from '@lienthong/runtime';
import { type DossierLists, filters } from '../queries/dossier-lists.ts';
import { previewDueDate } from '../queries/preview-due-date.ts';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { OneStopDeps } from '../commands/ports.ts';
import { receiveDossier } from '../commands/receive-dossier.ts';
import { decideCorrect } from '../domain/decide/correct.ts';
import { decideCorrectApplicant } from '../domain/decide/correct-applicant.ts';
import { decideCorrectHandedIn } from '../domain/decide/correct-handed-in.ts';
import { decideFinish } from '../domain/decide/finish.ts';
import { decideHandOver } from '../domain/decide/hand-over.ts';
import { decideRequestSupplement } from '../domain/decide/request-supplement.ts';
import { decideResume } from '../domain/decide/resume.ts';
import { decideReturn } from '../domain/decide/return.ts';
import { decideVoid } from '../domain/decide/void.ts';
import { decideWithdraw } from '../domain/decide/withdraw.ts';
import { runningView } from '../domain/due-view.ts';
import { parseCode } from '../domain/dossier-code.ts';
import { refuseWith } from '../domain/refusals.ts';
import {
  parseCorrect,
  parseCorrectApplicant,
  parseCorrectHandedIn,
  parseHandOver,
  parseId,
  parseList,
  parseNoted,
  parsePreview,
  parseReasoned,
  parseReceive,
} from './parse.ts';
import { toDue, toHistory, toMessage, toProcedure, type ReadContext } from './to-message.ts';

/** The service's methods: parse, decide or ask, word the answer. */
export function createHandlers(
  deps: OneStopDeps,
  tables: DirectoryTables,
  lists: DossierLists,
): Handlers<typeof OneStopServiceService> {
  const { dossiers, register, procedures, clock } = deps;
  const context = (): ReadContext => ({ register, now: clock.now() });
  const answer = async (
    written: Promise<DossierDocument>,
  ): Promise<{ dossier: ReturnType<typeof toMessage> }> => ({ dossier: toMessage(await written, context()) });
  const by = (call: CallContext): Caller => callerOf(call, tables);

  return {
    receiveDossier: (r, c) => answer(receiveDossier(deps, parseReceive(r), by(c))),
    handOverDossier: (r, c) => answer(dossiers.execute(parseHandOver(r), by(c), decideHandOver)),
    requestSupplement: (r, c) => answer(dossiers.execute(parseReasoned(r), by(c), decideRequestSupplement)),
    resumeDossier: (r, c) => answer(dossiers.execute(parseNoted(r), by(c), decideResume)),
    finishDossier: (r, c) => answer(dossiers.execute(parseNoted(r), by(c), decideFinish)),
    returnDossier: (r, c) => answer(dossiers.execute(parseNoted(r), by(c), decideReturn)),
    withdrawDossier: (r, c) => answer(dossiers.execute(parseReasoned(r), by(c), decideWithdraw)),
    voidDossier: (r, c) => answer(dossiers.execute(parseReasoned(r), by(c), decideVoid)),
    correctDossier: (r, c) => answer(dossiers.execute(parseCorrect(r), by(c), decideCorrect)),
    correctApplicant: (r, c) =>
      answer(dossiers.execute(parseCorrectApplicant(r), by(c), decideCorrectApplicant)),

    correctHandedIn: (r, c) =>
      answer(dossiers.execute(parseCorrectHandedIn(r), by(c), decideCorrectHandedIn)),

    async getDossier({ dossierId, code, unit }, call) {
      const where = dossierId === '' ? byCode(code) : { _id: parseId(dossierId) };
      const found = where && (await dossiers.get(where, by(call)));
      if (!found || (unit !== '' && found.unit !== unit)) refuseWith('DOSSIER_NOT_FOUND');
      return { dossier: { ...toMessage(found, context()), history: toHistory(found) } };
    },

    async listDossiers(request) {
      const words = context();
      const query = { ...parseList(request), unit: request.unit, now: words.now };
      const { items, ...page } = await lists.list(query);
      return { ...page, dossiers: items.map((document) => toMessage(document, words, false)) };
    },

    async countDossiers({ unit }) {
      const now = clock.now();
      const counts = await lists.count(unit, now);
      return {
        counts: filters.map((filter) => ({ filter: DossierFilter[filter], count: counts[filter] })),
        now: new Date(now),
      };
    },

    async listProcedures() {
      const inForce = procedures.inForceOn(clock.today());
      return { procedures: inForce.map((one) => toProcedure(one, register)) };
    },

    async previewDueDate(request) {
      const now = clock.now();
      const asked = parsePreview(request);
      const { due, procedure } = previewDueDate(deps, asked, now);
      const view = runningView({ due }, register.calendarOf(asked.unit), now);
      return { due: toDue(due, view, { procedure, channel: asked.channel }, now) };
    },
  };
}

function byCode(text: string): Record<string, unknown> | undefined {
  const code = parseCode(text.trim().toUpperCase());
  return code && { 'numbers.code.series': code.series, 'numbers.code.number': code.number };
}
