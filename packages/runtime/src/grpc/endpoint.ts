import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { readTls, type TlsFiles } from '../tls.ts';

/** Where a service listens and is called: plain, or by TLS with the site's files. */
export interface Endpoint {
  /** `host:port`. */
  address: string;
  tls?: TlsFiles | undefined;
}

/** Who calls knows the server by the authority; who calls, says the token. */
export function clientCredentials({ tls }: Endpoint): ChannelCredentials {
  return tls === undefined ? credentials.createInsecure() : credentials.createSsl(readTls(tls).ca);
}
