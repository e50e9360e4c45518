import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Paths of PEM files. Both ends of every connection between processes of a site use them, and the link between sites. */
export interface TlsFiles {
  /** The authority (or several) that issued the certificates of all that this site talks to. */
  ca: string;
  /** The site's certificate with its chain. It names every host that stands in the configuration, and serves servers and clients. */
  certificate: string;
  key: string;
}

/** What the files hold. @throws when one cannot be read, with its field. */
export function readTls(files: TlsFiles): { ca: Buffer; certificate: Buffer; key: Buffer } {
  const read = (field: keyof TlsFiles): Buffer => {
    try {
      return readFileSync(files[field]);
    } catch (cause) {
      throw new Error(`tls.${field}: TLS_UNUSABLE: ${files[field]} cannot be read`, { cause });
    }
  };
  return { ca: read('ca'), certificate: read('certificate'), key: read('key') };
}

/** Finds at the start what would otherwise fail at the first connection. @throws with the field and `TLS_UNUSABLE`. */
export function checkTls(files: TlsFiles): void {
  const { ca, certificate, key } = readTls(files);
  try {
    createSecureContext({ ca, cert: certificate, key });
  } catch (cause) {
    throw new Error(
      `tls: TLS_UNUSABLE: authority, certificate and key do not make a pair (${(cause as Error).message})`,
      { cause },
    );
  }
}
