import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand } from '@lienthong/devtools/process/run-command';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';

/** A small house that keeps the rules; each test breaks one. */
const HOUSE: Record<string, string> = {
  'packages/domain/src/index.ts': 'export const word = 1;',
  'packages/legal-clock/src/index.ts':
    "import { word } from '../../domain/src/index.ts';\nexport const term = word;",
  'packages/indicators/src/index.ts':
    "import { parse } from '@bufbuild/cel';\nimport { word } from '../../domain/src/index.ts';\nexport const both = [parse, word];",
  'packages/runtime/src/index.ts':
    "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;",
  'packages/list-index/src/index.ts': 'export const list = 1;',
  'packages/aggregates/src/index.ts':
    "import { list } from '../../list-index/src/index.ts';\nimport { read } from '../../runtime/src/index.ts';\nexport const aggregate = [list, read];",
  'packages/testkit/src/index.ts':
    "import { services } from '../../../services/site/src/index.ts';\nimport { spawn } from '../../devtools/src/index.ts';\nimport { nats } from '../../site-setup/src/index.ts';\nexport const server = [services, spawn, nats];",
  'packages/devtools/src/index.ts': 'export const spawn = 1;',
  'packages/site-setup/src/index.ts':
    "import { read } from '../../runtime/src/index.ts';\nexport const nats = read;",
  'tools/src/index.ts':
    "import { spawn } from '../../packages/devtools/src/index.ts';\nimport { nats } from '../../packages/site-setup/src/index.ts';\nimport { services } from '../../services/site/src/index.ts';\nimport { shown } from '../../services/reporting/acceptance/index.ts';\nexport const tool = [spawn, nats, services, shown];",
  'services/reporting/acceptance/index.ts': "import { app } from '../src/app.ts';\nexport const shown = app;",
  'services/onestop/src/domain/dossier.ts':
    "import { word } from '../../../../packages/domain/src/index.ts';\nimport { code } from './code.ts';\nexport const dossier = [word, code];",
  'services/onestop/src/domain/code.ts': 'export const code = 1;',
  'services/onestop/src/commands/receive.ts':
    "import { dossier } from '../domain/dossier.ts';\nexport const receive = dossier;",
  'services/onestop/src/queries/list.ts':
    "import { receive } from '../commands/receive.ts';\nexport const list = receive;",
  'services/onestop/src/adapters/store.ts':
    "import type { Db } from 'mongodb';\nimport { list } from '../queries/list.ts';\nexport const store = (db: Db) => [db, list];",
  'services/onestop/src/grpc/handlers.ts':
    "import { list } from '../queries/list.ts';\nexport const handlers = list;",
  'services/onestop/src/app.ts':
    "import { read } from '../../../packages/runtime/src/index.ts';\nimport { dossier } from './domain/dossier.ts';\nexport const app = [read, dossier];",
  'services/onestop/test/app.int.test.ts':
    "import { server } from '../../../packages/testkit/src/index.ts';\nimport { app } from '../src/app.ts';\nexport const both = [server, app];",
  'services/reporting/src/app.ts': 'export const app = 1;',
  'services/site/src/index.ts': 'export const services = [];',
  'services/site/src/app.ts':
    "import { app } from '../../onestop/src/app.ts';\nimport { app as other } from '../../reporting/src/app.ts';\nexport const both = [app, other];",
  'web/src/main.ts': "import { frame } from './app/frame.ts';\nexport const main = frame;",
  'web/src/app/frame.ts': "import * as features from '../features/index.ts';\nexport const frame = features;",
  'web/src/features/index.ts': "export { dossiers } from './dossiers/feature.ts';",
  'web/src/features/dossiers/feature.ts':
    "import { outbox } from '../../outbox/outbox.ts';\nexport const dossiers = [outbox, () => import('./screen.ts')];",
  'web/src/features/dossiers/screen.ts': 'export const screen = 1;',
  'web/src/features/board/feature.ts': 'export const board = 1;',
  'web/src/outbox/outbox.ts': 'export const outbox = 1;',
  'web/catalogue/page.ts':
    "import { screen } from '../src/features/dossiers/screen.ts';\nexport const page = screen;",
};

describe('the dependency rules', () => {
  let house: string;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  };
  const findViolations = async (): Promise<string[]> => {
    const outcome = await runCommand(
      installedProgram('depcruise'),
      [
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        'packages',
        'services',
        'tools',
        'web',
      ],
      { cwd: house },
    );
    const { summary } = JSON.parse(outcome.stdout) as {
      summary: { violations: Array<{ from: string; rule: { name: string } }> };
    };
    return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
  };

  beforeEach(() => {
    house = mkdtempSync(join(tmpdir(), 'lien-thong-house-'));
    cpSync(join(repositoryRoot, '.dependency-cruiser.cjs'), join(house, '.dependency-cruiser.cjs'));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(house, 'node_modules'));
    for (const [path, text] of Object.entries(HOUSE)) write(path, text);
  });
  afterEach(() => rmSync(house, { recursive: true, force: true }));

  test('let a house pass that keeps them', async () => {
    expect(await findViolations()).toEqual([]);
  });

  const breaches: Array<[rule: string, file: string, text: string]> = [
    [
      'domain-imports-nothing-outward',
      'services/onestop/src/domain/code.ts',
      "import '../../../../packages/runtime/src/index.ts';",
    ],
    [
      'domain-imports-nothing-outward',
      'services/onestop/src/domain/code.ts',
      "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;",
    ],
    [
      'domain-imports-nothing-outward',
      'services/onestop/src/domain/code.ts',
      "import type { Db } from 'mongodb';\nexport type D = Db;",
    ],
    [
      'inner-rooms-import-no-adapter',
      'services/onestop/src/commands/receive.ts',
      "import '../adapters/store.ts';",
    ],
    [
      'inner-rooms-import-no-adapter',
      'services/onestop/src/queries/list.ts',
      "import type { Db } from 'mongodb';\nexport type D = Db;",
    ],
    ['inner-rooms-import-no-adapter', 'services/onestop/src/queries/list.ts', "import '../app.ts';"],
    [
      'grpc-imports-no-adapter',
      'services/onestop/src/grpc/handlers.ts',
      "import type { store } from '../adapters/store.ts';\nexport type S = typeof store;",
    ],
    [
      'grpc-imports-no-adapter',
      'services/onestop/src/grpc/handlers.ts',
      "import type { Db } from 'mongodb';\nexport type D = Db;",
    ],
    ['adapters-import-inward', 'services/onestop/src/adapters/store.ts', "import '../grpc/handlers.ts';"],
    ['words-import-nothing', 'packages/domain/src/index.ts', "import 'node:fs';"],
    ['legal-clock-is-pure', 'packages/legal-clock/src/index.ts', "import '../../runtime/src/index.ts';"],
    ['indicators-are-pure', 'packages/indicators/src/index.ts', "import 'node:fs';"],
    [
      'services-never-import-each-other',
      'services/reporting/src/app.ts',
      "import '../../onestop/src/domain/code.ts';",
    ],
    [
      'packages-never-import-services',
      'packages/runtime/src/index.ts',
      "import '../../../services/reporting/src/app.ts';",
    ],
    [
      'aggregates-stand-on-the-other-packages',
      'packages/runtime/src/index.ts',
      "import '../../aggregates/src/index.ts';",
    ],
    [
      'lists-are-made-by-aggregates',
      'services/onestop/src/queries/list.ts',
      "import '../../../../packages/list-index/src/index.ts';",
    ],
    [
      'the-testkit-knows-the-list-of-services',
      'packages/testkit/src/index.ts',
      "import '../../../services/reporting/src/app.ts';",
    ],
    ['tools-are-on-top', 'packages/testkit/src/index.ts', "import '../../../tools/src/index.ts';"],
    ['tools-are-on-top', 'services/onestop/test/app.int.test.ts', "import '../../../tools/src/index.ts';"],
    [
      'tools-meet-services-at-the-door',
      'tools/src/index.ts',
      "import '../../services/onestop/src/domain/code.ts';",
    ],
    [
      'devtools-are-for-developers',
      'services/reporting/src/app.ts',
      "import '../../../packages/devtools/src/index.ts';",
    ],
    [
      'devtools-are-for-developers',
      'packages/site-setup/src/index.ts',
      "import '../../devtools/src/index.ts';",
    ],
    [
      'site-setup-is-for-those-who-set-up',
      'services/reporting/src/app.ts',
      "import '../../../packages/site-setup/src/index.ts';",
    ],
    [
      'site-setup-is-for-those-who-set-up',
      'packages/runtime/src/index.ts',
      "import '../../site-setup/src/index.ts';",
    ],
    [
      'testkit-is-for-tests',
      'services/reporting/src/app.ts',
      "import '../../../packages/testkit/src/index.ts';",
    ],
    [
      'the-web-app-meets-services-by-contract',
      'web/src/main.ts',
      "import '../../services/reporting/src/app.ts';",
    ],
    ['a-feature-knows-itself-only', 'web/src/features/board/feature.ts', "import '../dossiers/screen.ts';"],
    ['a-feature-knows-itself-only', 'web/src/features/board/feature.ts', "import '../../app/frame.ts';"],
    ['a-feature-knows-itself-only', 'web/src/features/board/feature.ts', "import '../index.ts';"],
    [
      'what-features-share-names-none',
      'web/src/outbox/outbox.ts',
      "export const late = () => import('../features/dossiers/screen.ts');",
    ],
    ['what-features-share-names-none', 'web/src/outbox/outbox.ts', "import '../features/index.ts';"],
    ['the-frame-is-made-from-the-list', 'web/src/app/frame.ts', "import '../features/board/feature.ts';"],
    ['the-list-names-declarations', 'web/src/features/index.ts', "import './dossiers/screen.ts';"],
    ['the-catalogue-is-no-part-of-the-app', 'web/src/app/frame.ts', "import '../../catalogue/page.ts';"],
    [
      'no-cycles',
      'services/onestop/src/domain/code.ts',
      "import type { dossier } from './dossier.ts';\nexport const code: unknown = 1 as unknown as typeof dossier;",
    ],
    ['every-import-resolves', 'services/reporting/src/app.ts', "import '@lienthong/nowhere';"],
  ];
  test.each(breaches)('find a breach of %s in %s', async (rule, file, text) => {
    write(file, text);
    expect(await findViolations()).toContain(`${rule}: ${file}`);
  });
});
