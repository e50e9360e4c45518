const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/** A new W3C trace context, sampled: the journey of a command begins in the browser. */
export const newTraceParent = (): string => `00-${hex(16)}-${hex(8)}-01`;
