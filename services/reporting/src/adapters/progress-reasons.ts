import { WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import type { ProgressReason } from '../domain/progress.ts';

/** Why a unit's numbers are complete no further, as exchange is told. */
export const progressReasons: Readonly<Record<ProgressReason, WatermarkReason>> = {
  current: WatermarkReason.CURRENT,
  dead_letter: WatermarkReason.DEAD_LETTER,
  catching_up: WatermarkReason.CATCHING_UP,
  comparing: WatermarkReason.COMPARING,
  history_missing: WatermarkReason.HISTORY_MISSING,
};
