import type { ReferenceJson } from '../gen/lienthong/common/v1/facts_pb.ts';

/** What a person knows the aggregate of a fact by; empty: nothing. */
export const codeOf = ({ reference }: { reference?: ReferenceJson | undefined }): string =>
  reference?.code ?? '';
