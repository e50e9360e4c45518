import { createRawCaller, type Endpoint } from '@lienthong/runtime';

/** The answer of grpc.health.v1 whose status is SERVING: field 1, value 1. */
const serving = Buffer.from([0x08, 0x01]);

/** Whether a process says of itself that it serves (grpc.health.v1). */
export const isServing = async (endpoint: Endpoint): Promise<boolean> => {
  const call = createRawCaller(endpoint);
  try {
    const answer = await call('/grpc.health.v1.Health/Check', Buffer.alloc(0), { timeoutMs: 2_000 });
    return answer.equals(serving);
  } catch {
    return false;
  } finally {
    call.close();
  }
};
