import type { GetSubtreeResponseJson, UnitJson } from '../gen/lienthong/directory/v1/directory_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

export type Unit = Filled<UnitJson>;

/** A unit and everything below it on a day (`YYYY-MM-DD`), parents before children. */
export async function getSubtree(unit: string, on: string, signal?: AbortSignal): Promise<Unit[]> {
  const answer = await call<Filled<GetSubtreeResponseJson>>(
    'lienthong.directory.v1.DirectoryService/GetSubtree',
    { unit, on },
    signal,
  );
  return answer.units;
}
