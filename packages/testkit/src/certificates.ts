import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsFiles } from '@lienthong/runtime';

const openssl = (directory: string, ...args: string[]): void => {
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
};

export type Authority = {
  /** A certificate for hosts (`IP:127.0.0.1`, `DNS:localhost`), for servers and clients alike. */
  issue(name: string, hosts?: readonly string[]): TlsFiles;
};

/** A certificate authority of a test's own, by the `openssl` program: files in the directory, gone with it. */
export const createAuthority = (directory: string, name: string): Authority => {
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const file = (of: string, kind: string): string => join(directory, `${of}.${kind}`);
  openssl(
    directory,
    'req',
    '-x509',
    ...newKey,
    '-subj',
    `/CN=${name}`,
    '-keyout',
    file(name, 'key'),
    '-out',
    file(name, 'pem'),
  );
  return {
    issue: (of, hosts = ['IP:127.0.0.1', 'DNS:localhost']) => {
      writeFileSync(
        file(of, 'ext'),
        `subjectAltName=${hosts.join(',')}\nextendedKeyUsage=serverAuth,clientAuth\n`,
      );
      openssl(
        directory,
        'req',
        '-new',
        ...newKey,
        '-subj',
        `/CN=${of}`,
        '-keyout',
        file(of, 'key'),
        '-out',
        file(of, 'csr'),
      );
      // biome-ignore format: one option and its value beside each other
      openssl(directory, 'x509', '-req', '-in', file(of, 'csr'), '-out', file(of, 'pem'), '-days', '2',
        '-CA', file(name, 'pem'), '-CAkey', file(name, 'key'), '-CAcreateserial', '-extfile', file(of, 'ext'));
      return { ca: file(name, 'pem'), certificate: file(of, 'pem'), key: file(of, 'key') };
    },
  };
};
