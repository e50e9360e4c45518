import {
  Channel as WireChannel,
  Desk as WireDesk,
  CopyKind,
  type CorrectApplicantRequest,
  type CorrectDossierRequest,
  type CorrectHandedInRequest,
  DossierFilter,
  type HandOverDossierRequest,
  type ListDossiersRequest,
  type PreviewDueDateRequest,
  type ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import type { Addressed } from '@lienthong/aggregates';
import {
  identityDigits,
  isPersonName,
  phoneDigits,
  refuseField,
  storedLines,
  storedText,
} from '@lienthong/domain';
import type { Channel } from '@lienthong/legal-clock';
import type { ListFilter } from '../queries/dossier-lists.ts';
import type { DueDateAsked } from '../queries/preview-due-date.ts';
import type { CorrectApplicant } from '../domain/decide/correct-applicant.ts';
import type { CorrectDossier } from '../domain/decide/correct.ts';
import type { CorrectHandedIn } from '../domain/decide/correct-handed-in.ts';
import type { ReceiveDossier } from '../domain/decide/receive.ts';
import type { Applicant, Component, Desk, HandedIn, Owner } from '../domain/dossier.ts';
import { parseCode } from '../domain/dossier-code.ts';
import { searchWords } from '../domain/search-words.ts';

// The contract's rules are kept by what comes here: these functions turn it into what is decided upon and stored.

type AddressedRequest = Omit<Addressed, 'id'> & { dossierId: string };

/** A UUID is one whatever the case of its letters. */
export const parseId = (id: string): string => id.toLowerCase();

export function parseReceive(request: ReceiveDossierRequest): ReceiveDossier {
  return {
    dossierId: parseId(request.dossierId),
    unit: request.unit,
    procedureCode: request.procedureCode,
    channel: channels[request.channel as GivenChannel],
    applicant: parseApplicant(request.applicant),
    summary: storedLines(request.summary),
    owner: parseOwner(request.owner),
    handedIn: parseHandedIn(request),
    ...(request.handedInAt === undefined ? {} : { handedInAt: request.handedInAt.getTime() }),
  };
}

/** @throws Refusal `INVALID_FIELD` for a name that no person has, where the number is a person's. */
function parseApplicant(given: ReceiveDossierRequest['applicant']): Applicant {
  const { name = '', identityNumber = '', phone = '', address = '' } = given ?? {};
  return {
    ...parsePerson({ name, identityNumber }, 'applicant.name'),
    phone: phoneDigits(phone),
    address: storedText(address),
  };
}

/** @throws Refusal `INVALID_FIELD` for a name that no person has, where the number is a person's. */
const parseOwner = (given: ReceiveDossierRequest['owner']): Owner | undefined =>
  given && parsePerson(given, 'owner.name');

function parsePerson({ name, identityNumber }: Owner, field: string): Owner {
  if (identityNumber !== '' && !isPersonName(storedText(name)))
    refuseField(field, 'PERSON_NAME', 'whoever has an identity number has a name of letters');
  return { name: storedText(name), identityNumber: identityDigits(identityNumber) };
}

function parseHandedIn({
  components,
  sets,
}: Pick<ReceiveDossierRequest, 'components' | 'sets'>): HandedIn | undefined {
  if (components.length === 0 && sets === 0) return undefined;
  return {
    components: components.map(({ name, kind, count }) => ({
      name: storedText(name),
      kind: copyKinds[kind as GivenCopyKind],
      count,
    })),
    sets,
  };
}

export function parseHandOver(request: HandOverDossierRequest): Addressed & { to: Desk; note: string } {
  return { ...parseNoted(request), to: desks[request.to as GivenDesk] };
}

/** Commands that carry a note of the clerk's own. */
export function parseNoted(request: AddressedRequest & { note: string }): Addressed & { note: string } {
  return { ...addressed(request), note: storedLines(request.note) };
}

/** Commands that have to say why. */
export function parseReasoned(
  request: AddressedRequest & { reason: string },
): Addressed & { reason: string } {
  return { ...addressed(request), reason: storedLines(request.reason) };
}

/** What is left empty stays as it was. */
export function parseCorrect(request: CorrectDossierRequest): Addressed & CorrectDossier {
  const { procedureCode, channel } = request;
  return {
    ...parseReasoned(request),
    ...(procedureCode === '' ? {} : { procedureCode }),
    ...(channel === WireChannel.UNSPECIFIED ? {} : { channel: channels[channel as GivenChannel] }),
  };
}

export function parseCorrectApplicant(request: CorrectApplicantRequest): Addressed & CorrectApplicant {
  return {
    ...parseNoted(request),
    applicant: parseApplicant(request.applicant),
    summary: storedLines(request.summary),
    owner: request.clearOwner ? 'NONE' : parseOwner(request.owner),
  };
}

export function parseCorrectHandedIn(request: CorrectHandedInRequest): Addressed & CorrectHandedIn {
  return { ...parseNoted(request), handedIn: parseHandedIn(request) };
}

/** A unit's procedure, and how it is handed in. */
export const parsePreview = ({ unit, procedureCode, channel }: PreviewDueDateRequest): DueDateAsked => ({
  unit,
  procedureCode,
  channel: channels[channel as GivenChannel],
});

export interface ListInput {
  filter: ListFilter;
  isSearch: boolean;
  words: string[];
  code: string;
  procedureCode: string;
  pageSize: number;
  pageToken: string;
}

/** A search is never stored: what holds no letter and no digit finds nothing, instead of being refused. */
export function parseList(request: ListDossiersRequest): ListInput {
  const search = storedText(request.search.replace(/\p{Cf}/gu, ''));
  const code = search.replace(/\p{Pd}/gu, '-').toUpperCase();
  return {
    filter: filters[request.filter as keyof typeof filters],
    isSearch: request.search.trim() !== '',
    words: searchWords(search),
    code: parseCode(code) ? code : '',
    procedureCode: request.procedureCode,
    pageSize: request.pageSize === 0 ? 50 : request.pageSize,
    pageToken: request.pageToken,
  };
}

const addressed = ({ dossierId, version, idempotencyKey }: AddressedRequest): Addressed => ({
  id: parseId(dossierId),
  version,
  idempotencyKey,
});

type GivenDesk = Exclude<WireDesk, typeof WireDesk.UNSPECIFIED | typeof WireDesk.UNRECOGNIZED>;

const desks: Readonly<Record<GivenDesk, Desk>> = {
  [WireDesk.INTAKE]: 'intake',
  [WireDesk.SPECIALIST]: 'specialist',
  [WireDesk.CHAIR]: 'chair',
  [WireDesk.CLERICAL]: 'clerical',
};

type GivenChannel = Exclude<WireChannel, typeof WireChannel.UNSPECIFIED | typeof WireChannel.UNRECOGNIZED>;

const channels: Readonly<Record<GivenChannel, Channel>> = {
  [WireChannel.COUNTER]: 'COUNTER',
  [WireChannel.ONLINE]: 'ONLINE',
  [WireChannel.POST]: 'POST',
};

type GivenCopyKind = Exclude<CopyKind, typeof CopyKind.UNSPECIFIED | typeof CopyKind.UNRECOGNIZED>;

const copyKinds: Readonly<Record<GivenCopyKind, Component['kind']>> = {
  [CopyKind.ORIGINAL]: 'ORIGINAL',
  [CopyKind.COPY]: 'COPY',
  [CopyKind.ELECTRONIC]: 'ELECTRONIC',
};

const filters: Readonly<Record<Exclude<DossierFilter, typeof DossierFilter.UNRECOGNIZED>, ListFilter>> = {
  [DossierFilter.UNSPECIFIED]: 'ALL',
  [DossierFilter.ALL]: 'ALL',
  [DossierFilter.OPEN]: 'OPEN',
  [DossierFilter.DUE_TODAY]: 'DUE_TODAY',
  [DossierFilter.LATE]: 'LATE',
  [DossierFilter.WAITING]: 'WAITING',
  [DossierFilter.READY]: 'READY',
  [DossierFilter.CLOSED]: 'CLOSED',
};
