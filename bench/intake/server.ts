import { runServices } from '@lienthong/runtime';
import { services } from '@lienthong/site';

/** Directory and one-stop of one site in a process of their own. */
await runServices(process.argv[2] ?? '', services, ['directory', 'onestop']);
