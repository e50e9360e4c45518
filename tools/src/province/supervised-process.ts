import { appendFileSync } from 'node:fs';
import { type Ending, type GuardedChild, startGuarded } from '@lienthong/devtools/process/guarded-child';
import { logTail, START_MARK } from './readiness.ts';

export type ProcessSpec = {
  /** Unique in the supervisor. */
  name: string;
  command: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  /** Output is appended here, with a line at every start and end. */
  logFile: string;
  /** Asked every 50 ms until it answers true; a refusal or an error means "not yet". */
  ready: () => Promise<boolean>;
  /** How long until ready; 60 seconds unless told. */
  readyWithinMs?: number;
  /** How long after SIGTERM until SIGKILL; 10 seconds unless told. */
  graceMs?: number;
  /** Asked every two seconds while it runs: it lives and cannot work any more. Then it is killed, which is a crash. */
  broken?: () => boolean;
  /** Whether it is started again when it ends by itself; yes unless told. */
  restart?: boolean;
};

/** `waiting`: it crashed and will be started again after a pause. */
export type ProcessState = 'starting' | 'ready' | 'waiting' | 'stopped';

export type SupervisedProcess = {
  readonly name: string;
  readonly state: ProcessState;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** How often it was started again after a crash. */
  readonly restarts: number;
  /** Starts a stopped process again and waits until it is ready. Harmless when it runs. */
  start(): Promise<void>;
  /** SIGTERM, then SIGKILL after the grace; it stays down until `start`. */
  stop(): Promise<void>;
  /** kill -9; it stays down until `start`, unless `restart` asks to treat it as a crash. */
  kill(options?: { restart?: boolean }): Promise<void>;
};

export type Pace = {
  /** Pause before the first restart; doubled with each crash up to `most`. */
  firstMs: number;
  mostMs: number;
  /** After running so long it counts as healthy: the next crash begins with the first pause again. */
  healthyAfterMs: number;
};

export const DEFAULT_PACE: Pace = { firstMs: 250, mostMs: 10_000, healthyAfterMs: 30_000 };

const READY_EVERY_MS = 50;
const BROKEN_EVERY_MS = 2_000;

/** One process under supervision. Its state changes only here. */
export const superviseProcess = (
  spec: ProcessSpec,
  report: (line: string) => void,
  pace: Pace = DEFAULT_PACE,
): SupervisedProcess => {
  let state: ProcessState = 'stopped';
  let child: GuardedChild | undefined;
  let restarts = 0;
  let crashes = 0;
  let pending: NodeJS.Timeout | undefined;
  /** Whether somebody wants it to run: otherwise its end is no crash. */
  let wanted = false;
  /** A process that never became ready is a mistake to report, not a crash to repeat. */
  let wasReady = false;

  const note = (text: string): void =>
    appendFileSync(spec.logFile, `-- ${new Date().toISOString()} ${spec.name} ${text}\n`);

  const untilReady = async (of: GuardedChild): Promise<void> => {
    const until = Date.now() + (spec.readyWithinMs ?? 60_000);
    while (of.running()) {
      if (await spec.ready().catch(() => false)) return;
      if (Date.now() > until) {
        await of.stop(0);
        throw new Error(`${spec.name} was not ready in time:\n${logTail(spec.logFile)}`);
      }
      await Promise.race([of.ended, new Promise((resolve) => setTimeout(resolve, READY_EVERY_MS))]);
    }
    throw new Error(`${spec.name} ended at its start:\n${logTail(spec.logFile)}`);
  };

  const launch = async (): Promise<void> => {
    state = 'starting';
    const startedAt = Date.now();
    // Before the process can say anything: what stands after the mark is of this start.
    note(START_MARK.trim());
    const mine = startGuarded(spec);
    child = mine;
    void mine.ended.then((ending) => onEnd(mine, ending, startedAt));
    await untilReady(mine);
    if (child !== mine) return;
    wasReady = true;
    state = 'ready';
    watch(mine);
  };

  const watch = (running: GuardedChild): void => {
    const { broken } = spec;
    if (!broken) return;
    const timer = setInterval(() => {
      if (!broken()) return;
      clearInterval(timer);
      report(`${spec.name} runs and cannot work any more`);
      running.signal('SIGKILL');
    }, BROKEN_EVERY_MS);
    void running.ended.then(() => clearInterval(timer));
  };

  const onEnd = (ended: GuardedChild, { code, signal }: Ending, startedAt: number): void => {
    note(`ended (${signal ?? `code ${code}`})`);
    if (child !== ended) return;
    child = undefined;
    if (spec.restart === false || !wanted || !wasReady) {
      state = 'stopped';
      return;
    }
    if (Date.now() - startedAt > pace.healthyAfterMs) crashes = 0;
    const pause = Math.min(pace.firstMs * 2 ** crashes, pace.mostMs);
    crashes += 1;
    restarts += 1;
    state = 'waiting';
    report(`${spec.name} ended (${signal ?? `code ${code}`}), starting it again in ${pause} ms`);
    pending = setTimeout(() => {
      // Its next end comes here again; what it said is in the log.
      launch().catch((error: Error) => report(error.message));
    }, pause);
  };

  const bringDown = async (how: (running: GuardedChild) => Promise<unknown>): Promise<void> => {
    wanted = false;
    clearTimeout(pending);
    const running = child;
    if (running !== undefined) await how(running);
    state = 'stopped';
  };

  return {
    name: spec.name,
    get state() {
      return state;
    },
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    start: async () => {
      if (state !== 'stopped') return;
      wanted = true;
      wasReady = false;
      crashes = 0;
      await launch();
    },
    stop: () => bringDown((running) => running.stop(spec.graceMs)),
    kill: async ({ restart = false } = {}) => {
      if (!restart) return bringDown((running) => running.stop(0));
      const running = child;
      running?.signal('SIGKILL');
      await running?.ended;
    },
  };
};
