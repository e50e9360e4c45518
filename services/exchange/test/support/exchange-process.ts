import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { eventually, type TestSite } from '@lienthong/testkit';

const main = resolve(import.meta.dirname, '../../../site/src/main.ts');

/** A site's exchange in a process of its own, as in production, to be killed. */
export class ExchangeProcess {
  readonly #site: TestSite;
  #child: ChildProcess | undefined;

  constructor(site: TestSite) {
    this.#site = site;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const file = join(this.#site.directory, 'exchange-process.yaml');
    await writeFile(file, JSON.stringify(this.#site.config));
    this.#child = spawn(process.execPath, [main, file, 'exchange'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const client = this.#site.as('operations', ExchangeServiceService, 'exchange');
    await eventually(
      () =>
        client.listNeighbours({}).then(
          () => true,
          () => false,
        ),
      { timeoutMs: 60_000 },
    );
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
