import { runServices } from '@lienthong/runtime';
import { createApp } from './app.ts';

const [, , configFile] = process.argv;
if (configFile === undefined) throw new Error('usage: main.ts <site configuration>');
await runServices(configFile, { gateway: (surroundings) => createApp(surroundings) });
