import { randomBytes } from 'node:crypto';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Lane } from '../domain/channel.ts';

export interface LinkEvents {
  received(from: string, lane: Lane, bytes: Uint8Array): void;
  /** Nobody listens at the other end; or somebody does again, or was heard. */
  changed(hop: string, isUp: boolean): void;
  /** A message of so many bytes was not sent: the site's server takes at most so many. */
  tooLarge(hop: string, bytes: number, most: number): void;
}

interface Neighbour {
  subject: string;
  /** While nobody listens: what tells one such time from the next, whose trials are others. */
  away: object | undefined;
  sent: number;
  received: number;
}

/** Bytes to and from the neighbours over the site's NATS server. Publishes only: nobody answers on the link. */
export interface LinkTransport {
  /** Who the neighbours are now: only they are listened to. */
  connect(parent: string | null, children: readonly string[]): void;
  send(hop: string, lane: Lane, bytes: Uint8Array): void;
  traffic(hop: string): { sent: number; received: number };
  stop(): void;
}

/** While nobody listens, a sign of life is tried this often … */
const probeMs = 500;
/** … and when it was not refused for so long, somebody does: the refusal comes from the site's own server. */
const unrefusedMs = 150;

/**
 * Every message carries a reply subject that nobody at the other end uses: when no one listens there (the leaf connection is down, the
 * neighbour's exchange is stopped), the site's own NATS server says so on it at once. So a lost link is known within a millisecond of
 * the first message, and its return within half a second, without anything crossing the link.
 *
 * @param probe a message that may arrive any number of times.
 */
export function createLinkTransport(
  nc: NatsConnection,
  site: string,
  events: LinkEvents,
  probe: (hop: string) => Uint8Array,
): LinkTransport {
  // Short, because it crosses the line with every message; it only has to differ among the connections of one server.
  const inbox = `_x.${randomBytes(3).toString('base64url')}`;
  const neighbours = new Map<string, Neighbour>();
  const byNumber: string[] = [];
  let subscriptions: Subscription[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const lastRefused = new Map<string, number>();
  let connected = true;
  let stopped = false;

  const refusals = nc.subscribe(`${inbox}.>`, {
    callback: (_error, message) => {
      if (message.headers?.code === 503) refused(message.subject);
    },
  });

  /** The site's own server away: nothing can be sent, and nothing must pile up. */
  async function followServer(): Promise<void> {
    for await (const { type } of nc.status()) {
      if (type === 'reconnect') connected = true;
      if (type !== 'disconnect') continue;
      connected = false;
      for (const hop of neighbours.keys()) markDown(hop);
    }
  }

  const isConnected = (): boolean => connected && !nc.isClosed();

  function after(milliseconds: number, work: () => void): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, milliseconds);
    timers.add(timer);
  }

  function refused(subject: string): void {
    const [number, probed] = subject.slice(inbox.length + 1).split('.');
    const hop = byNumber[Number(number)];
    if (hop === undefined) return;
    if (probed !== undefined) lastRefused.set(hop, performance.now());
    else markDown(hop);
  }

  function markDown(hop: string): void {
    const neighbour = neighbours.get(hop);
    if (!neighbour || neighbour.away) return;
    neighbour.away = {};
    events.changed(hop, false);
    tryAgain(hop, neighbour.away);
  }

  function markUp(hop: string, neighbour: Neighbour): void {
    neighbour.away = undefined;
    events.changed(hop, true);
  }

  function tryAgain(hop: string, away: object): void {
    if (neighbours.get(hop)?.away !== away) return;
    const begun = performance.now();
    publish(hop, 1, probe(hop), '.p');
    after(unrefusedMs, () => {
      const neighbour = neighbours.get(hop);
      if (neighbour?.away !== away) return;
      const isRefused = (lastRefused.get(hop) ?? Number.NEGATIVE_INFINITY) >= begun;
      if (isRefused || !isConnected()) after(probeMs - unrefusedMs, () => tryAgain(hop, away));
      else markUp(hop, neighbour);
    });
  }

  function publish(hop: string, lane: Lane, bytes: Uint8Array, mark: '' | '.p'): void {
    const neighbour = neighbours.get(hop);
    if (!neighbour || !isConnected()) return;
    const most = nc.info?.max_payload ?? Number.POSITIVE_INFINITY;
    // The client throws, and a step that fails is tried again for ever.
    if (bytes.length > most) return events.tooLarge(hop, bytes.length, most);
    neighbour.sent += bytes.length;
    nc.publish(`${neighbour.subject}.${lane}`, bytes, { reply: `${inbox}.${byNumber.indexOf(hop)}${mark}` });
  }

  function listen(hop: string, subject: string): void {
    const callback = (_error: Error | null, message: Msg): void => {
      const neighbour = neighbours.get(hop);
      if (!neighbour) return;
      neighbour.received += message.data.length;
      // Who is heard may listen: if not, the next refusal says so again. Else what is sent meanwhile would be lost unnoticed.
      if (neighbour.away) markUp(hop, neighbour);
      events.received(hop, laneOf(message.subject), message.data);
    };
    subscriptions.push(nc.subscribe(subject, { callback }));
  }

  void followServer();
  return {
    connect(parent, children) {
      for (const subscription of subscriptions) subscription.unsubscribe();
      subscriptions = [];
      const wanted = parent === null ? [...children] : [parent, ...children];
      for (const hop of neighbours.keys()) if (!wanted.includes(hop)) neighbours.delete(hop);
      for (const hop of wanted) {
        const subject = hop === parent ? `x.up.${site}` : `x.down.${hop}`;
        const known = neighbours.get(hop);
        // The same one: a trial of it may be under way.
        if (known) known.subject = subject;
        else neighbours.set(hop, { subject, away: undefined, sent: 0, received: 0 });
        if (!byNumber.includes(hop)) byNumber.push(hop);
        listen(hop, hop === parent ? `x.down.${site}.*` : `x.up.${hop}.*`);
      }
    },
    send: (hop, lane, bytes) => publish(hop, lane, bytes, ''),
    traffic(hop) {
      const { sent = 0, received = 0 } = neighbours.get(hop) ?? {};
      return { sent, received };
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      refusals.unsubscribe();
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}

/** The end of its subject; a lane that there is none of is the lowest. */
function laneOf(subject: string): Lane {
  const said = subject.slice(subject.lastIndexOf('.') + 1);
  return ([0, 1, 2, 3] as const).find((lane) => String(lane) === said) ?? 4;
}
