import { runServices } from '@lienthong/runtime';
// As contracts in `proto/`: known from the start, so that a method of a service that is starting is not taken for unknown.
import '../src/contract.ts';
import { services } from './services.ts';

// As the platform's own: `main.ts site.yaml [service …]`.
const [, , configFile = 'site.yaml', ...wanted] = process.argv;
await runServices(configFile, services, wanted.length > 0 ? wanted : services.names);
