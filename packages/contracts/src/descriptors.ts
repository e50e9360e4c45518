import { readFileSync } from 'node:fs';
import {
  createFileRegistry,
  type DescMethod,
  type FileRegistry,
  fromBinary,
  getExtension,
  hasExtension,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** Who outside the platform may call a method (`lienthong/common/v1/edge.proto`). */
export type Audience = 'browser' | 'integrator';

const audiences: Record<number, Audience> = { 1: 'browser', 2: 'integrator' };

let registry: FileRegistry | undefined;

/** Every message and service of the platform, as reflection: what the edge decodes JSON with. */
export function contractRegistry(): FileRegistry {
  registry ??= createFileRegistry(
    fromBinary(FileDescriptorSetSchema, readFileSync(new URL('../descriptors.binpb', import.meta.url))),
  );
  return registry;
}

/**
 * Adds a contract that is in no release, as that of a test's own service: the files of a descriptor set without what they import. Before the
 * service is hosted.
 */
export function addContract(descriptors: Uint8Array): void {
  const known = contractRegistry();
  const { file: files } = fromBinary(FileDescriptorSetSchema, descriptors);
  const added = files.map((file) => createFileRegistry(file, (name) => known.getFile(name)));
  registry = createFileRegistry(known, ...added);
}

/** What carrying a call takes to know of a method. */
export interface CarriedMethod {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
}

/** All methods of a context: those of `lienthong.onestop.v1` for `onestop`. */
export function methodsOf(context: string): CarriedMethod[] {
  return [...contractRegistry()].flatMap((one) =>
    one.kind === 'service' && one.typeName.startsWith(`lienthong.${context}.`)
      ? one.methods.map(({ name, methodKind }) => ({
          path: `/${one.typeName}/${name}`,
          requestStream: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
          responseStream: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
        }))
      : [],
  );
}

/**
 * The method of a gRPC path such as `/lienthong.onestop.v1.OneStopService/GetDossier`, or undefined.
 */
export function findMethod(path: string): DescMethod | undefined {
  const [, serviceName, methodName, more] = path.split('/');
  if (!serviceName || !methodName || more !== undefined) return undefined;
  return contractRegistry()
    .getService(serviceName)
    ?.methods.find((method) => method.name === methodName);
}

/** Who outside may call a method; nobody when the path is unknown or carries no `edge` option. */
export function audiencesOf(path: string): readonly Audience[] {
  let found = audiencesByPath.get(path);
  if (!found) {
    found = readAudiences(path);
    // Paths that nobody serves are not remembered: whoever calls may make up any number of them.
    if (found.length > 0) audiencesByPath.set(path, found);
  }
  return found;
}

const audiencesByPath = new Map<string, readonly Audience[]>();

function readAudiences(path: string): Audience[] {
  const method = findMethod(path);
  const options = method?.proto.options;
  const edge = contractRegistry().getExtension('lienthong.common.v1.edge');
  if (!options || !edge || !hasExtension(options, edge)) return [];
  return (getExtension(options, edge) as number[]).flatMap((value) => audiences[value] ?? []);
}
