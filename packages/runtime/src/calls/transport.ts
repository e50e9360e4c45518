/** How the calls of a client travel: to another process, or to a service of this one. Messages are bytes in both cases. */
export interface Transport {
  /** A call to this process takes part in the caller's span and needs none of its own. */
  readonly isLocal: boolean;
  /** @throws Refusal of the other side, Refusal `SERVICE_UNAVAILABLE`. */
  unary(path: string, request: Buffer, outgoing: Outgoing): Promise<Buffer>;
  readStream(path: string, request: Buffer, outgoing: Outgoing): AsyncIterable<Buffer>;
  openDuplex(path: string, outgoing: Outgoing): RawDuplex;
  close(): void;
}

/** What a call carries besides its message. */
export interface Outgoing {
  authorization: string | undefined;
  traceparent: string | undefined;
  /** Undefined: as long as it takes. */
  timeoutMs: number | undefined;
  signal: AbortSignal | undefined;
}

export interface RawDuplex extends AsyncIterable<Buffer> {
  write(request: Buffer): void;
  end(): void;
}
