import { DossierFilter, type OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { dayOf, refuseField } from '@lienthong/domain';
import {
  type CallContext,
  type DirectoryTables,
  type Handlers,
  maySee,
  type Principal,
} from '@lienthong/runtime';
import { type DossierLists, filters } from '../adapters/dossier-lists.ts';
import type { EventReader } from '../adapters/event-reader.ts';
import type { StoreEpoch } from '../adapters/store-epoch.ts';
import { getDossier } from '../commands/change-dossier.ts';
import { correctDossier } from '../commands/correct-dossier.ts';
import type { DossierDocument } from '../commands/dossier-document.ts';
import { finishDossier } from '../commands/finish-dossier.ts';
import { handOverDossier } from '../commands/hand-over-dossier.ts';
import type { Caller, Office } from '../commands/office.ts';
import { receiveDossier } from '../commands/receive-dossier.ts';
import { requestSupplement } from '../commands/request-supplement.ts';
import { resumeDossier } from '../commands/resume-dossier.ts';
import { returnDossier } from '../commands/return-dossier.ts';
import { withKnownOutcome } from '../commands/unknown-outcome.ts';
import { voidDossier } from '../commands/void-dossier.ts';
import { withdrawDossier } from '../commands/withdraw-dossier.ts';
import { idField } from '../domain/fields.ts';
import { refuseWith } from '../domain/refusals.ts';
import {
  daysField,
  parseCorrect,
  parseHandOver,
  parseList,
  parseNoted,
  parseReasoned,
  parseReceive,
  unitField,
} from './parse.ts';
import { toHistory, toMessage, toProcedure, type Wording } from './to-message.ts';

/** The service's methods: parse, call the use case, word the answer. */
export function createHandlers(
  office: Office,
  tables: DirectoryTables,
  lists: DossierLists,
  { readEvents, summariseEvents }: EventReader,
  epoch: Pick<StoreEpoch, 'current'>,
): Handlers<typeof OneStopServiceService> {
  const { store, register, catalogue, clock } = office;
  const wording = (): Wording => ({ register, catalogue, now: clock.now() });
  const answer = (document: DossierDocument): { dossier: ReturnType<typeof toMessage> } => ({
    dossier: toMessage(document, wording()),
  });
  const callerOf = ({ principal }: CallContext): Caller => ({
    subject: subjectOf(principal),
    name: principal.kind === 'person' ? principal.name : '',
    maySee: (unit) => maySee(principal, unit, tables.hierarchy(), tables.today()),
  });

  return {
    receiveDossier: async (request, call) =>
      answer(await receiveDossier(office, parseReceive(request), callerOf(call))),
    handOverDossier: async (request, call) =>
      answer(await handOverDossier(office, parseHandOver(request), callerOf(call))),
    requestSupplement: async (request, call) =>
      answer(await requestSupplement(office, parseReasoned(request), callerOf(call))),
    resumeDossier: async (request, call) =>
      answer(await resumeDossier(office, parseNoted(request), callerOf(call))),
    finishDossier: async (request, call) =>
      answer(await finishDossier(office, parseNoted(request), callerOf(call))),
    returnDossier: async (request, call) =>
      answer(await returnDossier(office, parseNoted(request), callerOf(call))),
    withdrawDossier: async (request, call) =>
      answer(await withdrawDossier(office, parseReasoned(request), callerOf(call))),
    voidDossier: async (request, call) =>
      answer(await voidDossier(office, parseReasoned(request), callerOf(call))),
    correctDossier: async (request, call) =>
      answer(await correctDossier(office, parseCorrect(request), callerOf(call))),

    async getDossier({ dossierId, code, unit }, call) {
      const caller = callerOf(call);
      if (dossierId === '' && code === '')
        refuseField('dossier_id', 'REQUIRED', 'an id or a code is expected');
      if (dossierId !== '' && code !== '')
        refuseField('code', 'ONE_OF', 'either an id or a code is expected');
      const found = await withKnownOutcome(() =>
        dossierId === ''
          ? (store.collection.findOne({
              code: code.trim().slice(0, 60).toUpperCase(),
            }) as Promise<DossierDocument | null>)
          : getDossier(office, idField('dossier_id', dossierId), caller),
      );
      if (!found || !caller.maySee(found.unit) || (unit !== '' && found.unit !== unitField(unit)))
        refuseWith('DOSSIER_NOT_FOUND');
      return { dossier: { ...toMessage(found, wording()), history: toHistory(found) } };
    },

    async listDossiers(request) {
      const words = wording();
      const query = { ...parseList(request), unit: unitField(request.unit), today: dayOf(words.now) };
      const { dossiers, nextPageToken } = await withKnownOutcome(() => lists.list(query));
      return { dossiers: dossiers.map((document) => toMessage(document, words, false)), nextPageToken };
    },

    async countDossiers(request) {
      const now = clock.now();
      const unit = unitField(request.unit);
      const counts = await withKnownOutcome(() => lists.count(unit, dayOf(now)));
      return {
        counts: filters.map((filter) => ({ filter: DossierFilter[filter], count: counts[filter] })),
        now: new Date(now),
      };
    },

    async listProcedures(request) {
      unitField(request.unit);
      const today = clock.today();
      const inForce = catalogue.all().flatMap(({ code }) => catalogue.findOn(code, today) ?? []);
      return { procedures: inForce.map((one) => toProcedure(one, register)) };
    },

    summariseEvents: ({ unit }) => summariseEvents(unitField(unit)),

    readEvents(request) {
      return readEvents({
        units: request.unit === '' ? register.unitsServed() : [unitField(request.unit)],
        afterDossierId: request.afterDossierId,
        days: daysField(request.days),
      });
    },

    async getPublishingProgress() {
      const now = clock.now();
      const units = await Promise.all(
        register.unitsServed().map(async (unit) => ({
          unit,
          publishedTo: new Date(await store.publishedTo(unit, now)),
        })),
      );
      return { units, epoch: await epoch.current() };
    },
  };
}

function subjectOf(principal: Principal): string {
  return principal.kind === 'service'
    ? (principal.onBehalfOf?.subject ?? `service:${principal.service}`)
    : principal.subject;
}
