import { type FieldRules, findBrokenRule, findInField, type MessageRules, paramsOf } from '@lienthong/domain';
import { ApiFailure } from '../api/failure.ts';
import { requestRules } from '../gen/field-rules.ts';

/** A method whose contract asks something of its requests, `onestop.ReceiveDossier`. */
export type RuledMethod = keyof typeof requestRules;

/** What is wrong with a field, found here or by the service: its rule, and what fills the rule's sentence. */
export interface Wrong {
  rule: string;
  params: Record<string, string>;
}

/** What the contract asks of a field. @param path as the contract writes it, `applicant.name` */
export function rulesAt(method: RuledMethod, path: string): FieldRules | undefined {
  let within: MessageRules | undefined = requestRules[method];
  let found: FieldRules | undefined;
  for (const part of path.split('.')) {
    found = within?.fields.find(({ name }) => name === part);
    within = found?.value?.message;
  }
  return found;
}

/**
 * The rule that a field breaks, by the service's own functions; undefined: nothing to complain about. The service decides in the end; this
 * says it while the citizen is still there.
 */
export function brokenAt(method: RuledMethod, path: string, value: unknown): Wrong | undefined {
  const rules = rulesAt(method, path);
  const broken = rules && findInField(rules, value);
  return broken && { rule: broken.rule, params: paramsOf(broken) };
}

/** The first rule that a request breaks, as the refusal of the service would name it. */
export function failureOf(method: RuledMethod, request: object): ApiFailure | undefined {
  const broken = findBrokenRule(requestRules[method], request);
  return (
    broken && new ApiFailure('refused', 'INVALID_FIELD', '', { fields: [broken], params: paramsOf(broken) })
  );
}

/** Characters that a text may have at most; undefined: the contract does not say. */
export const mostCharacters = (method: RuledMethod, path: string): number | undefined =>
  rulesAt(method, path)?.value?.text?.most;
