/**
 * Who may import whom (CONTRIBUTING, "The house"). `npm run check` holds it; tools/test/dependency-rules.int.test.ts shows
 * that each rule fires.
 */
/** The list of the services, which tests host as production does. */
const PLATFORM = '^services/site/src/index\\.ts$';
const TESTS = '(\\.test\\.tsx?$|/test/|/acceptance/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing-outward',
      comment:
        'A domain is pure: its own files and the pure packages, no library, no Node module, no adapter.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/domain/', pathNot: TESTS },
      to: { pathNot: ['^services/$1/src/domain/', '^packages/(domain|legal-clock|indicators)/src/'] },
    },
    {
      name: 'inner-rooms-import-no-adapter',
      comment: 'Use cases, projections, reads and consumers declare their ports; adapters implement them.',
      severity: 'error',
      from: {
        path: '^services/([^/]+)/src/(commands|projections|queries|consumers)/',
        pathNot: TESTS,
      },
      to: {
        path: [
          '^services/$1/src/(adapters|grpc|pipeline)/',
          '^services/$1/src/app\\.ts$',
          '(^|/)node_modules/mongodb/',
        ],
      },
    },
    {
      name: 'grpc-imports-no-adapter',
      comment: 'Handlers are thin: they parse, call an inner room, and answer.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/grpc/', pathNot: TESTS },
      to: {
        path: ['^services/$1/src/adapters/', '^services/$1/src/app\\.ts$', '(^|/)node_modules/mongodb/'],
      },
    },
    {
      name: 'adapters-import-inward',
      comment: 'An adapter knows the inner rooms whose types it implements, and no transport.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/adapters/', pathNot: TESTS },
      to: { path: ['^services/$1/src/grpc/', '^services/$1/src/app\\.ts$'] },
    },
    {
      name: 'words-import-nothing',
      comment: 'packages/domain is what everything stands on.',
      severity: 'error',
      from: { path: '^packages/domain/src/', pathNot: TESTS },
      to: { pathNot: '^packages/domain/src/' },
    },
    {
      name: 'legal-clock-is-pure',
      comment: 'The legal clock knows the shared words and nothing else.',
      severity: 'error',
      from: { path: '^packages/legal-clock/src/', pathNot: TESTS },
      to: { pathNot: ['^packages/legal-clock/(src|data)/', '^packages/domain/src/'] },
    },
    {
      name: 'indicators-are-pure',
      comment: 'The catalogue knows the shared words and CEL, so that every level evaluates it alike.',
      severity: 'error',
      from: { path: '^packages/indicators/src/', pathNot: TESTS },
      to: {
        pathNot: ['^packages/(indicators|domain)/src/', '^node_modules/@bufbuild/(cel|cel-spec|protobuf)/'],
      },
    },
    {
      name: 'services-never-import-each-other',
      comment:
        'Services meet by events and gRPC. Only services/site hosts others, and tests that need a real neighbour.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: ['^services/site/', TESTS] },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-never-import-services',
      comment:
        'Packages stand below the services, the web app and the benchmarks. The test kit hosts whole sites and knows their list.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/testkit/' },
      to: { path: '^(services|web|bench)/' },
    },
    {
      name: 'aggregates-stand-on-the-other-packages',
      comment: 'Whoever only reads a stream or serves a call needs no aggregates.',
      severity: 'error',
      from: { path: '^packages/(runtime|messaging)/' },
      to: { path: '^packages/aggregates/' },
    },
    {
      name: 'lists-are-made-by-aggregates',
      comment: 'An index is made from documents alone: who has the documents keeps it.',
      severity: 'error',
      from: { pathNot: ['^packages/(aggregates|list-index)/', '\\.test\\.ts$'] },
      to: { path: '^packages/list-index/' },
    },
    {
      name: 'the-testkit-knows-the-list-of-services',
      comment: 'What a service is, the test kit learns from its declaration, like every host.',
      severity: 'error',
      from: { path: '^packages/testkit/' },
      to: { path: '^(services|web|bench)/', pathNot: PLATFORM },
    },
    {
      name: 'tools-are-on-top',
      comment:
        'The commands stand above everything: what others share of them is packages/devtools or site-setup.',
      severity: 'error',
      from: { path: '^(packages|services|web/src)/' },
      to: { path: '^tools/' },
    },
    {
      name: 'tools-meet-services-at-the-door',
      comment: 'By contract, by the list of services, and by what a service has for `npm run acceptance`.',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^services/', pathNot: [PLATFORM, '^services/[^/]+/acceptance/index\\.ts$'] },
    },
    {
      name: 'devtools-are-for-developers',
      comment: 'What runs in production does not know how a developer starts processes or finds programs.',
      severity: 'error',
      from: { path: '^(packages|services|web)/', pathNot: ['^packages/(devtools|testkit)/', TESTS] },
      to: { path: '^packages/devtools/' },
    },
    {
      name: 'site-setup-is-for-those-who-set-up',
      comment: 'A service reads what it was set up with, and does not know who wrote it.',
      severity: 'error',
      from: { path: '^(packages|services|web)/', pathNot: ['^packages/(site-setup|testkit)/', TESTS] },
      to: { path: '^packages/site-setup/' },
    },
    {
      name: 'testkit-is-for-tests',
      comment: 'Production code never imports the test servers.',
      severity: 'error',
      from: { path: '^(packages|services|web)/', pathNot: ['^packages/testkit/', TESTS] },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'the-web-app-meets-services-by-contract',
      comment: 'The browser knows the contracts, never a service.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^services/' },
    },
    {
      name: 'a-feature-knows-itself-only',
      comment:
        'A feature of the web app is changed alone: no other one and no frame knows its inside, nor it theirs.',
      severity: 'error',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/(features|app)/', pathNot: '^web/src/features/$1/' },
    },
    {
      name: 'what-features-share-names-none',
      comment: 'What all features use changes with none of them.',
      severity: 'error',
      from: { path: '^web/src/(api|design|format|i18n|outbox|shared)/' },
      to: { path: '^web/src/(features|app)/' },
    },
    {
      name: 'the-frame-is-made-from-the-list',
      comment: 'The frame meets features as they declare themselves, and names none.',
      severity: 'error',
      from: { path: '^web/src/', pathNot: '^web/src/features/' },
      to: { path: '^web/src/features/', pathNot: '^web/src/features/index\\.ts$' },
    },
    {
      name: 'the-list-names-declarations',
      comment: 'One line a feature, which loads no screen.',
      severity: 'error',
      from: { path: '^web/src/features/index\\.ts$' },
      to: { pathNot: '^web/src/features/[^/]+/feature\\.tsx?$' },
    },
    {
      name: 'the-catalogue-is-no-part-of-the-app',
      comment: 'The catalogue shows what the app is made of; what a site serves knows nothing of it.',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: '^web/catalogue/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file, or lack a third.',
      severity: 'error',
      from: { pathNot: '/gen/' },
      to: { circular: true },
    },
    {
      name: 'every-import-resolves',
      comment: 'An import that cannot be followed would slip past every rule above.',
      severity: 'error',
      from: { pathNot: '/gen/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no API for tools to parse with.
    parser: 'swc',
    doNotFollow: { path: ['node_modules', '/gen/'] },
    // A feature of the web app is followed where it is built, in `web/src/features`.
    exclude: { path: ['/dist/', '(^|/)\\.state/', '^tools/test/example/web/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
