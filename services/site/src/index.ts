import { gatherServices } from '@lienthong/runtime';
import * as declared from './services.ts';

/** The services of the platform, by their declarations. */
export const services = gatherServices(Object.values(declared));
