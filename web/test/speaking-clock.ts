import { LinkMessage } from '@lienthong/contracts/exchange/v1/link';
import { eventually } from '@lienthong/testkit';
import type { Province } from '@lienthong/tools/province/province';
import { connect } from '@nats-io/transport-node';

/** Lets a site say another time to one below, in the words that it said last. */
export async function speakingClock(
  province: Province,
  site: string,
  child: string,
): Promise<{ say(time: number): void; stop(): Promise<void> }> {
  const { url, link } = province.site(site).config.nats;
  const connection = await connect({ servers: url, user: link.user, pass: link.password });
  let last: { subject: string; hello: LinkMessage } | undefined;
  connection.subscribe(`x.down.${child}.>`, {
    callback(_, { subject, data }) {
      const hello = LinkMessage.decode(data);
      if (hello.message?.$case === 'hello') last = { subject, hello };
    },
  });
  const { subject, hello } = await eventually(() => last);
  return {
    say(time) {
      if (hello.message?.$case === 'hello') hello.message.value.sentAt = time;
      connection.publish(subject, LinkMessage.encode(hello).finish());
    },
    stop: () => connection.close(),
  };
}
