import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** People of one machine that are remembered on it; a counter has a few. */
const peopleKept = 8;
const separator = '~';

/** Which people have signed in on a device, as a cookie says it that only this site can write. */
export interface KnownDevices {
  /** The device's id for this person; undefined: they have not signed in on it. */
  find(cookie: string | undefined, subject: string): string | undefined;
  /** The cookie after the person has signed in. */
  remember(cookie: string | undefined, subject: string): string;
}

/** @param secret of the site; with another one no device is known. */
export function createKnownDevices(secret: string): KnownDevices {
  const macOf = (id: string, subject: string): string =>
    createHmac('sha256', secret).update(`device ${id} ${subject}`).digest('base64url');
  const isOf = (entry: string, subject: string): boolean => {
    const [id = '', mac = ''] = entry.split('.');
    const [said, right] = [Buffer.from(mac), Buffer.from(macOf(id, subject))];
    return said.length === right.length && timingSafeEqual(said, right);
  };
  const entriesOf = (cookie: string | undefined): string[] =>
    (cookie ?? '').split(separator).slice(0, peopleKept);
  return {
    find: (cookie, subject) =>
      entriesOf(cookie)
        .find((entry) => isOf(entry, subject))
        ?.split('.')[0],
    remember(cookie, subject) {
      const others = entriesOf(cookie).filter((entry) => entry !== '' && !isOf(entry, subject));
      const known = entriesOf(cookie).find((entry) => isOf(entry, subject));
      const id = randomBytes(16).toString('base64url');
      return [known ?? `${id}.${macOf(id, subject)}`, ...others].slice(0, peopleKept).join(separator);
    },
  };
}
