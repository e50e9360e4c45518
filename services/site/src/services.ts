/** Every service that a site can run, a line each. */
export { directory } from '@lienthong/directory/service';
export { exchange } from '@lienthong/exchange/service';
export { gateway } from '@lienthong/gateway/service';
export { onestop } from '@lienthong/onestop/service';
export { operations } from '@lienthong/operations/service';
export { reporting } from '@lienthong/reporting/service';
