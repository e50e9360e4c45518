import { createApp as createDirectory } from '@lienthong/directory';
import { createApp as createOneStop } from '@lienthong/onestop';
import { runServices } from '@lienthong/runtime';

/** Directory and one-stop of one site in a process of their own. */
await runServices(process.argv[2] ?? '', { directory: createDirectory, onestop: createOneStop });
