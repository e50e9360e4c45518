/** What exchange shows at full size: the door for `npm run acceptance`. */
export { againWords, runHistories } from '../test/simulation/run-histories.ts';
export type { Kind } from '../test/simulation/shard.ts';
export { farEmergency, run } from './exchange.acceptance.ts';
export { longLines } from './long-lines.ts';
