import { encodeMessage } from '../../src/adapters/link-codec.ts';
import type { Message } from '../../src/domain/messages.ts';
import { Clock } from './clock.ts';
import { Random } from './random.ts';

/** How the network treats messages; each history draws its own. */
export interface Weather {
  loss: number;
  duplication: number;
  /** Milliseconds of an ordinary message. */
  delay: [number, number];
  /** Bytes a second of each link and direction; undefined: no limit. */
  rate?: number;
  /** Share of messages that travel by courier, up to `courierDelay`. */
  courier: number;
  courierDelay: number;
}

export const fairWeather: Weather = {
  loss: 0,
  duplication: 0,
  delay: [50, 800],
  courier: 0,
  courierDelay: 0,
};

/** Subject, reply subject, headers and acknowledgements below a message. */
const transportBytes = 200;

/** Lines between sites, a clock and dice, under control of one seed. */
export abstract class Network extends Clock {
  readonly random: Random;
  weather: Weather;
  /** `from>to`. */
  readonly cuts = new Set<string>();
  /** Bytes on links with a limited rate. */
  carried = 0;
  readonly #lineFreeAt = new Map<string, number>();

  constructor(seed: number, weather = fairWeather) {
    super();
    this.random = new Random(seed);
    this.weather = weather;
  }

  /** A message has come to its end of the line. */
  abstract deliver(from: string, to: string, message: Message): void;

  /** A message put on the network. */
  carry(from: string, to: string, message: Message): void {
    const copies = this.random.chance(this.weather.duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const byCourier = this.random.chance(this.weather.courier);
      if (!byCourier && (this.cuts.has(`${from}>${to}`) || this.random.chance(this.weather.loss))) continue;
      const [least, most] = this.weather.delay;
      const queued = byCourier ? 0 : this.#transmission(from, to, message);
      const delay = byCourier
        ? this.random.real() * this.weather.courierDelay
        : queued + least + this.random.real() * (most - least);
      this.after(delay, () => this.deliver(from, to, message));
    }
  }

  /** Milliseconds until the last byte of a message has left: what was sent before it goes first. */
  #transmission(from: string, to: string, message: Message): number {
    const { rate } = this.weather;
    if (rate === undefined || message.kind === 'list') return 0;
    const bytes = encodeMessage(message).length + transportBytes;
    const name = `${from}>${to}`;
    const free = Math.max(this.#lineFreeAt.get(name) ?? 0, this.now) + (bytes / rate) * 1000;
    this.#lineFreeAt.set(name, free);
    this.carried += bytes;
    return free - this.now;
  }
}
