import { type Hierarchy, type LocalDay, parseUnitKey, Refusal, type UnitKey } from '@lienthong/domain';
import type { ServiceName } from '../site-config.ts';
import type { Principal, Role } from './principal.ts';

/**
 * Who may call one method. `roles` open it to people and systems (the method also needs the `edge` option in its proto),
 * `services` to services of this site that come for themselves, `'any'` to each of them. `unit` names the unit that a request concerns: the caller's
 * units must contain it in their subtree at today's hierarchy. A method without `unit` concerns no unit and filters what it
 * returns by itself.
 */
export interface Rule<Request> {
  roles?: readonly Role[];
  services?: readonly ServiceName[] | 'any';
  unit?: (request: Request) => UnitKey;
}

/** One rule for every method of a service: a method without one does not compile. */
export type AuthorisationTable<Methods> = {
  readonly [Name in keyof Methods]: Rule<RequestOf<Methods[Name]>>;
};

type RequestOf<Method> = Method extends {
  requestStream: false;
  requestDeserialize: (bytes: Buffer) => infer Request;
}
  ? Request
  : never;

/** The rights of a caller, for filtering: the person's own, or those of the person a service acts for. Undefined: a service itself. */
export function rightsOf(principal: Principal): { roles: Role[]; units: UnitKey[] } | undefined {
  return principal.kind === 'service' ? principal.onBehalfOf : principal;
}

/** Whether a unit lies in what the caller may see. */
export function maySee(principal: Principal, unit: UnitKey, hierarchy: Hierarchy, today: LocalDay): boolean {
  const rights = rightsOf(principal);
  return rights === undefined || rights.units.some((top) => hierarchy.isWithin(unit, top, today));
}

/** Both questions at once: whether the caller may use the method, and for this unit. @throws as these do. */
export function authorise<Request>(
  rule: Rule<Request>,
  principal: Principal,
  request: Request,
  hierarchy: Hierarchy,
  today: LocalDay,
): void {
  authoriseMethod(rule, principal);
  authoriseUnit(rule, principal, request, hierarchy, today);
}

/** @throws Refusal `NOT_ALLOWED`; looks at nothing of the request. */
export function authoriseMethod(rule: Rule<never>, principal: Principal): void {
  if (comesForItself(rule, principal)) {
    if (rule.services !== 'any' && !rule.services?.includes(principal.service)) deny();
    return;
  }
  if (!rightsOf(principal)?.roles.some((role) => rule.roles?.includes(role))) deny();
}

/** @throws Refusal `INVALID_FIELD` (no unit key) or `UNIT_NOT_ALLOWED`; says nothing about what exists. */
export function authoriseUnit<Request>(
  rule: Rule<Request>,
  principal: Principal,
  request: Request,
  hierarchy: Hierarchy,
  today: LocalDay,
): void {
  if (!rule.unit || comesForItself(rule, principal)) return;
  const unit = rule.unit(request);
  parseUnitKey(unit);
  if (!maySee(principal, unit, hierarchy, today))
    throw new Refusal('denied', 'UNIT_NOT_ALLOWED', 'the unit is outside what the caller may act for');
}

/** A service, for itself; where people may ask, too, one that acts for somebody may no more than that person. */
function comesForItself(
  rule: Rule<never>,
  principal: Principal,
): principal is Extract<Principal, { kind: 'service' }> {
  return principal.kind === 'service' && (principal.onBehalfOf === undefined || rule.roles === undefined);
}

function deny(): never {
  throw new Refusal('denied', 'NOT_ALLOWED', 'the caller may not use this method');
}
