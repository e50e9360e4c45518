import { runServices } from '@lienthong/runtime';
import { createApp } from './app.ts';

const [, , configFile] = process.argv;
if (configFile === undefined) throw new Error('usage: main.ts SITE_CONFIGURATION');
await runServices(configFile, { exchange: createApp });
