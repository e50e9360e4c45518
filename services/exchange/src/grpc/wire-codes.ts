import { codesByWord, wordsByCode } from '@lienthong/contracts/enum-words';
import {
  IncidentAction,
  IncidentKind,
  MessageRefusal,
  WatermarkReason as WireReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Refusal } from '../domain/admission.ts';
import type { RulingAction } from '../domain/document.ts';
import type { WatermarkReason } from '../domain/watermark.ts';

const actions = wordsByCode(IncidentAction);
const reasons = wordsByCode(WireReason);

/** As decisions are kept. */
export const decidedAction = (given: IncidentAction): RulingAction => actions.get(given) ?? refused(given);

/** As it is signed between sites. */
export const watermarkReason = (given: WireReason): WatermarkReason => reasons.get(given) ?? refused(given);

/** What happened to a record. */
export const incidentKinds = codesByWord(IncidentKind);

export const messageRefusals: Readonly<Record<Refusal, MessageRefusal>> = codesByWord(MessageRefusal);

function refused(code: number): never {
  throw new Error(`the contract refuses ${code}`);
}
