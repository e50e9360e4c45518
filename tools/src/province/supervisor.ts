import { mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import {
  DEFAULT_PACE,
  type Pace,
  type ProcessSpec,
  type SupervisedProcess,
  superviseProcess,
} from './supervised-process.ts';

export type SupervisorOptions = {
  /** Where news go, a line each: crashes, restarts. Standard error unless told. */
  report?: (line: string) => void;
  /**
   * What happens at SIGINT, SIGTERM or SIGHUP: everything is stopped, then this process exits with the answered code
   * (128 + signal unless told). `false` leaves signals to the caller.
   */
  onSignal?: false | ((signal: NodeJS.Signals) => number | Promise<number>);
  pace?: Pace;
};

export type Supervisor = {
  /** Starts a process and waits until it is ready. Throws, with the end of its log, when it is not. */
  start(spec: ProcessSpec): Promise<SupervisedProcess>;
  /** Throws for a name that was never started. */
  get(name: string): SupervisedProcess;
  /** All of them, in the order of their start. */
  list(): readonly SupervisedProcess[];
  /** Stops all, the last started first; those of one `start` batch that do not depend on each other stop in turn. Repeatable. */
  stopAll(): Promise<void>;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the processes of a local province. None outlives this process, however it ends: each has a guard that kills it
 * when we are gone (see guarded-child).
 */
export const createSupervisor = (options: SupervisorOptions = {}): Supervisor => {
  const report = options.report ?? ((line: string) => process.stderr.write(`${line}\n`));
  const processes = new Map<string, SupervisedProcess>();
  let stopping: Promise<void> | undefined;

  const stopInTurn = async (): Promise<void> => {
    for (const one of [...processes.values()].reverse()) await one.stop();
  };
  const stopAll = (): Promise<void> => {
    stopping ??= stopInTurn().finally(() => {
      stopping = undefined;
    });
    return stopping;
  };

  let signalled = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    // npm and a terminal may both deliver the same Ctrl-C.
    if (signalled) return;
    signalled = true;
    const answer = options.onSignal || ((name: NodeJS.Signals) => 128 + constants.signals[name]);
    void stopAll()
      .then(() => answer(signal))
      .then(
        (code) => process.exit(code),
        (error: Error) => {
          report(error.message);
          process.exit(1);
        },
      );
  };
  if (options.onSignal !== false) for (const signal of SIGNALS) process.on(signal, onSignal);

  return {
    start: async (spec) => {
      if (processes.has(spec.name)) throw new Error(`there is a process ${spec.name} already`);
      mkdirSync(dirname(spec.logFile), { recursive: true });
      const one = superviseProcess(spec, report, options.pace ?? DEFAULT_PACE);
      processes.set(spec.name, one);
      await one.start();
      return one;
    },
    get: (name) => {
      const one = processes.get(name);
      if (one === undefined) throw new Error(`there is no process ${name}`);
      return one;
    },
    list: () => [...processes.values()],
    stopAll,
  };
};
