import type { Db } from 'mongodb';
import type { Flow } from './identity-provider.ts';
import { hashOf } from './sealing.ts';

/** Sign-ins that are under way last this long. */
const flowMs = 10 * 60_000;

interface FlowDocument {
  _id: string;
  /** Hash of the browser's flow cookie: nobody can finish a sign-in that another browser began. */
  browser: string;
  flow: Flow;
  returnTo: string;
  /** Id of the session that the browser had before. */
  before: string | undefined;
  expiresAt: number;
  /** Somebody has come back with it. */
  isTaken?: true;
}

export type BegunFlow = Pick<FlowDocument, 'flow' | 'returnTo' | 'before'>;
export type TakenFlow = BegunFlow & { isTaken: boolean };

export interface FlowStore {
  put(browser: string, begun: BegunFlow, now: number): Promise<void>;
  /** Where a sign-in leads that is under way or over; without a state that of the last one that this browser began. */
  whereTo(browser: string, state: string | undefined, now: number): Promise<string | undefined>;
  /** It serves once; where it leads is known until it ends. */
  take(browser: string, state: string, now: number): Promise<TakenFlow | undefined>;
}

export async function createFlowStore(db: Db): Promise<FlowStore> {
  const flows = db.collection<FlowDocument>('sign_ins');
  await flows.createIndex({ expiresAt: 1 });
  return {
    async put(browser, { flow, returnTo, before }, now) {
      await flows.insertOne({
        _id: hashOf(flow.state),
        browser: hashOf(browser),
        flow,
        returnTo,
        before,
        expiresAt: now + flowMs,
      });
    },
    async whereTo(browser, state, now) {
      const found = await flows.findOne(
        {
          browser: hashOf(browser),
          expiresAt: { $gt: now },
          ...(state === undefined ? {} : { _id: hashOf(state) }),
        },
        { sort: { expiresAt: -1 } },
      );
      return found?.returnTo;
    },
    async take(browser, state, now) {
      const found = await flows.findOneAndUpdate(
        { _id: hashOf(state), browser: hashOf(browser), expiresAt: { $gt: now } },
        { $set: { isTaken: true } },
      );
      return found ? { ...found, isTaken: found.isTaken ?? false } : undefined;
    },
  };
}
