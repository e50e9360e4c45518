import { text } from 'node:stream/consumers';
import { hashPassword } from './issuer/passwords.ts';

// Reads a password from standard input (never an argument: those are seen by everybody on the machine) and prints its hash.
const password = (await text(process.stdin)).replace(/\r?\n$/, '');
if (password.length < 8) throw new Error('a password has at least 8 characters');
console.log(await hashPassword(password));
