import { writeFileSync } from 'node:fs';
import { audiencesOf, contractRegistry } from '@lienthong/contracts/descriptors';
import { requestRulesOf } from '@lienthong/contracts/field-rules';

// `node generate-field-rules.ts <file>`. The rules of what the browser may send, as data: the library that reads them out of contracts is far larger than they are.
const rules: Record<string, unknown> = {};
for (const service of contractRegistry()) {
  if (service.kind !== 'service') continue;
  const [, context = ''] = service.typeName.split('.');
  for (const { name } of service.methods) {
    const path = `/${service.typeName}/${name}`;
    const asked = audiencesOf(path).includes('browser') ? requestRulesOf(path) : undefined;
    if (asked) rules[`${context}.${name}`] = asked;
  }
}
writeFileSync(
  process.argv[2] ?? '',
  `// Made from the contracts by generate-field-rules.ts.
import type { MessageRules } from '@lienthong/domain';

/** By context and method, \`onestop.ReceiveDossier\`. */
export const requestRules = ${JSON.stringify(rules, null, 1)} satisfies Record<string, MessageRules>;
`,
);
