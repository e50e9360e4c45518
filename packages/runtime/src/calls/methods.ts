/** What ts-proto generates for one method, as far as the wrappers here need it. */
export interface MethodDefinition {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the message type is what the inference below reads out of it
  // oxlint-disable-next-line typescript/no-explicit-any
  requestSerialize: (message: any) => Buffer;
  requestDeserialize: (bytes: Buffer) => unknown;
  // oxlint-disable-next-line typescript/no-explicit-any
  responseSerialize: (message: any) => Buffer;
  responseDeserialize: (bytes: Buffer) => unknown;
}

/** A generated service definition: methods by lower-camel name. */
export type Methods = Record<string, MethodDefinition>;

export type RequestOf<M extends MethodDefinition> = ReturnType<M['requestDeserialize']>;
export type ResponseOf<M extends MethodDefinition> = ReturnType<M['responseDeserialize']>;
