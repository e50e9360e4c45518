import { createApp as directory } from '@lienthong/directory';
import { createApp as exchange } from '@lienthong/exchange';
import { createApp as gateway } from '@lienthong/gateway';
import { createApp as onestop } from '@lienthong/onestop';
import { createApp as operations } from '@lienthong/operations';
import { createApp as reporting } from '@lienthong/reporting';
import { runServices } from '@lienthong/runtime';

// All services of a site in one process: the same apps as in one process each, started in this order. Those that the site's configuration does
// not name stay out.
await runServices(process.argv[2] ?? 'site.yaml', {
  directory,
  exchange,
  onestop,
  reporting,
  operations,
  gateway,
});
