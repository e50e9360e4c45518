import { runServices } from '@lienthong/runtime';
import { createApp } from './app.ts';

await runServices(process.argv[2] ?? 'site.yaml', { operations: createApp });
