import { runServices } from '@lienthong/runtime';
import { services } from './index.ts';

// `main.ts site.yaml` runs all services that the site's configuration names, `main.ts site.yaml onestop` the named ones in a process of their own.
const [, , configFile = 'site.yaml', ...wanted] = process.argv;
await runServices(configFile, services, wanted.length > 0 ? wanted : services.names);
