import { execFileSync } from 'node:child_process';
import { create, type DescMessage, type DescService, fromBinary, toBinary } from '@bufbuild/protobuf';
import { addContract, contractRegistry } from '@lienthong/contracts/descriptors';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';

// What `npm run generate` makes for a contract in `proto/`, a test has to do itself: this one is in no release.

export const Cause = { RAIN: 1, TIDE: 2 } as const;
export const Outcome = { SETTLED: 1, MISTAKEN: 2 } as const;

export interface FileReportRequest {
  reportId: string;
  unit: string;
  cause: number;
  levelCm: number;
  lookAgain: string;
}
export interface CloseReportRequest {
  reportId: string;
  version: number;
  idempotencyKey: string;
  outcome: number;
}
export interface ReportMessage {
  id: string;
  code: string;
  unit: string;
  version: number;
  open: boolean;
}
export interface SurveyMessage {
  reportId: string;
  hash: string;
  size: number;
  mediaType: string;
}

interface Unary<Request, Response> {
  path: string;
  requestStream: false;
  responseStream: false;
  requestSerialize: (message: Request) => Buffer;
  requestDeserialize: (bytes: Buffer) => Request;
  responseSerialize: (message: Response) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

export type FloodsService = {
  fileReport: Unary<FileReportRequest, { report?: ReportMessage }>;
  closeReport: Unary<CloseReportRequest, { report?: ReportMessage }>;
  listReports: Unary<
    { unit: string; pageToken: string },
    { reports: ReportMessage[]; nextPageToken: string }
  >;
  listSurveys: Unary<{ unit: string }, { surveys: SurveyMessage[] }>;
};

const modules = ['proto', 'tools/test/example/proto'];
const config = JSON.stringify({ version: 'v2', modules: modules.map((path) => ({ path })) });
const own = ['--config', config, '--path', `${modules[1]}/lienthong`, '--exclude-imports'];
addContract(
  execFileSync(installedProgram('buf'), ['build', '.', ...own, '--output', '-'], { cwd: repositoryRoot }),
);

/** The contract as its generated code would have it. */
export const FloodsServiceService = definitionOf(
  contractRegistry().getService('lienthong.floods.v1.FloodsService'),
) as unknown as FloodsService;

function definitionOf(service: DescService | undefined): Record<string, Unary<unknown, unknown>> {
  if (!service) throw new Error('the contract was not compiled');
  return Object.fromEntries(
    service.methods.map(({ localName, name, input, output }) => {
      const [request, response] = [codecOf(input), codecOf(output)];
      const one: Unary<unknown, unknown> = {
        path: `/${service.typeName}/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: request.write,
        requestDeserialize: request.read,
        responseSerialize: response.write,
        responseDeserialize: response.read,
      };
      return [localName, one];
    }),
  );
}

function codecOf(desc: DescMessage) {
  return {
    write: (message: unknown): Buffer =>
      Buffer.from(toBinary(desc, create(desc, message as Record<string, unknown>))),
    read: (bytes: Buffer): unknown => fromBinary(desc, bytes),
  };
}
