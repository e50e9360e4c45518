import {
  IncidentAction,
  IncidentKind as WireKind,
  MessageRefusal,
  WatermarkReason as WireReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Refusal } from '../domain/admission.ts';
import type { RulingAction } from '../domain/document.ts';
import type { IncidentKind } from '../domain/incident.ts';
import type { WatermarkReason } from '../domain/watermark.ts';

type GivenAction = Exclude<
  IncidentAction,
  typeof IncidentAction.UNSPECIFIED | typeof IncidentAction.UNRECOGNIZED
>;

const actions: Readonly<Record<GivenAction, RulingAction>> = {
  [IncidentAction.LIFT]: 'lift',
  [IncidentAction.ADOPT]: 'adopt',
  [IncidentAction.DELETE]: 'delete',
  [IncidentAction.ACCEPT]: 'accept',
  [IncidentAction.DISMISS]: 'dismiss',
  [IncidentAction.KEEP]: 'keep',
  [IncidentAction.ENTERED]: 'entered',
  [IncidentAction.TAKE_BACK]: 'take_back',
  [IncidentAction.PUBLISH]: 'publish',
  [IncidentAction.NO_MORE]: 'no_more',
};

/** As decisions are kept. The contract has refused all others. */
export const decidedAction = (given: IncidentAction): RulingAction => actions[given as GivenAction];

/** What happened to a record. */
export const incidentKinds: Readonly<Record<IncidentKind | 'lacking', WireKind>> = {
  contested: WireKind.CONTESTED,
  jump: WireKind.JUMP,
  stranded: WireKind.STRANDED,
  stub: WireKind.STUB,
  marked: WireKind.MARKED,
  lacking: WireKind.LACKING,
};

export const messageRefusals: Readonly<Record<Refusal, MessageRefusal>> = {
  unknown_key: MessageRefusal.UNKNOWN_KEY,
  not_previous_hop: MessageRefusal.NOT_PREVIOUS_HOP,
  not_next_hop: MessageRefusal.NOT_NEXT_HOP,
  not_a_neighbour: MessageRefusal.NOT_A_NEIGHBOUR,
  owner_unknown: MessageRefusal.OWNER_UNKNOWN,
  signature: MessageRefusal.SIGNATURE,
  rev_jump: MessageRefusal.REV_JUMP,
  rev_limit: MessageRefusal.REV_LIMIT,
  seen_limit: MessageRefusal.SEEN_LIMIT,
  chain_limit: MessageRefusal.CHAIN_LIMIT,
  stub_limit: MessageRefusal.STUB_LIMIT,
  content_limit: MessageRefusal.CONTENT_LIMIT,
  source_limit: MessageRefusal.SOURCE_LIMIT,
  malformed: MessageRefusal.MALFORMED,
  too_many: MessageRefusal.TOO_MANY,
  too_large: MessageRefusal.TOO_LARGE,
  wrong_content: MessageRefusal.WRONG_CONTENT,
};

type GivenReason = Exclude<WireReason, typeof WireReason.UNSPECIFIED | typeof WireReason.UNRECOGNIZED>;

const reasons: Readonly<Record<GivenReason, WatermarkReason>> = {
  [WireReason.CURRENT]: 'current',
  [WireReason.DEAD_LETTER]: 'dead_letter',
  [WireReason.CATCHING_UP]: 'catching_up',
  [WireReason.COMPARING]: 'comparing',
  [WireReason.HISTORY_MISSING]: 'history_missing',
  [WireReason.TWIN]: 'twin',
  [WireReason.AHEAD]: 'ahead',
};

/** As it is signed between sites. The contract has refused all others. */
export const watermarkReason = (given: WireReason): WatermarkReason => reasons[given as GivenReason];
