import {
  Channel as WireChannel,
  type CorrectDossierRequest,
  DossierFilter,
  type HandOverDossierRequest,
  type ListDossiersRequest,
  type ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import type { Addressed } from '@lienthong/aggregates';
import { parseUnitKey, refuseField } from '@lienthong/domain';
import type { Channel } from '@lienthong/legal-clock';
import type { ListFilter } from '../queries/dossier-lists.ts';
import type { CorrectDossier } from '../domain/decide/correct.ts';
import type { ReceiveDossier } from '../domain/decide/receive.ts';
import { type Desk, desks } from '../domain/dossier.ts';
import { parseCode } from '../domain/dossier-code.ts';
import {
  identityNumberField,
  idField,
  keyField,
  oneOf,
  phoneField,
  procedureCodeField,
  textField,
  versionField,
} from '../domain/fields.ts';
import { searchWords } from '../domain/worklist.ts';

type AddressedRequest = Omit<Addressed, 'id'> & { dossierId: string };

const noteRule = { max: 1_000 };
const reasonRule = { max: 1_000, required: true };

/** @throws Refusal `INVALID_FIELD` for `unit`. */
export function unitField(unit: string): string {
  if (unit === '') refuseField('unit', 'REQUIRED', 'must not be empty');
  parseUnitKey(unit);
  return unit;
}

/** Every parse function refuses the first wrong field with its path as the proto writes it. */
export function parseReceive(request: ReceiveDossierRequest): ReceiveDossier {
  const applicant = request.applicant;
  if (!applicant) refuseField('applicant', 'REQUIRED', 'must not be empty');
  return {
    dossierId: idField('dossier_id', request.dossierId),
    unit: unitField(request.unit),
    procedureCode: procedureCodeField('procedure_code', request.procedureCode),
    channel: channelField(request.channel),
    applicant: {
      name: textField('applicant.name', applicant.name, { max: 100, required: true, letters: true }),
      identityNumber: identityNumberField('applicant.identity_number', applicant.identityNumber),
      phone: phoneField('applicant.phone', applicant.phone),
      address: textField('applicant.address', applicant.address, { max: 300 }),
    },
    summary: textField('summary', request.summary, { max: 500 }),
  };
}

export function parseHandOver(request: HandOverDossierRequest): Addressed & { to: Desk; note: string } {
  return {
    ...addressed(request),
    to: oneOf('to', request.to, desks),
    note: textField('note', request.note, noteRule),
  };
}

/** Commands that carry a note of the clerk's own. */
export function parseNoted(request: AddressedRequest & { note: string }): Addressed & { note: string } {
  return { ...addressed(request), note: textField('note', request.note, noteRule) };
}

/** Commands that have to say why. */
export function parseReasoned(
  request: AddressedRequest & { reason: string },
): Addressed & { reason: string } {
  return { ...addressed(request), reason: textField('reason', request.reason, reasonRule) };
}

export function parseCorrect(request: CorrectDossierRequest): Addressed & CorrectDossier {
  const procedureCode = procedureCodeField('procedure_code', request.procedureCode, false);
  return {
    ...addressed(request),
    ...(procedureCode === '' ? {} : { procedureCode }),
    ...(request.channel === WireChannel.UNSPECIFIED ? {} : { channel: channelField(request.channel) }),
    reason: textField('reason', request.reason, reasonRule),
  };
}

export interface ListInput {
  filter: ListFilter;
  words: string[];
  code: string;
  procedureCode: string;
  pageSize: number;
  pageToken: string;
}

export function parseList(request: ListDossiersRequest): ListInput {
  const search = textField('search', request.search, { max: 100 });
  const code = parseCode(search.toUpperCase()) ? search.toUpperCase() : '';
  const words = code === '' ? searchWords(search) : [];
  if (words.length > 10) refuseField('search', 'TOO_LONG', 'at most 10 words');
  if (request.pageSize > 200) refuseField('page_size', 'TOO_LARGE', 'at most 200');
  return {
    filter: filterField(request.filter),
    words,
    code,
    procedureCode: procedureCodeField('procedure_code', request.procedureCode, false),
    pageSize: request.pageSize === 0 ? 50 : request.pageSize,
    pageToken: request.pageToken,
  };
}

function addressed(request: AddressedRequest): Addressed {
  return {
    id: idField('dossier_id', request.dossierId),
    version: versionField('version', request.version),
    idempotencyKey: keyField('idempotency_key', request.idempotencyKey),
  };
}

function channelField(channel: WireChannel): Channel {
  switch (channel) {
    case WireChannel.COUNTER:
      return 'COUNTER';
    case WireChannel.ONLINE:
      return 'ONLINE';
    case WireChannel.POST:
      return 'POST';
    case WireChannel.UNSPECIFIED:
      return refuseField('channel', 'REQUIRED', 'must not be empty');
    case WireChannel.UNRECOGNIZED:
    default:
      return refuseField('channel', 'UNKNOWN', 'no such channel');
  }
}

function filterField(filter: DossierFilter): ListFilter {
  switch (filter) {
    case DossierFilter.OPEN:
      return 'OPEN';
    case DossierFilter.DUE_TODAY:
      return 'DUE_TODAY';
    case DossierFilter.LATE:
      return 'LATE';
    case DossierFilter.WAITING:
      return 'WAITING';
    case DossierFilter.READY:
      return 'READY';
    case DossierFilter.CLOSED:
      return 'CLOSED';
    case DossierFilter.UNSPECIFIED:
    case DossierFilter.ALL:
      return 'ALL';
    case DossierFilter.UNRECOGNIZED:
    default:
      return refuseField('filter', 'UNKNOWN', 'no such filter');
  }
}
