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
}

export type BegunFlow = Pick<FlowDocument, 'flow' | 'returnTo' | 'before'>;

export interface FlowStore {
  put(browser: string, begun: BegunFlow, now: number): Promise<void>;
  /** Takes a flow away: it serves once. */
  take(browser: string, state: string, now: number): Promise<BegunFlow | undefined>;
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
    async take(browser, state, now) {
      const found = await flows.findOneAndDelete({ _id: hashOf(state), browser: hashOf(browser) });
      return found && found.expiresAt > now ? found : undefined;
    },
  };
}
