import { audiencesOf } from '@lienthong/contracts/descriptors';
import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { ContentsServiceService, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { Hierarchy, type Unit } from '@lienthong/domain';
import { authorise, type Principal, type Rule, roles, serviceNames } from '@lienthong/runtime';
import { authorisation as directory } from '../../directory/src/grpc/authorisation.ts';
import { contentsAuthorisation, authorisation as exchange } from '../../exchange/src/grpc/authorisation.ts';
import { authorisation as onestop } from '../../onestop/src/grpc/authorisation.ts';
import { authorisation as operations } from '../../operations/src/grpc/authorisation.ts';
import { authorisation as reporting } from '../../reporting/src/grpc/authorisation.ts';

const everybody = 'clerk leader district_officer ioc operator integrator';
const readers = 'leader district_officer ioc operator integrator';
const services = 'directory exchange onestop reporting operations gateway';
const both = 'browser integrator';

/**
 * Everything that this platform can be asked, by whom: the whole surface on one page. A change here is a change of rights and is read
 * as one. Columns: who outside reaches it at all, which roles may, which services may for themselves, and whether a unit decides.
 */
const surface: Record<string, [edge: string, roles: string, services: string, unit: 'unit' | 'top' | '']> = {
  'directory.getUnit': [both, everybody, services, ''],
  'directory.listChildren': [both, everybody, services, ''],
  'directory.listAncestors': [both, everybody, services, ''],
  'directory.listSuccessors': [both, everybody, services, ''],
  'directory.getSubtree': [both, everybody, services, ''],
  'directory.getCalendar': [both, everybody, services, ''],
  'directory.listSites': ['browser', everybody, services, ''],
  'directory.getBoard': ['browser', everybody, '', ''],
  'directory.listStranded': ['browser', 'operator', '', ''],
  'directory.readTables': ['', '', services, ''],
  'directory.listDeadLetters': ['browser', 'operator', '', ''],
  'directory.retryDeadLetter': ['browser', 'operator', '', ''],
  'directory.publishTable': ['browser', 'operator', '', 'top'],
  'directory.handOverUnits': ['browser', 'operator', '', 'top'],
  'directory.nameSuccessor': ['browser', 'operator', '', 'top'],
  'directory.retireSite': ['browser', 'operator', '', 'top'],
  'directory.listDecisions': ['browser', 'operator', '', 'top'],
  'directory.describeSite': ['', 'operator', '', 'top'],

  'onestop.receiveDossier': ['browser', 'clerk', '', 'unit'],
  'onestop.handOverDossier': ['browser', 'clerk', '', ''],
  'onestop.requestSupplement': ['browser', 'clerk', '', ''],
  'onestop.resumeDossier': ['browser', 'clerk', '', ''],
  'onestop.finishDossier': ['browser', 'clerk', '', ''],
  'onestop.returnDossier': ['browser', 'clerk', '', ''],
  'onestop.withdrawDossier': ['browser', 'clerk', '', ''],
  'onestop.voidDossier': ['browser', 'clerk leader', '', ''],
  'onestop.correctDossier': ['browser', 'clerk leader', '', ''],
  'onestop.getDossier': ['browser', 'clerk leader', '', ''],
  'onestop.listDossiers': ['browser', 'clerk leader', '', 'unit'],
  'onestop.countDossiers': ['browser', 'clerk leader', '', 'unit'],
  'onestop.listProcedures': ['browser', 'clerk leader', '', 'unit'],
  'onestop.readEvents': ['', '', 'reporting', ''],
  'onestop.summariseEvents': ['', '', 'reporting', ''],
  'onestop.getPublishingProgress': ['', '', 'reporting', ''],

  'reporting.getTally': ['', readers, '', 'unit'],
  'reporting.explainTally': ['', readers, '', 'unit'],
  'reporting.compareWithOwner': ['', 'operator', 'onestop', 'unit'],
  'reporting.listDeadLetters': ['browser', 'operator', '', ''],
  'reporting.retryDeadLetter': ['browser', 'operator', '', ''],
  'reporting.listUndecided': ['browser', 'operator', '', ''],
  'reporting.resolveHistory': ['browser', 'operator', '', 'unit'],
  'reporting.listLostFacts': ['browser', 'operator', '', 'unit'],
  'reporting.listDecisions': ['browser', 'operator', '', ''],
  'reporting.resolveLostFacts': ['browser', 'operator', '', 'unit'],

  'operations.listIndicators': [both, readers, '', ''],
  'operations.queryRollup': [both, readers, '', 'unit'],
  'operations.watchRollup': [both, readers, '', 'unit'],
  'operations.listFreshness': [both, readers, '', 'unit'],
  'operations.listDeadLetters': ['browser', 'operator', '', ''],
  'operations.retryDeadLetter': ['browser', 'operator', '', ''],
  'operations.explainNumber': [both, readers, '', 'unit'],

  'exchange.putRecords': ['', '', services, ''],
  'exchange.listHeld': ['', '', services, ''],
  'exchange.readRecord': ['', '', services, ''],
  'exchange.watchRecords': ['', '', services, ''],
  'exchange.reportProgress': ['', '', services, ''],
  'exchange.describeUnits': ['', '', 'directory', ''],
  'exchange.ask': ['', '', services, ''],
  'exchange.serveQuestions': ['', '', services, ''],
  'exchange.listNeighbours': ['browser', everybody, services, ''],
  'exchange.checkClock': ['browser', everybody, '', ''],
  'exchange.listIncidents': ['browser', 'operator', services, ''],
  'exchange.listDecisions': ['browser', 'operator', '', ''],
  'exchange.resolveIncident': ['browser', 'operator', '', ''],
  'exchange.getConfirmation': ['browser', everybody, services, 'unit'],

  'contents.putContent': ['', '', services, ''],
  'contents.readContent': ['', '', services, ''],
  'contents.findContents': ['', '', services, ''],
  'contents.watchContents': ['', '', services, ''],
};

const contracts: Record<string, [definition: Record<string, { path: string }>, table: object]> = {
  directory: [DirectoryServiceService, directory('46')],
  onestop: [OneStopServiceService, onestop],
  reporting: [ReportingServiceService, reporting],
  operations: [OperationsServiceService, operations],
  exchange: [ExchangeServiceService, exchange],
  contents: [ContentsServiceService, contentsAuthorisation],
};
const methods = Object.entries(contracts).flatMap(([service, [definition, table]]) =>
  Object.entries(definition).map(([name, { path }]) => ({
    name: `${service}.${name}`,
    path,
    rule: (table as Record<string, Rule<unknown>>)[name] ?? {},
  })),
);

const unit = (key: string, parent: string, level: Unit['level']): Unit => ({
  key,
  code: key.slice(0, -2),
  name: key,
  kind: level,
  level,
  parent,
  validFrom: '',
  validTo: '',
});
const hierarchy = new Hierarchy(
  [
    unit('46@0', '', 'province'),
    unit('482@0', '46@0', 'district'),
    unit('20116@0', '482@0', 'commune'),
    unit('20125@0', '482@0', 'commune'),
  ],
  [],
);
const own = '20116@0';
/** A request that names the unit wherever one may stand. */
const about = (key: string) => ({ unit: key, selection: { unit: key }, key: { unit: key } });
const may = (rule: Rule<unknown>, principal: Principal, request: object): boolean => {
  try {
    authorise(rule, principal, request, hierarchy, '2025-06-30');
    return true;
  } catch {
    return false;
  }
};
const person = (role: (typeof roles)[number], units: string[]): Principal => ({
  kind: 'person',
  subject: 'x',
  name: 'X',
  roles: [role],
  units,
});
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

test('every method that exists stands in the table of the surface', () => {
  expect(methods.map(({ name }) => name).sort()).toEqual(Object.keys(surface).sort());
});

describe.each(methods)('$name', ({ name, path, rule }) => {
  const [edge = '', allowed = '', callers = '', bound = ''] = surface[name] ?? [];

  test('is reached from outside by whom the contract says', () => {
    expect([...audiencesOf(path)].sort()).toEqual(words(edge).sort());
  });

  test('is open to these roles and services and to nobody else', () => {
    expect(roles.filter((role) => may(rule, person(role, ['46@0']), about(own)))).toEqual(
      roles.filter((role) => words(allowed).includes(role)),
    );
    expect(serviceNames.filter((service) => may(rule, { kind: 'service', service }, about(own)))).toEqual(
      serviceNames.filter((service) => words(callers).includes(service)),
    );
  });

  test('invariant 9: the unit asked for decides where the request names one', () => {
    const [role] = roles.filter((one) => words(allowed).includes(one));
    if (role === undefined) return expect(allowed).toBe('');
    const foreign = [
      may(rule, person(role, ['20125@0']), about(own)),
      may(rule, person(role, []), about(own)),
      may(rule, person(role, [own]), about('482@0')),
    ];
    expect(foreign).toEqual(foreign.map(() => bound === ''));
    expect(may(rule, person(role, [own]), about(own))).toBe(bound !== 'top');
  });
});
